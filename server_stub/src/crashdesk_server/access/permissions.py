"""What one can be allowed to do, and which role is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal, cast

Role = Literal["pending", "viewer", "operator", "admin"]

CRASHES_READ: Final = "crashes.read"
CRASHES_TRIAGE: Final = "crashes.triage"
CRASHES_DELETE: Final = "crashes.delete"
USAGE_READ: Final = "usage.read"
WEBHOOKS_READ: Final = "webhooks.read"
WEBHOOKS_REPLAY: Final = "webhooks.replay"
WEBHOOKS_MANAGE: Final = "webhooks.manage"
TASKS_READ: Final = "tasks.read"
TASKS_OVERRIDE: Final = "tasks.override"
USERS_READ: Final = "users.read"
USERS_MANAGE: Final = "users.manage"
AUDIT_READ: Final = "audit.read"

_VIEWER = frozenset({CRASHES_READ, USAGE_READ, WEBHOOKS_READ, TASKS_READ})
_OPERATOR = _VIEWER | {CRASHES_TRIAGE, CRASHES_DELETE, WEBHOOKS_REPLAY, TASKS_OVERRIDE}

ROLES: Mapping[Role, frozenset[str]] = {
    "pending": frozenset(),
    "viewer": _VIEWER,
    "operator": _OPERATOR,
    "admin": _OPERATOR | {WEBHOOKS_MANAGE, USERS_READ, USERS_MANAGE, AUDIT_READ},
}
"""The permissions of every role, weakest first. Admins hold all there are."""


def as_role(text: str) -> Role:
    """Return a role as it is kept; one that this version does not know has the rights of none."""
    return cast("Role", text) if text in ROLES else "pending"


def lower_role(one: Role, other: Role) -> Role:
    """Return the weaker of two roles."""
    order = list(ROLES)
    return min(one, other, key=order.index)
