"""The routes of set-up, signing in and out, and people."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, func, select
from starlette.responses import Response

from crashdesk_server.access import decoys, sessions, users
from crashdesk_server.access.entrance import Entrance, require_address
from crashdesk_server.access.guesses import Guess
from crashdesk_server.access.opening import require_session, require_welcome, session_of
from crashdesk_server.access.refusals import target_for
from crashdesk_server.access.users import NewUser
from crashdesk_server.audit.record import Target, origin_of, record
from crashdesk_server.storage.schema import users as users_table
from crashdesk_server.storage.transaction import Snapshot, Transaction
from crashdesk_server.web import problems
from crashdesk_server.web.call import Call, Reply
from crashdesk_server.web.paging import PageQuery, PageSpec, fetch_page
from crashdesk_server.web.problems import ProblemError
from crashdesk_server.wire import session as wire
from crashdesk_server.wire.changes import Person

_LABEL = func.coalesce(func.nullif(users_table.c.name, ""), users_table.c.email)
_PEOPLE = PageSpec({"label": _LABEL, "id": users_table.c.id}, "label", users_table.c.id)


class SigningIn:
    """Lets people in and out."""

    def __init__(self, entrance: Entrance) -> None:
        self._entrance = entrance
        self._context = entrance.context
        self._throttle = entrance.throttle

    async def set_up(self, call: Call) -> Response:
        """Make the first admin and sign them in."""
        body: wire.Setup = call.body
        setup = self._entrance.setup
        if await setup.is_done():
            raise ProblemError(problems.ALREADY_SET_UP)
        self._throttle.attempt(call.address, "")
        if not setup.accepts(body.token):
            raise ProblemError(problems.SETUP_TOKEN_WRONG)
        require_address(body.email)
        password_hash = await self._entrance.passwords.hash(body.password)
        user = NewUser(body.email, body.name, "admin", password_hash, call.address)
        response = await self._context.writes.run(call, lambda tx: self._first_admin(tx, call, user))
        setup.forget_token()
        return response

    async def sign_in(self, call: Call) -> Response:
        """Open a session for whoever knows the password."""
        body: wire.SignIn = call.body
        key = users.email_key(body.email)
        self._throttle.attempt(call.address, key)
        guess = await self._entrance.guesses.look(body.email, body.password)
        decoy = await self._context.database.read(
            lambda snapshot: decoys.find(snapshot, body.email, guess.decoy_hash)
        )
        if guess.is_own or decoy is not None:
            self._throttle.succeed(call.address, key)
        account = guess.account
        if account is not None and guess.is_own and account.enabled:
            return await self._context.writes.run(call, lambda tx: self._open(tx, call, guess))
        if decoy is not None and not guess.is_own:
            return await self._context.writes.run(call, lambda tx: self._deceive(tx, call, guess, decoy.id))
        await self._context.database.write(lambda tx: self._note_refusal(tx, call, guess))
        if account is not None and guess.is_own:
            require_welcome(account)
        raise ProblemError(problems.WRONG_CREDENTIALS)

    def show(self, _snapshot: Snapshot, call: Call) -> Reply:
        """Tell the caller who they are."""
        return Reply(session_of(call.principal))

    def sign_out(self, tx: Transaction, call: Call) -> Reply:
        """End the caller's session."""
        require_session(call.principal)
        principal = call.principal
        sessions.end_session(tx, principal.credential)
        if users.find_by_id(tx, principal.user_id) is not None:
            target = Target("session", principal.credential, principal.label)
            record(tx, origin_of(call), "session.ended", target)
        return Reply(status=204, headers=self._entrance.opener.cookie(""))

    def people(self, snapshot: Snapshot, call: Call) -> Reply:
        """List the people there are, as they may be assigned."""
        query: PageQuery = call.query
        approved = select(users_table).where(users_table.c.role != "pending")
        return Reply(fetch_page(snapshot, approved, query, _PEOPLE, _people))

    def _first_admin(self, tx: Transaction, call: Call, user: NewUser) -> Reply:
        if users.any_admin(tx):
            raise ProblemError(problems.ALREADY_SET_UP)
        identifier = users.create(tx, self._context.ids, user, origin_of(call))
        account = users.require(tx, identifier)
        record(tx, origin_of(call), "server.set_up", users.target_of(account))
        return self._entrance.opener.open(tx, call, account)

    def _open(self, tx: Transaction, call: Call, guess: Guess) -> Reply:
        body: wire.SignIn = call.body
        account = users.find_by_email(tx, body.email)
        if account is None or not guess.still_holds(account):
            raise ProblemError(problems.WRONG_CREDENTIALS)
        self._entrance.refusals.settle(tx, call.address, account.id)
        return self._entrance.opener.open(tx, call, account)

    def _deceive(self, tx: Transaction, call: Call, guess: Guess, decoy_id: str) -> Reply:
        self._note_refusal(tx, call, guess)
        return self._entrance.opener.open_quietly(tx, call, decoy_id)

    def _note_refusal(self, tx: Transaction, call: Call, guess: Guess) -> None:
        body: wire.SignIn = call.body
        reason = "the account is disabled or was rejected" if guess.is_own else "wrong address or password"
        self._entrance.refusals.note(tx, origin_of(call), target_for(guess.account, body.email), reason)


def _people(rows: list[Row[*tuple[Any, ...]]]) -> list[object]:
    return [Person(row.id, users.label_of(row.name, row.email), row.role, row.enabled) for row in rows]
