"""How the samples of crash groups lie in the store; their content is kept apart, within a quota."""

from __future__ import annotations

from crashdesk.core.crash_reports import CrashReport
from crashdesk.core.outbox import ObjectType
from crashdesk.store.tables.spec import Column, TableSpec, number_column

CRASH_REPORT_TABLE = TableSpec(
    type=ObjectType.CRASH_REPORT,
    struct=CrashReport,
    capability="crash_groups.read",
    columns=(
        Column("group_id", "TEXT NOT NULL", lambda report: report.group_id, indexed=True),
        number_column("received_at", lambda report: report.received_at),
        number_column("prefetched", lambda report: int(report.first or report.latest)),
    ),
    parent=ObjectType.CRASH_GROUP,
)
