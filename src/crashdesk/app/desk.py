"""One open profile: its store, its client, the connection between them, and the services over both."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from typing import Any

from crashdesk.core.connection import ConnectionState
from crashdesk.core.errors import CrashDeskError
from crashdesk.core.ports import Clock
from crashdesk.core.profile import Profile
from crashdesk.core.server_ports import ServerClient
from crashdesk.core.session import Credential, Session
from crashdesk.core.setting import Settings
from crashdesk.runtime.background import Background
from crashdesk.services.audit import AuditReview
from crashdesk.services.hold_back import HoldBack
from crashdesk.services.samples import Samples
from crashdesk.services.sessions import written_credential
from crashdesk.services.tasks import Tasks
from crashdesk.services.triage import Triage
from crashdesk.services.usage import UsageFigures
from crashdesk.services.users import Users
from crashdesk.services.webhooks import Webhooks
from crashdesk.settings.declared import HOLD_BACK_SECONDS
from crashdesk.store.store import Store
from crashdesk.sync.connection import Connection, Identity

_log = logging.getLogger(__name__)


class Desk:
    """Lives as long as one profile is open with one person signed in."""

    def __init__(
        self,
        profile: Profile,
        store: Store,
        client: ServerClient,
        clock: Clock,
        settings: Settings,
        on_session: Callable[[Session], None],
        background: Background,
    ) -> None:
        self.profile = profile
        self.store = store
        self.client = client
        self._background = background
        self._on_session = on_session
        self.connection = Connection(
            client,
            store.mirror,
            store.outbox,
            store.audit,
            clock,
            Identity(profile.last_server_id, profile.last_user_id),
            self._take_session,
        )
        self._running: asyncio.Task[None] | None = None
        self._credential: Credential | None = None
        self._is_closed = False
        self._knows_rights = False
        self.triage = Triage(
            store.tables, store.outbox, store.mirror, client, clock, settings, HOLD_BACK_SECONDS
        )
        self.services = self._make_services(clock, settings)

    def _make_services(self, clock: Clock, settings: Settings) -> dict[str, Any]:
        store, client = self.store, self.client
        hold_back = HoldBack(store.outbox, clock, settings, HOLD_BACK_SECONDS)
        return {
            "triage": self.triage,
            "samples": Samples(store.tables, store.mirror, client, clock),
            "audit": AuditReview(store.tables, store.audit, store.journal, self.connection.audit, client),
            "usage": UsageFigures(store.tables, store.mirror, client, clock),
            "webhooks": Webhooks(store.tables, store.mirror, store.journal, client),
            "users": Users(store.tables, store.mirror, store.journal, client, hold_back),
            "tasks": Tasks(store.tables, store.mirror, store.journal, client),
        }

    @property
    def state(self) -> ConnectionState:
        """How the desk stands with its server."""
        return self.connection.state

    def connect(self, credential: Credential) -> None:
        """Begin, or begin again after signing in anew, to keep store and server in agreement."""
        if self._is_closed:
            return
        if self._running is not None:
            self._running.cancel()
        self._credential = credential
        self._running = self._background.start(self.connection.run(credential))

    @property
    def keeps(self) -> bool:
        """Whether unsent changes outlive the program."""
        return self.store.keeps

    @property
    def is_connected(self) -> bool:
        """Whether the desk talks, or tries to talk, to its server."""
        return self._running is not None

    def belongs_to(self, profile: Profile) -> bool:
        """Tell whether this desk is of the profile, and still of the same person on the same server."""
        mine = (self.profile.id, self.profile.last_server_id, self.profile.last_user_id)
        return mine == (profile.id, profile.last_server_id, profile.last_user_id)

    async def disconnect(self) -> None:
        """Stop talking to the server; the store stays open."""
        running, self._running = self._running, None
        if running is not None:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)

    @asynccontextmanager
    async def resting(self) -> AsyncGenerator[Callable[[Credential], None]]:
        """Be disconnected meanwhile; then go on with what the callback was given, else as before."""
        credential = self._credential

        def go_on(fresh: Credential) -> None:
            nonlocal credential
            credential = fresh

        await self.disconnect()
        try:
            yield go_on
        finally:
            if credential is not None:
                self.connect(credential)

    async def keep_credential(self, credential: Credential, *, in_store: bool) -> None:
        """Keep a credential in the store, which a passphrase locks, where there is no keyring for it."""
        if in_store and self.store.keeps:
            await self.store.mirror.put_credential(written_credential(credential))

    async def close(self) -> None:
        """Stop talking to the server and close the store, in this order."""
        self._is_closed = True
        await self.disconnect()
        await self.client.close()
        await self.store.close()

    def _take_session(self, session: Session) -> None:
        self._background.start(self.store.mirror.put_session(session))
        if "sessions" in session.capabilities and not session.awaits_approval and not self._knows_rights:
            self._knows_rights = True
            self._background.start(self._fetch_permissions())
        self._on_session(session)

    async def _fetch_permissions(self) -> None:
        """Remember what rights there are, so that they can be explained without the server."""
        try:
            await self.store.account.put_permissions(await self.client.account.permissions())
        except CrashDeskError as trouble:
            self._knows_rights = False
            _log.info("the rights of the server are not known: %s", trouble.detail)
