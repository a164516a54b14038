"""One's own account on our server."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import suppress

import msgspec

from crashdesk.connectors.crashdesk import account_routes as routes
from crashdesk.connectors.crashdesk import account_wire as wire
from crashdesk.connectors.crashdesk.mapping import instant, instant_or_none
from crashdesk.core.account import ApiKey, CreatedApiKey, NewApiKey, OpenSession, Permission
from crashdesk.core.errors import NotFound
from crashdesk.core.secret import Secret
from crashdesk.core.session import Credential, Session
from crashdesk.http.answer import Answer, decode
from crashdesk.http.door import Door

_SESSIONS = msgspec.json.Decoder(wire.OpenSessions)
_KEYS = msgspec.json.Decoder(wire.ApiKeys)
_CREATED = msgspec.json.Decoder(wire.CreatedApiKey, dec_hook=wire.read_secret)
_PERMISSIONS = msgspec.json.Decoder(wire.Permissions)

Begin = Callable[[Answer], Awaitable[tuple[Session, Credential]]]
"""Reads an answer that begins a session, whose credential is in use from then on."""


class OwnAccount:
    """`client.account`: see `AccountApi` for what each call promises."""

    def __init__(self, door: Door, begin: Begin) -> None:
        self._door = door
        self._begin = begin

    async def change_password(self, current: Secret, new: Secret) -> tuple[Session, Credential]:
        """Change the password and use the new session."""
        return await self._begin(await self._door.send(routes.change_password(current, new)))

    async def sessions(self) -> tuple[OpenSession, ...]:
        """Fetch where one is signed in, the latest use first."""
        answer = await self._door.send(routes.sessions())
        found = [_session(said) for said in decode(answer.body, _SESSIONS, answer.name).items]
        return tuple(sorted(found, key=lambda session: session.seen_at, reverse=True))

    async def end_session(self, session_id: str, *, idempotency_key: str) -> None:
        """End one session; one that has ended already is no error."""
        with suppress(NotFound):
            await self._door.send(routes.end_session(session_id, idempotency_key=idempotency_key))

    async def api_keys(self) -> tuple[ApiKey, ...]:
        """Fetch one's own keys, the newest first."""
        answer = await self._door.send(routes.api_keys())
        found = [_key(said) for said in decode(answer.body, _KEYS, answer.name).items]
        return tuple(sorted(found, key=lambda key: key.created_at, reverse=True))

    async def create_api_key(self, wish: NewApiKey, *, idempotency_key: str) -> CreatedApiKey:
        """Make a key. Raises `RequestConflict` when the answer got lost and the secret with it."""
        answer = await self._door.send(routes.create_api_key(wish, idempotency_key=idempotency_key))
        said = decode(answer.body, _CREATED, answer.name)
        return CreatedApiKey(_key(said), said.key)

    async def revoke_api_key(self, key_id: str, *, idempotency_key: str) -> None:
        """Revoke a key; one that is gone already is no error."""
        with suppress(NotFound):
            await self._door.send(routes.revoke_api_key(key_id, idempotency_key=idempotency_key))

    async def permissions(self) -> tuple[Permission, ...]:
        """Fetch every right that the server knows, in its order."""
        answer = await self._door.send(routes.permissions())
        return tuple(
            Permission(said.name, said.group, said.meaning, said.roles, said.grantable)
            for said in decode(answer.body, _PERMISSIONS, answer.name).permissions
        )


def _session(said: wire.OpenSession) -> OpenSession:
    return OpenSession(
        id=said.id,
        created_at=instant(said.created_at),
        seen_at=instant(said.seen_at),
        expires_at=instant(said.expires_at),
        address=said.address,
        user_agent=said.user_agent,
        current=said.current,
    )


def _key(said: wire.ApiKey) -> ApiKey:
    return ApiKey(
        id=said.id,
        name=said.name,
        prefix=said.prefix,
        created_at=instant(said.created_at),
        owner_id=said.owner.id if said.owner else "",
        owner_label=said.owner.label if said.owner else "",
        role=said.role,
        expires_at=instant_or_none(said.expires_at),
        last_used_at=instant_or_none(said.last_used_at),
        last_used_from=said.last_used_from,
    )
