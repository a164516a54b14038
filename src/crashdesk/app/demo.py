"""The demo: the desk on a reference server of its own, filled with crashes that really happened."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable

import msgspec

from crashdesk.app.embedded_server import EMAIL, PASSWORD, EmbeddedServer
from crashdesk.core.actions import ActionSpec, Effect
from crashdesk.core.errors import CrashDeskError
from crashdesk.core.ids import ActionId, ProfileId
from crashdesk.core.profile import Profile
from crashdesk.core.text import QT_TRANSLATE_NOOP
from crashdesk.settings.paths import Paths
from crashdesk.settings.profiles import ProfileBook
from crashdesk.ui.kit.translate import render
from crashdesk.ui.shell.main_window import MainWindow

SERVER_NAME = "Demo server"
_NAME = QT_TRANSLATE_NOOP("Demo", "Demo server")
_STOPPED = QT_TRANSLATE_NOOP("Demo", "The demo server has stopped. The same menu entry starts it again.")
_TOGGLE = ActionSpec(
    id=ActionId("shell.demo_server"),
    text=QT_TRANSLATE_NOOP("Demo", "Stop or start the demo server"),
    effect=Effect.LOCAL,
    icon="offline",
)
_STARTING = QT_TRANSLATE_NOOP("Demo", "Starting the demo server")
_STARTING_MORE = QT_TRANSLATE_NOOP("Demo", "It gets crash reports of programs that really crashed.")


async def with_demo_server(
    paths: Paths, profiles: ProfileBook, window: MainWindow, run: Callable[[], Awaitable[int]]
) -> int:
    """Run the program with a server beside it, which ends with it."""
    window.empty.show_loading(_STARTING, _STARTING_MORE)
    server = EmbeddedServer(paths.data / "server", SERVER_NAME)
    try:
        await server.seed()
        url = await server.start()
    except CrashDeskError as trouble:
        print(trouble, file=sys.stderr)  # noqa: T201 - the desk has nothing to show without its server
        return 1
    keep_profile(profiles, url)
    switch = _Switch(server, window)
    window.offer(_TOGGLE, switch.toggle)
    print(f"The demo server listens on {url}\nSign in as {EMAIL} with the password: {PASSWORD}")  # noqa: T201 - for the person at the terminal
    try:
        return await run()
    finally:
        await switch.settle()
        await server.stop()


class _Switch:
    """Lets a person take the demo server away and bring it back, to see the desk without it."""

    def __init__(self, server: EmbeddedServer, window: MainWindow) -> None:
        self._server = server
        self._window = window
        self._task: asyncio.Task[None] | None = None

    def toggle(self) -> None:
        if self._task is None or self._task.done():
            self._task = asyncio.ensure_future(self._toggle())

    async def settle(self) -> None:
        if self._task is not None:
            await self._task

    async def _toggle(self) -> None:
        if self._server.is_running:
            await self._server.stop()
            self._window.toast(_STOPPED)
            return
        try:
            await self._server.start()
        except CrashDeskError as trouble:
            self._window.report(trouble)
            return
        self._window.retry_requested.emit()


def keep_profile(profiles: ProfileBook, url: str) -> None:
    """Have a profile for the demo server, whose port is another one at every start."""
    profile = next(iter(profiles.profiles), None)
    if profile is None:
        profiles.add(Profile(ProfileId(""), name=render(_NAME), url=url, email=EMAIL))
    else:
        profiles.change(msgspec.structs.replace(profile, url=url))
