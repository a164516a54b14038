"""What an account or a key may do: its role, and what was granted beyond it."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from crashdesk_server.access.permissions import AUDIT_READ, ROLES, Role, as_role

GRANTABLE = frozenset({AUDIT_READ})
"""What can be given to a person beyond their role: support staff review, and change nothing."""


def rights_of(role: Role, granted: Iterable[str], *, enabled: bool = True) -> frozenset[str]:
    """Return the permissions of an account; none while nobody has approved it or when it is disabled."""
    if role == "pending" or not enabled:
        return frozenset()
    return ROLES[role] | (GRANTABLE & frozenset(granted))


def rights_of_key(owner: frozenset[str], key_role: str | None) -> frozenset[str]:
    """Return the permissions of a key: what its owner and its own role have in common."""
    return owner if key_role is None else owner & ROLES[as_role(key_role)]


def granted_in(kept: str) -> tuple[str, ...]:
    """Return the grants of the form in which a row keeps them."""
    return msgspec.json.decode(kept, type=tuple[str, ...])


def kept_grants(granted: Iterable[str]) -> str:
    """Return the form in which a row keeps grants: each once, in order."""
    return msgspec.json.encode(sorted(set(granted))).decode()
