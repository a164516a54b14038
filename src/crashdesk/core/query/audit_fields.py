"""The qualifiers by which the audit log is filtered."""

from __future__ import annotations

from crashdesk.core.people import ActorKind
from crashdesk.core.query.ast import Field, FieldKind

AUDIT_FIELDS = (
    Field("is", FieldKind.FLAG, values=("refused", "hidden", "erased", "purged")),
    Field("has", FieldKind.FLAG, values=("reason", "change")),
    Field("actor", FieldKind.PERSON, "actor", ("me",)),
    Field("actor-kind", FieldKind.TEXT, "actor_kind", tuple(kind.value for kind in ActorKind)),
    Field("action", FieldKind.TEXT, "action"),
    Field("target", FieldKind.TEXT, "target_label"),
    Field("target-id", FieldKind.TEXT, "target_id"),
    Field("target-type", FieldKind.TEXT, "target_type"),
    Field("outcome", FieldKind.TEXT, "outcome", ("done", "refused")),
    Field("ip", FieldKind.TEXT, "ip"),
    Field("request", FieldKind.TEXT, "request_id"),
    Field("reason", FieldKind.TEXT, "reason"),
    Field("seq", FieldKind.NUMBER, "seq"),
    Field("at", FieldKind.INSTANT, "at"),
    Field("time", FieldKind.INSTANT, "at"),
    Field("age", FieldKind.AGE, "at"),
)
"""`at` and `time` are the same; an entry without a body has neither, nor an actor or an action."""
