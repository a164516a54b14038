"""Writes what admins decide about accounts, each decision with its entry in the audit log."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import msgspec
from sqlalchemy import delete

from crashdesk_server.access import decoys, sessions, users
from crashdesk_server.access.accounts import actor_of, state_of
from crashdesk_server.access.guards import require_dispensable
from crashdesk_server.access.permissions import ROLES, as_role
from crashdesk_server.access.principal import Principal
from crashdesk_server.access.rights import GRANTABLE, granted_in, kept_grants
from crashdesk_server.access.users import UserRow, target_of
from crashdesk_server.audit.record import Origin, record
from crashdesk_server.storage.schema import api_keys
from crashdesk_server.storage.schema import users as users_table
from crashdesk_server.storage.transaction import Transaction
from crashdesk_server.web import problems
from crashdesk_server.web.problems import ProblemError, invalid
from crashdesk_server.webhooks.emitting import emit
from crashdesk_server.webhooks.events import USER_APPROVED
from crashdesk_server.wire.users import Approve, Reject, UserPatch

Farewell = Callable[[Transaction, Principal, Origin, str], None]
"""`(tx, who deletes, their origin, id)`: what an area does when an account is deleted."""


class Decisions:
    """Carries out decisions within a transaction, on rows that were read in it."""

    def __init__(self, farewells: Iterable[Farewell]) -> None:
        self._farewells = tuple(farewells)

    def approve(
        self, tx: Transaction, principal: Principal, origin: Origin, row: UserRow, wanted: Approve
    ) -> None:
        """Let in somebody who awaits it, or who was rejected.

        Raises:
            ProblemError: 409 if the account has been approved already.
        """
        if row.role != "pending":
            raise ProblemError(problems.ALREADY_DECIDED, "The account has been approved already.")
        before = {"role": row.role, "state": state_of(row)}
        row = users.change(tx, row, role=wanted.role, enabled=True, **_decided(tx, principal, wanted.note))
        after = {"role": row.role, "state": state_of(row)}
        record(
            tx, origin, "user.approved", target_of(row), before=before, after=after, reason=row.decision_note
        )
        user = {"id": row.id, "email": row.email, "name": row.name, "role": row.role}
        emit(tx, USER_APPROVED, {"user": user, "by": principal.label})

    def reject(
        self, tx: Transaction, principal: Principal, origin: Origin, row: UserRow, wanted: Reject
    ) -> None:
        """Turn away somebody who awaits approval, and end their sessions.

        Raises:
            ProblemError: 409 if somebody has decided already, or about who must stay.
        """
        require_dispensable(tx, principal, row)
        if state_of(row) != "pending":
            raise ProblemError(problems.ALREADY_DECIDED)
        before = {"state": state_of(row)}
        row = users.change(tx, row, enabled=False, **_decided(tx, principal, wanted.reason))
        sessions.end_sessions_of(tx, row.id)
        after = {"state": state_of(row)}
        record(
            tx, origin, "user.rejected", target_of(row), before=before, after=after, reason=row.decision_note
        )

    def patch(
        self, tx: Transaction, principal: Principal, origin: Origin, row: UserRow, wanted: UserPatch
    ) -> None:
        """Change what is different in a request; nothing is written if nothing is.

        Raises:
            ProblemError: 409 about who must stay or isn't approved, 422 for what can't be granted.
        """
        columns = _differences(row, wanted)
        if columns.keys() - {"name"} and row.role == "pending":
            raise ProblemError(problems.NOT_APPROVED, "Approve it, to give it rights.")
        weaker = ROLES[as_role(columns.get("role", row.role))] < ROLES[as_role(row.role)]
        if weaker or not columns.get("enabled", True):
            require_dispensable(tx, principal, row)
        if not columns:
            return
        changed = users.change(tx, row, **columns)
        if not changed.enabled:
            sessions.end_sessions_of(tx, row.id)
        _record_changes(tx, origin, row, changed)

    def delete(self, tx: Transaction, principal: Principal, origin: Origin, row: UserRow) -> None:
        """Remove an account with its sessions and keys. What the person has written keeps their name.

        Raises:
            ProblemError: 409 about who must stay.
        """
        require_dispensable(tx, principal, row)
        for farewell in self._farewells:
            farewell(tx, principal, origin, row.id)
        sessions.end_sessions_of(tx, row.id)
        decoys.delete_of_address(tx, row.email_key)
        tx.execute(delete(api_keys).where(api_keys.c.user_id == row.id))
        tx.execute(delete(users_table).where(users_table.c.id == row.id))
        tx.bury("user", row.id)
        tx.bury("person", row.id)
        before = {"email": row.email, "name": row.name, "role": row.role, "state": state_of(row)}
        record(tx, origin, "user.deleted", target_of(row), before=before)

    def sign_out(self, tx: Transaction, principal: Principal, origin: Origin, row: UserRow) -> int:
        """End the sessions of an account, but the one by which the caller asks; return how many."""
        ended = sessions.end_sessions_of(tx, row.id, but=principal.credential)
        if ended:
            record(tx, origin, "user.signed_out", target_of(row), after={"ended": ended})
        return ended


def _decided(tx: Transaction, principal: Principal, note: str) -> dict[str, Any]:
    return {
        "decided_at": tx.now,
        "decided_by": msgspec.json.encode(actor_of(principal)).decode(),
        "decision_note": note.strip(),
    }


def _differences(row: UserRow, wanted: UserPatch) -> dict[str, Any]:
    """Return the columns that a request changes.

    Raises:
        ProblemError: 422 for a permission that can't be granted.
    """
    columns: dict[str, Any] = {}
    if not isinstance(wanted.name, msgspec.UnsetType):
        columns["name"] = wanted.name.strip()
    if not isinstance(wanted.role, msgspec.UnsetType):
        columns["role"] = wanted.role
    if not isinstance(wanted.enabled, msgspec.UnsetType):
        columns["enabled"] = wanted.enabled
    if not isinstance(wanted.permissions, msgspec.UnsetType):
        for position, name in enumerate(wanted.permissions):
            if name not in GRANTABLE:
                raise invalid(f"#/permissions/{position}", "not-grantable", "It comes with a role only.")
        columns["grants"] = kept_grants(wanted.permissions)
    return {name: value for name, value in columns.items() if value != getattr(row, name)}


def _record_changes(tx: Transaction, origin: Origin, row: UserRow, changed: UserRow) -> None:
    """Write one entry for each kind of change."""
    granted = [list(granted_in(kept.grants)) for kept in (row, changed)]
    found = {
        "user.renamed": ({"name": row.name}, {"name": changed.name}),
        "user.role_changed": ({"role": row.role}, {"role": changed.role}),
        "user.permissions_changed": ({"permissions": granted[0]}, {"permissions": granted[1]}),
        "user.enabled" if changed.enabled else "user.disabled": (
            {"state": state_of(row)},
            {"state": state_of(changed)},
        ),
    }
    for action, (before, after) in found.items():
        if before != after:
            record(tx, origin, action, target_of(changed), before=before, after=after)
