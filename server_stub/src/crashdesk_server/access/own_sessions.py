"""The caller's own sessions and password."""

from __future__ import annotations

from sqlalchemy import select, update
from starlette.responses import Response

from crashdesk_server.access import decoys, sessions, users
from crashdesk_server.access.entrance import Entrance
from crashdesk_server.access.opening import require_session
from crashdesk_server.access.users import UserRow, email_key
from crashdesk_server.audit.record import Origin, Target, origin_of, record
from crashdesk_server.clock import to_rfc3339
from crashdesk_server.storage.schema import sessions as table
from crashdesk_server.storage.schema import users as users_table
from crashdesk_server.storage.transaction import Snapshot, Transaction
from crashdesk_server.web import problems
from crashdesk_server.web.call import Call, Disclosure, Reply
from crashdesk_server.web.paging import PageQuery, PageSpec, fetch_page
from crashdesk_server.web.problems import ProblemError, invalid
from crashdesk_server.wire import session as wire

_ORDER = PageSpec({"created_at": table.c.created_at, "seen_at": table.c.seen_at}, "-seen_at", table.c.id)


class OwnSessions:
    """Answers requests of people about their own ways in."""

    def __init__(self, entrance: Entrance) -> None:
        self._entrance = entrance
        self._context = entrance.context

    def list(self, snapshot: Snapshot, call: Call) -> Reply:
        """List the caller's open sessions."""
        require_session(call.principal)
        query: PageQuery = call.query
        mine = select(table).where(table.c.user_id == call.principal.user_id, sessions.are_open(snapshot.now))
        current = call.principal.credential
        page = fetch_page(snapshot, mine, query, _ORDER, lambda rows: [_built(row, current) for row in rows])
        return Reply(page, disclosures=(Disclosure("session.listed"),))

    def end(self, tx: Transaction, call: Call) -> Reply:
        """End one of the caller's sessions."""
        require_session(call.principal)
        identifier = call.path["id"]
        mine = select(table.c.id).where(
            table.c.id == identifier,
            table.c.user_id == call.principal.user_id,
            sessions.are_open(tx.now),
        )
        if tx.execute(mine).first() is None:
            raise ProblemError(problems.NOT_FOUND)
        sessions.end_session(tx, identifier)
        record(tx, origin_of(call), "session.ended", Target("session", identifier, call.principal.label))
        is_current = identifier == call.principal.credential
        return Reply(status=204, headers=self._entrance.opener.cookie("") if is_current else {})

    async def change_password(self, call: Call) -> Response:
        """Take a new password, end every session and begin a new one."""
        require_session(call.principal)
        body: wire.PasswordChange = call.body
        user_id, email = call.principal.user_id, call.principal.email
        key = email_key(email)
        self._entrance.throttle.attempt(call.address, key)
        is_right, account = await self._entrance.guesses.is_of(user_id, body.current_password)
        if not is_right:
            await self._context.database.write(lambda tx: self._note_refusal(tx, call, account))
            raise ProblemError(problems.WRONG_CREDENTIALS, "The current password is wrong.")
        self._entrance.throttle.succeed(call.address, key)
        if body.new_password == body.current_password:
            raise invalid("#/new_password", "unchanged", "That is the current password.")
        if account is None:
            kept = await self._entrance.guesses.decoy_hash(email, body.new_password)
        else:
            kept = await self._entrance.passwords.hash(body.new_password)
        return await self._context.writes.run(call, lambda tx: self._change(tx, call, account, kept))

    def _change(self, tx: Transaction, call: Call, account: UserRow | None, kept: str) -> Reply:
        user_id = call.principal.user_id
        if account is None:
            decoys.change_password(tx, user_id, kept)
            sessions.end_sessions_of(tx, user_id)
        else:
            replace_password(tx, account, kept, origin_of(call))
        return self._entrance.opener.open_quietly(tx, call, user_id, status=200)

    def _note_refusal(self, tx: Transaction, call: Call, account: UserRow | None) -> None:
        if account is not None:
            target = users.target_of(account)
            self._entrance.refusals.note(tx, origin_of(call), target, "wrong current password")


def replace_password(tx: Transaction, account: UserRow, kept: str, origin: Origin) -> None:
    """Keep another password for an account, and end its sessions.

    Raises:
        ProblemError: 401 if it has got another one since the row was read, or is gone.
    """
    same = (users_table.c.id == account.id) & (users_table.c.password_hash == account.password_hash)
    if tx.execute(update(users_table).where(same).values(password_hash=kept)).rowcount != 1:
        raise ProblemError(problems.WRONG_CREDENTIALS, "The password has just been changed.")
    sessions.end_sessions_of(tx, account.id)
    record(tx, origin, "password.changed", users.target_of(account))


def _built(row: UserRow, current: str) -> wire.OpenSession:
    return wire.OpenSession(
        id=row.id,
        created_at=to_rfc3339(row.created_at),
        seen_at=to_rfc3339(row.seen_at),
        expires_at=to_rfc3339(sessions.expiry_of(row)),
        address=row.address,
        user_agent=row.user_agent,
        current=row.id == current,
    )
