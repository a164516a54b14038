"""How the timelines of crash groups lie in the store."""

from __future__ import annotations

from crashdesk.core.crash_reports import ActivityEntry
from crashdesk.core.outbox import ObjectType
from crashdesk.store.tables.spec import Column, TableSpec, number_column

CRASH_ACTIVITY_TABLE = TableSpec(
    type=ObjectType.CRASH_ACTIVITY,
    struct=ActivityEntry,
    capability="crash_groups.read",
    columns=(
        Column("group_id", "TEXT NOT NULL", lambda entry: entry.group_id, indexed=True),
        number_column("at", lambda entry: entry.at),
    ),
    parent=ObjectType.CRASH_GROUP,
)
