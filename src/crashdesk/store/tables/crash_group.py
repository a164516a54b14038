"""How crash groups lie in the store."""

from __future__ import annotations

from crashdesk.core.crash_groups import CrashGroup, Severity, Status
from crashdesk.core.outbox import ObjectType
from crashdesk.core.query.crash_group_fields import CRASH_GROUP_FIELDS
from crashdesk.core.versions import version_key
from crashdesk.store.folding import fold
from crashdesk.store.tables.spec import Column, TableSpec, number_column, text_column

_STATUS_RANK = {status: rank for rank, status in enumerate(Status)}
_SEVERITY_RANK = {severity: rank for rank, severity in enumerate(Severity)}


def _lines(values: tuple[str, ...]) -> str:
    """Several values as one text in which each stands between line ends."""
    return "\n" + "".join(f"{value}\n" for value in dict.fromkeys(values))


def _part(group: CrashGroup, index: int) -> tuple[str, ...]:
    return tuple(platform.partition("/")[2 * index] for platform in group.platforms)


_COLUMNS = (
    number_column("status", lambda group: _STATUS_RANK[group.status]),
    number_column("severity", lambda group: _SEVERITY_RANK[group.severity]),
    text_column("title", lambda group: group.title),
    text_column("kind", lambda group: group.kind),
    text_column("source", lambda group: group.source),
    text_column("label", lambda group: group.label),
    text_column("error_type", lambda group: group.error_type),
    text_column("top_frame", lambda group: group.top_frame),
    text_column("fingerprint", lambda group: group.fingerprint),
    number_column("count", lambda group: group.count, indexed=True),
    number_column("last_day", lambda group: group.last_day),
    number_column("first_seen", lambda group: group.first_seen, indexed=True),
    number_column("last_seen", lambda group: group.last_seen, indexed=True),
    text_column("first_version", lambda group: group.first_version, order_by="first_version_key"),
    Column("first_version_key", "TEXT NOT NULL", lambda group: version_key(fold(group.first_version))),
    text_column("last_version", lambda group: group.last_version, order_by="last_version_key"),
    Column("last_version_key", "TEXT NOT NULL", lambda group: version_key(fold(group.last_version))),
    Column("assignee_id", "TEXT", lambda group: group.assignee.id if group.assignee else None),
    Column(
        "assignee_label",
        "TEXT",
        lambda group: fold(group.assignee.label) if group.assignee else None,
        shown=lambda group: group.assignee.label if group.assignee else None,
    ),
    Column("regressed_at", "INTEGER", lambda group: group.regressed_at),
    number_column("regressions", lambda group: group.regressions),
    number_column("development", lambda group: int(group.development)),
    number_column("notes", lambda group: group.notes),
    number_column("pending", lambda group: int(group.pending)),
    number_column("has_resolution", lambda group: int(group.resolution is not None)),
    Column("platforms", "TEXT NOT NULL", lambda group: fold(_lines(group.platforms))),
    Column("os", "TEXT NOT NULL", lambda group: fold(_lines(_part(group, 0)))),
    Column("arch", "TEXT NOT NULL", lambda group: fold(_lines(_part(group, 1)))),
    number_column("reports_kept", lambda group: group.reports_kept),
    number_column("revision", lambda group: group.revision),
)

_IS = {
    **{status.value: f"g.status = {rank}" for status, rank in _STATUS_RANK.items()},
    "regressed": "g.regressed_at IS NOT NULL",
    "pending": "g.pending",
    "development": "g.development",
}
_HAS = {"note": "g.notes > 0", "assignee": "g.assignee_id IS NOT NULL", "resolution": "g.has_resolution"}

CRASH_GROUP_TABLE = TableSpec(
    type=ObjectType.CRASH_GROUP,
    struct=CrashGroup,
    capability="crash_groups.read",
    columns=_COLUMNS,
    searched=("title", "top_frame", "error_type", "label", "source", "fingerprint", "last_version"),
    fields=CRASH_GROUP_FIELDS,
    flags={"is": _IS, "has": _HAS},
    revision=lambda group: group.revision,
    order=lambda group: (group.revision, group.count),
)
