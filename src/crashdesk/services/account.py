"""One's own account: password, sessions and keys. All of it is direct: it needs the server and its answer."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Protocol

import msgspec

from crashdesk.core.account import ApiKey, CreatedApiKey, NewApiKey, OpenSession
from crashdesk.core.errors import ConnectionTrouble, CrashDeskError, SessionEnded, VaultTrouble
from crashdesk.core.secret import Secret
from crashdesk.core.server_ports import AccountApi
from crashdesk.core.session import Credential

_HOPELESS = (SessionEnded, ConnectionTrouble)
"""After these the rest of several requests would only fail, too."""


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

    def __init__(self, api: AccountApi, holder: CredentialHolder) -> None:
        self._api = api
        self._holder = holder

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
            _, credential = await self._api.change_password(current, new)
            go_on(credential)
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
        return await self._api.create_api_key(wish, idempotency_key=_new_key())

    async def keep_key(self, created: CreatedApiKey) -> str:
        """Keep a new key in the vault under a profile of its own and return the profile's name."""
        return await self._holder.keep_key(created.key.name, created.secret)

    async def revoke_key(self, key: ApiKey) -> None:
        """Revoke a key: whoever uses it is locked out at once."""
        await self._api.revoke_api_key(key.id, idempotency_key=_new_key())

    async def _end(self, session: OpenSession) -> CrashDeskError | None:
        try:
            await self._api.end_session(session.id, idempotency_key=_new_key())
        except CrashDeskError as problem:
            return problem
        return None


def _new_key() -> str:
    return uuid.uuid4().hex
