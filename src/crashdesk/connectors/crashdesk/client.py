"""The typed client of our own server."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing

import msgspec

from crashdesk.connectors.crashdesk import account_routes, feed, routes, wire
from crashdesk.connectors.crashdesk.account import COOKIE, KIND, auth_of, server_meta, session_of
from crashdesk.connectors.crashdesk.audit import AuditLog
from crashdesk.connectors.crashdesk.crash_groups import CrashGroups
from crashdesk.connectors.crashdesk.own_account import OwnAccount
from crashdesk.connectors.crashdesk.tasks import Tasks
from crashdesk.connectors.crashdesk.usage import UsageFigures
from crashdesk.connectors.crashdesk.users import Users
from crashdesk.connectors.crashdesk.webhooks import Deliveries, Webhooks
from crashdesk.core.changes import ChangePage, Undecoded
from crashdesk.core.connector import PauseListener
from crashdesk.core.errors import AnswerUnusable, InputRejected, ResyncRequired
from crashdesk.core.profile import Profile
from crashdesk.core.secret import Secret
from crashdesk.core.session import Credential, CredentialKind, ServerMeta, Session
from crashdesk.http.answer import Answer, decode
from crashdesk.http.door import Door
from crashdesk.http.opening import open_door

HINT = "changed"
"""The type of the events that say that something is new; others are left to newer desks."""
_META = msgspec.json.Decoder(wire.Meta)
_HINT = msgspec.json.Decoder(wire.Hint)
_SESSION = msgspec.json.Decoder(wire.Session)


async def open_client(profile: Profile, on_pause: PauseListener) -> CrashDeskClient:
    """Open a client for a profile. Sends nothing. Raises `SettingsError` when the profile cannot be used."""
    return CrashDeskClient(await open_door(profile, api_path=routes.API_PATH, on_pause=on_pause))


class CrashDeskClient:
    """Speaks the REST API of our server; see `ServerClient` for what each call promises."""

    def __init__(self, door: Door) -> None:
        self._door = door
        self._credential: Credential | None = None
        self._capabilities: frozenset[str] | None = None
        self.crash_groups = CrashGroups(door)
        self.usage = UsageFigures(door)
        self.users = Users(door)
        self.account = OwnAccount(door, self._begin)
        self.audit = AuditLog(door)
        self.webhooks = Webhooks(door)
        self.deliveries = Deliveries(door)
        self.tasks = Tasks(door)

    def use(self, credential: Credential | None) -> None:
        """Prove every later request with `credential`, or with nothing."""
        self._credential = credential
        self._door.use(auth_of(credential, self._door.origin) if credential else None)

    async def meta(self) -> ServerMeta:
        """Ask what this server is. Raises `AnswerUnusable` when it is another kind."""
        answer = await self._door.send(routes.meta())
        said = decode(answer.body, _META, answer.name)
        if said.kind != KIND:
            raise AnswerUnusable(detail=f"a server of kind {said.kind[:40]!r}", request_id=answer.request_id)
        meta = server_meta(said)
        self._capabilities = meta.capabilities
        return meta

    async def sign_in(self, email: str, password: Secret) -> tuple[Session, Credential]:
        """Begin a session and use it. Raises `SignInRefused`, `TooManyRequests`, `SetupRequired`."""
        self.use(None)
        return await self._begin(await self._door.send(routes.sign_in(email, password)))

    async def set_up(
        self, token: Secret, email: str, password: Secret, name: str
    ) -> tuple[Session, Credential]:
        """Create the first admin, begin a session and use it."""
        self.use(None)
        return await self._begin(await self._door.send(routes.set_up(token, email, password, name)))

    async def register(
        self, email: str, password: Secret, name: str, token: Secret | None
    ) -> tuple[Session, Credential]:
        """Ask for an account, begin its session and use it."""
        self.use(None)
        return await self._begin(await self._door.send(account_routes.register(email, password, name, token)))

    async def session(self) -> tuple[Session, Credential]:
        """Ask who the credential in use is; the credential returned has a fresh CSRF token and is in use."""
        used = self._credential
        answer = await self._door.send(routes.session())
        said = decode(answer.body, _SESSION, answer.name)
        if used is None:
            raise AnswerUnusable(detail="a session without a credential", request_id=answer.request_id)
        if used.kind is CredentialKind.API_KEY:
            return await self._session(said), used
        cookie = answer.cookie(COOKIE)
        credential = _cookie_credential(Secret(cookie) if cookie else used.secret, said)
        self.use(credential)
        return await self._session(said), credential

    async def sign_out(self) -> None:
        """End the session on the server. Afterwards nothing is proved any more."""
        if self._credential and self._credential.csrf_token is None:
            await self.session()
        await self._door.send(routes.sign_out())
        self.use(None)

    async def changes(self, since: str) -> Undecoded[ChangePage]:
        """Fetch the next part of the feed; empty `since` begins. Raises `ResyncRequired`."""
        try:
            answer = await self._door.send(routes.changes(since))
        except InputRejected as refusal:  # a server that cannot read its own token has forgotten its past
            raise ResyncRequired("too-old", detail=refusal.detail, request_id=refusal.request_id) from refusal
        return Undecoded(answer.body, feed.decode_changes)

    async def hints(self) -> AsyncGenerator[str]:
        """Yield a change token whenever the server says there is something new. Ends with an error."""
        async with aclosing(self._door.events(routes.events())) as events:
            async for event in events:
                if event.type == HINT:
                    yield decode(event.data.encode(), _HINT, "GET /events").token

    async def close(self) -> None:
        """Close all connections."""
        await self._door.close()

    async def _begin(self, answer: Answer) -> tuple[Session, Credential]:
        said = decode(answer.body, _SESSION, answer.name)
        cookie = answer.cookie(COOKIE)
        if cookie is None:
            raise AnswerUnusable(detail=f"{answer.name}: no session cookie", request_id=answer.request_id)
        credential = _cookie_credential(Secret(cookie), said)
        self.use(credential)
        return await self._session(said), credential

    async def _session(self, said: wire.Session) -> Session:
        if self._capabilities is None:
            self._capabilities = (await self.meta()).capabilities
        return session_of(said, self._capabilities)


def _cookie_credential(cookie: Secret, said: wire.Session) -> Credential:
    return Credential(CredentialKind.COOKIE, cookie, Secret(said.csrf_token) if said.csrf_token else None)
