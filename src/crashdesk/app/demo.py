"""The demo: the desk on a reference server of its own, filled with crashes that really happened."""

from __future__ import annotations

import sys
from collections.abc import Awaitable, Callable

import msgspec

from crashdesk.app.embedded_server import EMAIL, PASSWORD, EmbeddedServer
from crashdesk.core.errors import CrashDeskError
from crashdesk.core.ids import ProfileId
from crashdesk.core.profile import Profile
from crashdesk.core.text import QT_TRANSLATE_NOOP
from crashdesk.settings.paths import Paths
from crashdesk.settings.profiles import ProfileBook
from crashdesk.ui.kit.translate import render
from crashdesk.ui.shell.main_window import MainWindow

SERVER_NAME = "Demo server"
_NAME = QT_TRANSLATE_NOOP("Demo", "Demo server")
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
    print(f"The demo server listens on {url}\nSign in as {EMAIL} with the password: {PASSWORD}")  # noqa: T201 - for the person at the terminal
    try:
        return await run()
    finally:
        await server.stop()


def keep_profile(profiles: ProfileBook, url: str) -> None:
    """Have a profile for the demo server, whose port is another one at every start."""
    profile = next(iter(profiles.profiles), None)
    if profile is None:
        profiles.add(Profile(ProfileId(""), name=render(_NAME), url=url, email=EMAIL))
    else:
        profiles.change(msgspec.structs.replace(profile, url=url))
