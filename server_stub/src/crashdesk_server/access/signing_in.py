"""The routes of set-up, sessions and people."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, func, select
from starlette.responses import Response

from crashdesk_server.access import sessions, users
from crashdesk_server.access.passwords import Passwords
from crashdesk_server.access.principal import Principal
from crashdesk_server.access.setup import Setup
from crashdesk_server.access.users import NewUser
from crashdesk_server.area import Context
from crashdesk_server.clock import to_rfc3339
from crashdesk_server.storage.schema import users as users_table
from crashdesk_server.storage.transaction import Snapshot, Transaction
from crashdesk_server.web import problems
from crashdesk_server.web.call import Call, Reply
from crashdesk_server.web.paging import PageQuery, PageSpec, fetch_page
from crashdesk_server.web.problems import ProblemError, invalid
from crashdesk_server.web.throttle import Throttle
from crashdesk_server.wire import session as wire
from crashdesk_server.wire.changes import Person

_LABEL = func.coalesce(func.nullif(users_table.c.name, ""), users_table.c.email)
_PEOPLE = PageSpec({"label": _LABEL, "id": users_table.c.id}, "label", users_table.c.id)


class SigningIn:
    """Lets people in and out."""

    def __init__(self, context: Context, setup: Setup, passwords: Passwords) -> None:
        self._context = context
        self._setup = setup
        self._passwords = passwords
        self._throttle = Throttle(context.clock)

    async def set_up(self, call: Call) -> Response:
        """Make the first admin and sign them in."""
        body: wire.Setup = call.body
        if await self._setup.is_done():
            raise ProblemError(problems.ALREADY_SET_UP)
        self._throttle.attempt(call.address, "")
        if not self._setup.accepts(body.token):
            raise ProblemError(problems.SETUP_TOKEN_WRONG)
        _require_address(body.email)
        user = NewUser(body.email, body.name, "admin", await self._passwords.hash(body.password))
        response = await self._context.writes.run(call, lambda tx: self._first_admin(tx, call, user))
        self._setup.forget_token()
        return response

    async def sign_in(self, call: Call) -> Response:
        """Open a session for whoever knows the password."""
        body: wire.SignIn = call.body
        account = users.email_key(body.email)
        self._throttle.attempt(call.address, account)
        row = await self._context.database.read(lambda snapshot: users.find_by_email(snapshot, body.email))
        kept = row.password_hash if row is not None and row.enabled else None
        if not await self._passwords.matches(body.password, kept) or row is None:
            raise ProblemError(problems.WRONG_CREDENTIALS)
        self._throttle.succeed(call.address, account)
        return await self._context.writes.run(call, lambda tx: self._open(tx, call, row.id))

    def show(self, _snapshot: Snapshot, call: Call) -> Reply:
        """Tell the caller who they are."""
        return Reply(session_of(call.principal))

    def sign_out(self, tx: Transaction, call: Call) -> Reply:
        """End the caller's session."""
        if call.principal.kind != "user":
            raise ProblemError(problems.FORBIDDEN, "An API key has no session.")
        sessions.end_session(tx, call.principal.credential)
        return Reply(status=204, headers=self._cookie(""))

    def people(self, snapshot: Snapshot, call: Call) -> Reply:
        """List the people there are, as they may be assigned."""
        query: PageQuery = call.query
        return Reply(fetch_page(snapshot, select(users_table), query, _PEOPLE, _people))

    def _first_admin(self, tx: Transaction, call: Call, user: NewUser) -> Reply:
        if users.any_admin(tx):
            raise ProblemError(problems.ALREADY_SET_UP)
        return self._open(tx, call, users.create(tx, self._context.ids, user))

    def _open(self, tx: Transaction, call: Call, user_id: str) -> Reply:
        identifier, token = sessions.open_session(tx, self._context.ids, user_id, call.address)
        found = sessions.find_session(tx, token)
        if found is None:
            raise ProblemError(problems.WRONG_CREDENTIALS)
        return Reply(session_of(found[0]), 201, self._cookie(token), secret_id=identifier)

    def _cookie(self, token: str) -> dict[str, str]:
        return {"Set-Cookie": sessions.cookie_header(token, self._context.settings.public_url)}


def session_of(principal: Principal) -> wire.Session:
    """Return what a caller is told of their own session or key."""
    return wire.Session(
        user=wire.SessionUser(principal.user_id, principal.email, principal.name),
        via="api_key" if principal.kind == "api_key" else "session",
        role=principal.role,
        permissions=tuple(sorted(principal.permissions)),
        view_groups=(),
        csrf_token=principal.csrf_token,
        expires_at=_time(principal.expires_at),
        absolute_expires_at=_time(principal.absolute_expires_at),
    )


def _people(rows: list[Row[*tuple[Any, ...]]]) -> list[object]:
    return [Person(row.id, users.label_of(row.name, row.email), row.role, row.enabled) for row in rows]


def _time(milliseconds: int | None) -> str | None:
    return None if milliseconds is None else to_rfc3339(milliseconds)


def _require_address(email: str) -> None:
    name, at, domain = email.strip().rpartition("@")
    if not (name and at and domain) or any(
        letter.isspace() or not letter.isprintable() for letter in email.strip()
    ):
        raise invalid("#/email", "format", "Not an e-mail address.")
