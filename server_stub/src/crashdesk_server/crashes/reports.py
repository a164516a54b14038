"""Kept samples as the API shows them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import RowMapping, Select, select

from crashdesk_server.access.principal import Principal
from crashdesk_server.access.visible import visible
from crashdesk_server.clock import to_rfc3339
from crashdesk_server.crashes.content import decode
from crashdesk_server.crashes.tables import crash_group, crash_report
from crashdesk_server.storage.transaction import Snapshot
from crashdesk_server.web import problems
from crashdesk_server.web.problems import ProblemError
from crashdesk_server.wire.crash_groups import Report, ReportSummary


def summaries() -> Select[*tuple[Any, ...]]:
    """Return the statement of all samples without bodies, to be limited."""
    columns = [column for column in crash_report.c if column.name != "content"]
    ends = (crash_group.c.first_report_id, crash_group.c.latest_report_id)
    join = crash_report.join(crash_group, crash_group.c.id == crash_report.c.group_id)
    return select(*columns, *ends).select_from(join)


def load_reports(snapshot: Snapshot, principal: Principal, ids: Sequence[str]) -> Mapping[str, ReportSummary]:
    """Return the visible ones of some samples by id."""
    statement = visible(principal, summaries().where(crash_report.c.id.in_(ids)))
    return {row["id"]: build_summary(row) for row in snapshot.execute(statement).mappings()}


def find_report(snapshot: Snapshot, principal: Principal, group_id: str, identifier: str) -> Report:
    """Return one sample with its body.

    Raises:
        ProblemError: 404 if the group has no such sample that the caller may see.
    """
    named = (crash_report.c.group_id == group_id) & (crash_report.c.id == identifier)
    statement = visible(principal, summaries().add_columns(crash_report.c.content).where(named))
    row = snapshot.execute(statement).mappings().first()
    if row is None:
        raise ProblemError(problems.NOT_FOUND)
    body = decode(row["content"])
    return Report(
        **_head(row),
        message=body.message,
        source=body.source,
        label=body.label,
        error_type=body.error_type,
        error_message=body.error_message,
        stack=body.stack,
        component_stack=body.component_stack,
        top_frame=body.top_frame,
        fingerprint_hint=body.fingerprint_hint,
        language=body.language,
        view=body.view,
        occurred_at=body.occurred_at,
        device=body.device,
        breadcrumbs=body.breadcrumbs,
    )


def build_summary(row: RowMapping) -> ReportSummary:
    """Return a sample of a row of `summaries`."""
    return ReportSummary(**_head(row))


def _head(row: RowMapping) -> dict[str, Any]:
    names = ("id", "group_id", "kind", "version", "os", "arch", "channel", "build_commit", "bytes")
    return {
        **{name: row[name] for name in names},
        "received_at": to_rfc3339(row["received_at"]),
        "first": row["id"] == row["first_report_id"],
        "latest": row["id"] == row["latest_report_id"],
    }
