"""`POST /registrations`: people ask to be let in by themselves."""

from __future__ import annotations

from starlette.responses import Response

from crashdesk_server.access import decoys, users
from crashdesk_server.access.entrance import Entrance, require_address
from crashdesk_server.access.guesses import Guess
from crashdesk_server.access.refusals import target_for
from crashdesk_server.access.users import NewUser, UserRow, email_key
from crashdesk_server.audit.record import origin_of, record
from crashdesk_server.storage.transaction import Snapshot, Transaction
from crashdesk_server.web import problems
from crashdesk_server.web.call import Call, Reply
from crashdesk_server.web.problems import ProblemError, invalid
from crashdesk_server.web.throttle import Throttle
from crashdesk_server.webhooks.emitting import emit
from crashdesk_server.webhooks.events import USER_PENDING
from crashdesk_server.wire import session as wire

MOST_PENDING = 200
"""No more accounts await approval at a time: nobody can fill the list of those who decide."""
PER_ADDRESS = 10
"""Registrations from one address in a quarter of an hour."""
_TRIES = 3
"""Another request may register the same address while a password is hashed; then it is looked at again."""


class _OvertakenError(Exception):
    """The account of the address is not as it was when the password was looked at."""


class Registering:
    """Makes accounts that await approval."""

    def __init__(self, entrance: Entrance) -> None:
        self._entrance = entrance
        self._context = entrance.context
        self._arrivals = Throttle(entrance.context.clock, PER_ADDRESS, PER_ADDRESS)

    async def register(self, call: Call) -> Response:
        """Register whoever asks and sign them in; an address that has an account gets the same answer."""
        body: wire.Registration = call.body
        if self._context.settings.registration == "closed" and body.token is None:
            raise ProblemError(problems.REGISTRATION_CLOSED)
        require_address(body.email)
        self._arrivals.attempt(call.address, "")
        self._entrance.throttle.attempt(call.address, email_key(body.email))
        role = "pending"
        if body.token is not None:
            await self._require_token(body)
            role = "admin"
        else:
            await self._context.database.read(_require_room)
        response = await self._look_and_write(call, role)
        if role == "admin":
            self._entrance.setup.forget_token()
        return response

    async def _look_and_write(self, call: Call, role: str) -> Response:
        body: wire.Registration = call.body
        for _ in range(_TRIES):
            guess = await self._entrance.guesses.look(body.email, body.password)
            user = NewUser(
                body.email, body.name, role, await self._entrance.passwords.hash(body.password), call.address
            )
            try:
                return await self._context.writes.run(
                    call, lambda tx, user=user, guess=guess: self._write(tx, call, user, guess)
                )
            except _OvertakenError:
                continue
        raise ProblemError(problems.REQUEST_IN_PROGRESS, headers={"Retry-After": "1"})

    async def _require_token(self, body: wire.Registration) -> None:
        setup = self._entrance.setup
        if await setup.is_done():
            raise ProblemError(problems.ALREADY_SET_UP)
        if not setup.accepts(body.token or ""):
            raise ProblemError(problems.SETUP_TOKEN_WRONG)
        if email_key(body.email) not in map(email_key, self._context.settings.admin_emails):
            raise invalid("#/email", "not-expected", "The server was not told to make this address an admin.")

    def _write(self, tx: Transaction, call: Call, user: NewUser, guess: Guess) -> Reply:
        account = users.find_by_email(tx, user.email)
        if not guess.still_holds(account):
            raise _OvertakenError
        if user.role == "admin":
            return self._first_admin(tx, call, user, account, is_own=guess.is_own)
        if account is not None and guess.is_own:
            return self._entrance.opener.open(tx, call, account)
        _require_room(tx)
        if account is not None:
            return self._deceive(tx, call, guess)
        identifier = users.create(tx, self._context.ids, user, origin_of(call))
        emit(tx, USER_PENDING, {"user": {"id": identifier, "email": user.email, "name": user.name}})
        return self._entrance.opener.open(tx, call, users.require(tx, identifier))

    def _deceive(self, tx: Transaction, call: Call, guess: Guess) -> Reply:
        """Open the decoy of this address and password, a new one if there is none."""
        body: wire.Registration = call.body
        decoy = decoys.find(tx, body.email, guess.decoy_hash)
        identifier = (
            decoys.create(tx, self._context.ids, body, guess.decoy_hash) if decoy is None else decoy.id
        )
        target = target_for(guess.account, body.email)
        reason = "the address has an account already"
        self._entrance.refusals.note(tx, origin_of(call), target, reason, "user.registered")
        return self._entrance.opener.open_quietly(tx, call, identifier)

    def _first_admin(
        self, tx: Transaction, call: Call, user: NewUser, account: UserRow | None, *, is_own: bool
    ) -> Reply:
        """Make an admin of an address that was expected; who holds the token needn't be deceived."""
        if users.any_admin(tx):
            raise ProblemError(problems.ALREADY_SET_UP)
        if account is None:
            account = users.require(tx, users.create(tx, self._context.ids, user, origin_of(call)))
        elif is_own:
            account = users.make_admin(tx, account)
        else:
            raise ProblemError(problems.WRONG_CREDENTIALS)
        record(tx, origin_of(call), "server.set_up", users.target_of(account))
        return self._entrance.opener.open(tx, call, account)


def _require_room(snapshot: Snapshot) -> None:
    if users.count_pending(snapshot) + decoys.count_recent(snapshot) >= MOST_PENDING:
        raise ProblemError(problems.REGISTRATIONS_FULL, headers={"Retry-After": "3600"})
