"""The qualifiers by which crash groups are filtered."""

from __future__ import annotations

from crashdesk.core.crash_groups import Severity, Status
from crashdesk.core.query.ast import Field, FieldKind

_STATUSES = tuple(status.value for status in Status)

CRASH_GROUP_FIELDS = (
    Field("is", FieldKind.FLAG, values=(*_STATUSES, "regressed", "pending", "development")),
    Field("has", FieldKind.FLAG, values=("note", "assignee", "resolution")),
    Field("status", FieldKind.CHOICE, "status", _STATUSES),
    Field("severity", FieldKind.CHOICE, "severity", tuple(severity.value for severity in Severity)),
    Field("assigned", FieldKind.PERSON, "assignee", ("me", "nobody")),
    Field("version", FieldKind.VERSION, "last_version"),
    Field("first-version", FieldKind.VERSION, "first_version"),
    Field("os", FieldKind.TEXT, "os"),
    Field("platform", FieldKind.TEXT, "platforms"),
    Field("kind", FieldKind.TEXT, "kind"),
    Field("source", FieldKind.TEXT, "source"),
    Field("title", FieldKind.TEXT, "title"),
    Field("frame", FieldKind.TEXT, "top_frame"),
    Field("error", FieldKind.TEXT, "error_type"),
    Field("label", FieldKind.TEXT, "label"),
    Field("fingerprint", FieldKind.TEXT, "fingerprint"),
    Field("events", FieldKind.NUMBER, "count"),
    Field("today", FieldKind.NUMBER, "last_day"),
    Field("regressions", FieldKind.NUMBER, "regressions"),
    Field("first-seen", FieldKind.INSTANT, "first_seen"),
    Field("last-seen", FieldKind.INSTANT, "last_seen"),
    Field("age", FieldKind.AGE, "first_seen"),
    Field("idle", FieldKind.AGE, "last_seen"),
)
"""`age` counts back from now to the first report of a group, `idle` to the last one."""
