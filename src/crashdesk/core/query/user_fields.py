"""The qualifiers by which accounts are filtered."""

from __future__ import annotations

from crashdesk.core.people import Role
from crashdesk.core.query.ast import Field, FieldKind
from crashdesk.core.users import UserState

_STATES = tuple(state.value for state in UserState)

USER_FIELDS = (
    Field("is", FieldKind.FLAG, values=(*_STATES, "unsent")),
    Field("has", FieldKind.FLAG, values=("session", "key", "grant", "audit", "note")),
    Field("state", FieldKind.CHOICE, "state", _STATES),
    Field("role", FieldKind.CHOICE, "role", tuple(role.value for role in Role)),
    Field("name", FieldKind.TEXT, "name"),
    Field("email", FieldKind.TEXT, "email"),
    Field("from", FieldKind.TEXT, "registered_from"),
    Field("right", FieldKind.TEXT, "permissions"),
    Field("decided-by", FieldKind.TEXT, "decided_by"),
    Field("note", FieldKind.TEXT, "decision_note"),
    Field("sessions", FieldKind.NUMBER, "sessions"),
    Field("keys", FieldKind.NUMBER, "api_keys"),
    Field("registered", FieldKind.INSTANT, "registered_at"),
    Field("decided", FieldKind.INSTANT, "decided_at"),
    Field("last-sign-in", FieldKind.INSTANT, "last_sign_in_at"),
    Field("age", FieldKind.AGE, "registered_at"),
    Field("idle", FieldKind.AGE, "last_sign_in_at"),
)
"""`is:pending` are those who wait to be let in, `is:unsent` those about whom a decision waits for the server.

`age` counts back from now to the registration, `idle` to the last sign-in.
"""
