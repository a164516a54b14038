"""The desk's own parts below the window, connected to a real server: store, client, connection, services."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from msgspec.structs import replace
from tests.support.doors import a_profile
from tests.support.reference_server import EMAIL, PASSWORD
from tests.support.shell_fakes import MemorySettings
from tests.support.store_builders import KEY

from crashdesk.app.desk import Desk
from crashdesk.connectors.crashdesk.client import open_client
from crashdesk.core.connection import Link
from crashdesk.core.secret import Secret
from crashdesk.core.session import Session
from crashdesk.runtime.background import Background
from crashdesk.runtime.clock import SystemClock
from crashdesk.settings.declared import HOLD_BACK_SECONDS
from crashdesk.store.store import open_store

PATIENCE_S = 30


class ConnectedDesk:
    """A `Desk` whose person is signed in, and what it takes to wait for something in it."""

    def __init__(self, desk: Desk, path: Path, sessions: list[Session]) -> None:
        self.desk = desk
        self.path = path
        self.sessions = sessions
        """What the server said of this person, the latest last."""
        self._news = asyncio.Event()
        desk.store.tables.subscribe(lambda _types, _ids: self._news.set())
        desk.store.outbox.subscribe(self._news.set)
        desk.connection.watch(lambda _state: self._news.set())

    async def until(self, condition: Callable[[], Awaitable[object]]) -> None:
        """Wait until `condition` holds, asking whenever store, outbox or connection have news."""
        async with asyncio.timeout(PATIENCE_S):
            while True:
                self._news.clear()
                if await condition():
                    return
                await self._news.wait()

    async def until_online(self) -> None:
        """Wait until the store agrees with the server."""

        async def is_online() -> bool:
            return self.desk.state.link is Link.ONLINE

        await self.until(is_online)

    async def until_sent(self) -> None:
        """Wait until nothing is left to send."""

        async def is_sent() -> bool:
            return not await self.desk.store.outbox.entries()

        await self.until(is_sent)


@asynccontextmanager
async def connected_desk(
    url: str, path: Path, email: str = EMAIL, password: str = PASSWORD
) -> AsyncGenerator[ConnectedDesk]:
    """Sign somebody in at the server at `url` and keep a store at `path` in agreement with it."""
    profile = a_profile(url)
    client = await open_client(profile, lambda _seconds: None)
    meta = await client.meta()
    session, credential = await client.sign_in(email, Secret(password))
    profile = replace(profile, last_server_id=meta.server_id, last_user_id=session.user_id)
    settings, bugs, sessions = MemorySettings(), list[BaseException](), [session]
    settings.put(HOLD_BACK_SECONDS, 0)
    background = Background(bugs.append)
    store = await open_store(path, KEY, SystemClock())
    desk = Desk(profile, store, client, SystemClock(), settings, sessions.append, background)
    try:
        desk.connect(credential)
        connected = ConnectedDesk(desk, path, sessions)
        await connected.until_online()
        yield connected
    finally:
        await desk.disconnect()
        await background.close()
        await desk.close()
    assert not bugs
