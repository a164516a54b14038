"""How accounts lie in the store."""

from __future__ import annotations

from crashdesk.core.outbox import ObjectType
from crashdesk.core.people import Role
from crashdesk.core.query.user_fields import USER_FIELDS
from crashdesk.core.users import User, UserState
from crashdesk.store.folding import fold
from crashdesk.store.tables.spec import Column, TableSpec, number_column, text_column

_STATE_RANK = {state: rank for rank, state in enumerate(UserState)}
_ROLE_RANK = {role.value: rank for rank, role in enumerate(Role)}
_UNKNOWN_ROLE = -1
"""A role of a newer server is below all: no filter for at least some role may find it."""
_AUDIT_READ = "audit.read"


def _decider(user: User) -> str | None:
    return user.decided_by.label if user.decided_by else None


def _folded_decider(user: User) -> str | None:
    label = _decider(user)
    return None if label is None else fold(label)


def _rights(user: User) -> str:
    """The rights as one text in which each stands between line ends."""
    return "\n" + "".join(f"{name}\n" for name in dict.fromkeys(user.permissions))


_COLUMNS = (
    number_column("state", lambda user: _STATE_RANK[user.state], indexed=True),
    number_column("role", lambda user: _ROLE_RANK.get(user.role, _UNKNOWN_ROLE)),
    text_column("label", lambda user: user.label, indexed=True),
    text_column("name", lambda user: user.name),
    text_column("email", lambda user: user.email, indexed=True),
    number_column("registered_at", lambda user: user.registered_at, indexed=True),
    text_column("registered_from", lambda user: user.registered_from),
    Column("decided_at", "INTEGER", lambda user: user.decided_at),
    Column("decided_by", "TEXT", _folded_decider, shown=_decider),
    text_column("decision_note", lambda user: user.decision_note),
    Column("last_sign_in_at", "INTEGER", lambda user: user.last_sign_in_at),
    number_column("sessions", lambda user: user.sessions),
    number_column("api_keys", lambda user: user.api_keys),
    Column("permissions", "TEXT NOT NULL", lambda user: fold(_rights(user))),
    number_column("audit_read", lambda user: int(_AUDIT_READ in user.permissions)),
    number_column("unsent", lambda user: int(user.pending)),
)

_IS = {
    **{state.value: f"g.state = {rank}" for state, rank in _STATE_RANK.items()},
    "unsent": "g.unsent",
}
_HAS = {
    "session": "g.sessions > 0",
    "key": "g.api_keys > 0",
    "grant": "length(g.permissions) > 1",
    "audit": "g.audit_read",
    "note": "g.decision_note <> ''",
}

USER_TABLE = TableSpec(
    type=ObjectType.USER,
    struct=User,
    capability="users.read",
    columns=_COLUMNS,
    searched=("name", "email", "registered_from", "decision_note"),
    fields=USER_FIELDS,
    flags={"is": _IS, "has": _HAS},
    revision=lambda user: user.revision,
    order=lambda user: (user.revision,),
)
