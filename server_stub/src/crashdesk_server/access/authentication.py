"""Finds out who asks."""

from __future__ import annotations

import msgspec
from starlette.requests import Request

from crashdesk_server.access.keys import find_key, note_key_use
from crashdesk_server.access.principal import ANONYMOUS, Principal
from crashdesk_server.access.sessions import COOKIE, find_session, note_use
from crashdesk_server.storage.database import Database
from crashdesk_server.storage.transaction import Snapshot


class Credential(msgspec.Struct, frozen=True):
    """What a request shows of itself: a session's token or an API key (of which "" is never valid)."""

    token: str = ""
    key: str | None = None

    @property
    def by_cookie(self) -> bool:
        """Whether a browser may have sent it unasked."""
        return self.key is None and bool(self.token)


def credential_of(request: Request) -> Credential:
    """Return the credential of a request. An Authorization header, valid or not, decides alone."""
    header = request.headers.get("Authorization")
    if header is None:
        return Credential(token=request.cookies.get(COOKIE, ""))
    scheme, _, key = header.partition(" ")
    return Credential(key=key.strip() if scheme.lower() == "bearer" else "")


class Authentication:
    """Turns credentials into principals."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def identify(self, credential: Credential, address: str, *, prolong: bool) -> Principal:
        """Return whom a credential belongs to, `ANONYMOUS` if to nobody.

        Args:
            credential: what the request shows.
            address: where it comes from; noted with a key.
            prolong: lets a session slide.
        """
        if not credential.token and credential.key is None:
            return ANONYMOUS
        principal, stale = await self._database.read(lambda snapshot: look_up(snapshot, credential))
        if stale and principal.kind == "api_key":
            await self._database.write(lambda tx: note_key_use(tx, principal.credential, address))
        elif stale and prolong:
            await self._database.write(lambda tx: note_use(tx, principal.credential))
            principal, _ = await self._database.read(lambda snapshot: look_up(snapshot, credential))
        return principal


def look_up(snapshot: Snapshot, credential: Credential) -> tuple[Principal, bool]:
    """Return whom a credential belongs to and whether its use should be noted."""
    if credential.key is not None:
        return find_key(snapshot, credential.key) or (ANONYMOUS, False)
    return find_session(snapshot, credential.token) or (ANONYMOUS, False)
