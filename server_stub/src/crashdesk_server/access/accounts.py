"""Accounts as those see them who manage them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

import msgspec
from sqlalchemy import ColumnElement, Select, func, select

from crashdesk_server.access import keys, sessions
from crashdesk_server.access.opening import time_or_none
from crashdesk_server.access.permissions import as_role
from crashdesk_server.access.principal import Principal
from crashdesk_server.access.rights import granted_in
from crashdesk_server.access.users import UserRow, label_of
from crashdesk_server.clock import to_rfc3339
from crashdesk_server.storage.schema import api_keys, users
from crashdesk_server.storage.schema import sessions as sessions_table
from crashdesk_server.storage.transaction import Snapshot
from crashdesk_server.web import problems
from crashdesk_server.web.paging import PageQuery, PageSpec
from crashdesk_server.web.problems import ProblemError
from crashdesk_server.wire.crash_groups import ActorRef
from crashdesk_server.wire.users import State, User

ACCOUNTS = PageSpec(
    {
        "registered_at": users.c.created_at,
        "label": func.coalesce(func.nullif(users.c.name, ""), users.c.email),
        "last_sign_in_at": func.coalesce(users.c.last_sign_in_at, 0),
    },
    "-registered_at",
    users.c.id,
)
"""The orders of the list of accounts."""


class UserQuery(PageQuery, frozen=True):
    """The parameters of `GET /users`."""

    state: Annotated[State, msgspec.Meta(description="only accounts in this state")] | None = None


def select_accounts(now: int, state: State | None = None) -> Select[*tuple[Any, ...]]:
    """Return the statement that reads accounts with the number of their sessions and keys."""
    open_sessions = (
        select(func.count())
        .where(sessions_table.c.user_id == users.c.id, sessions.are_open(now))
        .correlate(users)
        .scalar_subquery()
    )
    live_keys = (
        select(func.count())
        .where(api_keys.c.user_id == users.c.id, keys.are_live(now))
        .correlate(users)
        .scalar_subquery()
    )
    statement = select(users, open_sessions.label("open_sessions"), live_keys.label("live_keys"))
    return statement if state is None else statement.where(_in_state(state))


def build_account(row: UserRow) -> User:
    """Return an account of a row that `select_accounts` has read."""
    return User(
        id=row.id,
        revision=row.revision,
        email=row.email,
        name=row.name,
        state=state_of(row),
        role=as_role(row.role),
        permissions=granted_in(row.grants),
        registered_at=to_rfc3339(row.created_at),
        registered_from=row.registered_from,
        decided_at=time_or_none(row.decided_at),
        decided_by=None if row.decided_by is None else msgspec.json.decode(row.decided_by, type=ActorRef),
        decision_note=row.decision_note,
        last_sign_in_at=time_or_none(row.last_sign_in_at),
        sessions=row.open_sessions,
        api_keys=row.live_keys,
    )


def account_row(snapshot: Snapshot, identifier: str) -> UserRow:
    """Return the row of an account as `select_accounts` reads it.

    Raises:
        ProblemError: 404.
    """
    row = snapshot.execute(select_accounts(snapshot.now).where(users.c.id == identifier)).first()
    if row is None:
        raise ProblemError(problems.NOT_FOUND)
    return row


def load_accounts(
    snapshot: Snapshot, _principal: Principal, identifiers: Sequence[str]
) -> Mapping[str, User]:
    """Return accounts by id, for the change feed."""
    rows = snapshot.execute(select_accounts(snapshot.now).where(users.c.id.in_(identifiers)))
    return {row.id: build_account(row) for row in rows}


def state_of(row: UserRow) -> State:
    """Return the state that the columns of an account stand for."""
    if row.role == "pending":
        return "pending" if row.enabled else "rejected"
    return "active" if row.enabled else "disabled"


def actor_of(principal: Principal) -> ActorRef:
    """Return who decides, as an account names them for good."""
    assert principal.kind != "anonymous"
    return ActorRef(principal.id, principal.kind, label_of(principal.label, principal.email))


def _in_state(state: State) -> ColumnElement[bool]:
    undecided, enabled = users.c.role == "pending", users.c.enabled
    match state:
        case "pending":
            return undecided & enabled
        case "rejected":
            return undecided & ~enabled
        case "active":
            return ~undecided & enabled
        case "disabled":
            return ~undecided & ~enabled
