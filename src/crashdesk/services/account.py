"""One's own account: password, sessions and keys.

All of it is direct: it needs the server and its answer, and what came of it is noted in the desk's journal.
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Protocol, TypeVar

import msgspec

from crashdesk.core.account import ApiKey, CreatedApiKey, NewApiKey, OpenSession
from crashdesk.core.errors import (
    ConnectionTrouble,
    CrashDeskError,
    OutcomeUnknown,
    SessionEnded,
    StoreTrouble,
    VaultTrouble,
)
from crashdesk.core.ids import UserId
from crashdesk.core.journal import Event
from crashdesk.core.outbox import ObjectType
from crashdesk.core.secret import Secret
from crashdesk.core.server_ports import AccountApi
from crashdesk.core.session import Credential
from crashdesk.core.store_ports import Journal
from crashdesk.core.text import QT_TRANSLATE_NOOP, Text
from crashdesk.core.user_agent import program_of

T = TypeVar("T")

_CHANGE_PASSWORD = QT_TRANSLATE_NOOP("AccountJournal", "Change the password")
_END_SESSION = QT_TRANSLATE_NOOP("AccountJournal", "End the session of {program} at {address}")
_MAKE_KEY = QT_TRANSLATE_NOOP("AccountJournal", "Make the API key “{name}”")
_REVOKE_KEY = QT_TRANSLATE_NOOP("AccountJournal", "Revoke the API key “{name}”")
_HOPELESS = (SessionEnded, ConnectionTrouble)
"""After these the rest of several requests would only fail, too."""
_log = logging.getLogger(__name__)


class CredentialHolder(Protocol):
    """Who proves this person to the server, here and after a restart."""

    def resting(self) -> AbstractAsyncContextManager[Callable[[Credential], None]]:
        """Talk to the server about nothing else meanwhile; afterwards go on with what the callback was given.

        Without a call it goes on with the credential that it had.
        """
        ...

    async def keep(self, credential: Credential) -> None:
        """Keep a credential for the next start, as at signing in. Raises `VaultTrouble`."""
        ...

    async def keep_key(self, name: str, key: Secret) -> str:
        """Make a profile that signs in with `key`, which only the vault keeps; return the profile's name.

        Raises `VaultTrouble`, `SettingsError`.
        """
        ...


class Ending(msgspec.Struct, frozen=True):
    """What became of the wish to end one session; `problem` is None where it ended."""

    session_id: str
    problem: CrashDeskError | None = None


class Account:
    """What one can do about one's own account."""

    def __init__(self, api: AccountApi, holder: CredentialHolder, journal: Journal, user_id: UserId) -> None:
        self._api = api
        self._holder = holder
        self._journal = journal
        self._user_id = user_id

    async def change_password(self, current: Secret, new: Secret) -> VaultTrouble | None:
        """Change the password. Every session ends; this desk goes on with the new one.

        Nothing else is asked of the server meanwhile: a request that carried the old session would be told
        that one is signed out.

        Returns:
            Why the new session could not be kept for the next start, None when it was.

        Raises:
            SignInRefused: the current password is wrong.
            InputRejected, TooManyRequests, OutcomeUnknown, ConnectionTrouble: as the server and the way are.
        """
        async with self._holder.resting() as go_on:
            changing = self._api.change_password(current, new)
            _, credential = await self._noted(_CHANGE_PASSWORD, changing, then=lambda done: go_on(done[1]))
        try:
            await self._holder.keep(credential)
        except VaultTrouble as trouble:
            return trouble
        return None

    async def end_sessions(
        self, sessions: Sequence[OpenSession], on_ended: Callable[[Ending], None]
    ) -> tuple[Ending, ...]:
        """End the sessions one by one and tell of each; what failed is in what is returned.

        Once one is signed out, or the server is away, the rest is not tried and fails for the same reason.
        """
        endings: list[Ending] = []
        hopeless: CrashDeskError | None = None
        for session in sessions:
            problem = hopeless
            if problem is None:
                problem = await self._end(session)
                hopeless = problem if isinstance(problem, _HOPELESS) else None
            endings.append(Ending(session.id, problem))
            on_ended(endings[-1])
        return tuple(endings)

    async def create_key(self, wish: NewApiKey) -> CreatedApiKey:
        """Make a key. Raises `OutcomeUnknown`, or `RequestConflict` when its secret was lost on the way."""
        making = self._api.create_api_key(wish, idempotency_key=_new_key())
        return await self._noted(_MAKE_KEY(name=wish.name), making)

    async def keep_key(self, created: CreatedApiKey) -> str:
        """Keep a new key in the vault under a profile of its own and return the profile's name."""
        return await self._holder.keep_key(created.key.name, created.secret)

    async def revoke_key(self, key: ApiKey) -> None:
        """Revoke a key: whoever uses it is locked out at once."""
        revoking = self._api.revoke_api_key(key.id, idempotency_key=_new_key())
        await self._noted(_REVOKE_KEY(name=key.name), revoking)

    async def _end(self, session: OpenSession) -> CrashDeskError | None:
        sentence = _END_SESSION(program=str(program_of(session.user_agent)), address=session.address)
        try:
            await self._noted(sentence, self._api.end_session(session.id, idempotency_key=_new_key()))
        except CrashDeskError as problem:
            return problem
        return None

    async def _noted(
        self, sentence: Text, work: Awaitable[T], then: Callable[[T], None] = lambda _: None
    ) -> T:
        """Do `work` and note what became of it; what never reached the server is not noted.

        `then` takes the result before anything that could be cancelled.
        """
        try:
            result = await work
        except ConnectionTrouble:
            raise
        except CrashDeskError as problem:
            event = Event.UNKNOWN if isinstance(problem, OutcomeUnknown) else Event.REJECTED
            await self._note(event, sentence, str(problem.text))
            raise
        then(result)
        await self._note(Event.DONE, sentence)
        return result

    async def _note(self, event: Event, sentence: Text, answer: str = "") -> None:
        """Note what became of it. A full disk must not cost the secret or session that came as the answer."""
        try:
            await self._journal.record(event, ObjectType.USER, self._user_id, sentence, answer)
        except StoreTrouble as trouble:
            _log.warning("not noted in the journal: %s", type(trouble).__name__)


def _new_key() -> str:
    return uuid.uuid4().hex
