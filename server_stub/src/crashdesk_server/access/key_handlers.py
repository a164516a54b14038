"""Requests about API keys. They need a session: a key that leaked makes no further keys."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from sqlalchemy import Select, select

from crashdesk_server.access import keys
from crashdesk_server.access.opening import require_session, time_or_none
from crashdesk_server.access.permissions import ROLES, USERS_MANAGE
from crashdesk_server.access.principal import Principal
from crashdesk_server.access.user_handlers import opening_of
from crashdesk_server.access.users import UserRow, find_by_id, label_of
from crashdesk_server.audit.record import origin_of
from crashdesk_server.clock import to_rfc3339
from crashdesk_server.ids import Ids
from crashdesk_server.storage.schema import api_keys, users
from crashdesk_server.storage.transaction import Snapshot, Transaction
from crashdesk_server.web import problems
from crashdesk_server.web.call import Call, Reply
from crashdesk_server.web.paging import PageQuery, PageSpec, fetch_page
from crashdesk_server.web.problems import ProblemError, invalid
from crashdesk_server.wire.api_keys import ApiKey, CreatedApiKey, NewApiKey
from crashdesk_server.wire.crash_groups import PersonRef

MOST = 50
"""Keys of one person."""
_ORDER = PageSpec(
    {"created_at": api_keys.c.created_at, "name": api_keys.c.name}, "-created_at", api_keys.c.id
)


class KeyQuery(PageQuery, frozen=True):
    """The parameters of `GET /api-keys`."""

    user_id: (
        Annotated[str, msgspec.Meta(max_length=64, description="whose; the caller's own if absent")] | None
    ) = None


class KeyHandlers:
    """Answers requests about keys; each method is one route."""

    def __init__(self, ids: Ids) -> None:
        self._ids = ids

    def list(self, snapshot: Snapshot, call: Call) -> Reply:
        """Return a page of one person's keys."""
        require_session(call.principal)
        query: KeyQuery = call.query
        owner = query.user_id or call.principal.user_id
        _require_manager(call.principal, owner)
        statement = _select_keys(snapshot.now).where(api_keys.c.user_id == owner)
        page = fetch_page(snapshot, statement, query, _ORDER, lambda rows: [*map(_built, rows)])
        account = find_by_id(snapshot, owner)
        if account is None or owner == call.principal.user_id:
            return Reply(page)
        return Reply(page, disclosures=(opening_of(owner, account.name, account.email),))

    def create(self, tx: Transaction, call: Call) -> Reply:
        """Make a key of the caller's and tell it for the only time."""
        require_session(call.principal)
        body: NewApiKey = call.body
        principal = call.principal
        if not body.name.strip():
            raise invalid("#/name", "required", "Say what the key is for.")
        if body.role is not None and not ROLES[body.role] <= ROLES[principal.role]:
            raise invalid("#/role", "above-owner", f"Your own role is {principal.role}.")
        mine = select(api_keys.c.id).where(api_keys.c.user_id == principal.user_id).limit(MOST)
        if len(tx.execute(mine).all()) >= MOST:
            raise invalid("#", "too-many", f"One may have {MOST} keys: revoke one first.")
        identifier, key = keys.create_key(
            tx, self._ids, principal.user_id, body.role, body.name, origin_of(call)
        )
        row = tx.execute(_select_keys(tx.now).where(api_keys.c.id == identifier)).one()
        made = CreatedApiKey(**msgspec.structs.asdict(_built(row)), key=key)
        return Reply(made, status=201, secret_id=identifier)

    def revoke(self, tx: Transaction, call: Call) -> Reply:
        """Remove a key, one's own or, as an admin, anybody's."""
        require_session(call.principal)
        row = tx.execute(_select_keys(tx.now).where(api_keys.c.id == call.path["id"])).first()
        if row is None or not _may_manage(call.principal, row.user_id):
            raise ProblemError(problems.NOT_FOUND)
        keys.revoke(tx, row, origin_of(call))
        return Reply(status=204)


def _may_manage(principal: Principal, owner: str) -> bool:
    return owner == principal.user_id or principal.may(USERS_MANAGE)


def _require_manager(principal: Principal, owner: str) -> None:
    if not _may_manage(principal, owner):
        raise ProblemError(problems.FORBIDDEN, f"It needs the permission {USERS_MANAGE}.")


def _select_keys(now: int) -> Select[*tuple[Any, ...]]:
    return (
        select(api_keys, users.c.name.label("owner_name"), users.c.email.label("owner_email"))
        .join(users, users.c.id == api_keys.c.user_id)
        .where(keys.are_live(now))
    )


def _built(row: UserRow) -> ApiKey:
    return ApiKey(
        id=row.id,
        name=row.name,
        prefix=row.prefix,
        owner=PersonRef(row.user_id, label_of(row.owner_name, row.owner_email)),
        role=row.role,
        created_at=to_rfc3339(row.created_at),
        expires_at=time_or_none(row.expires_at),
        last_used_at=time_or_none(row.last_used_at),
        last_used_from=row.last_used_from,
    )
