"""The whole program within the test's process, on Qt's event loop, against servers on loopback."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QPlainTextEdit, QWidget
from tests.support.gui_loop import discard
from tests.support.reference_server import EMAIL, PASSWORD

from crashdesk.app import wiring
from crashdesk.app.desk import Desk
from crashdesk.app.program import Program
from crashdesk.app.registry import connector_spec
from crashdesk.core.connection import Link
from crashdesk.core.crash_groups import CrashGroup
from crashdesk.core.ids import ProfileId
from crashdesk.core.outbox import ObjectType
from crashdesk.core.profile import AuthMethod, Profile
from crashdesk.core.secret import Secret
from crashdesk.core.server_ports import ServerClient
from crashdesk.core.tables import TableQuery
from crashdesk.runtime.background import Background
from crashdesk.services.sessions import Sessions
from crashdesk.settings.paths import find_paths
from crashdesk.ui.kit.theme import Theme
from crashdesk.ui.shell.main_window import MainWindow
from crashdesk.vault.session_vault import SessionVault

BEAT_S = 0.01
PATIENCE_S = 30.0


class KeptVault(SessionVault):
    """A vault that outlives the program, for as long as the test holds it."""

    @property
    def keeps(self) -> bool:
        """True: the next program of the test gets the same vault."""
        return True

    def all(self) -> list[Secret]:
        """What is kept."""
        return list(self._secrets.values())


class Heartbeat:
    """Beats on the event loop of the window and remembers the longest time between two beats."""

    def __init__(self) -> None:
        self.longest_s = 0.0
        self.beats = 0
        self._task = asyncio.ensure_future(self._beat())

    async def stop(self) -> None:
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)

    async def _beat(self) -> None:
        last = time.monotonic()
        while True:
            await asyncio.sleep(BEAT_S)
            now = time.monotonic()
            self.longest_s = max(self.longest_s, now - last)
            self.beats += 1
            last = now


class RunningProgram:
    """A program with its window; `bugs` is what would have opened the crash dialog."""

    def __init__(self, app: QApplication, home: Path, vault: KeptVault) -> None:
        paths = find_paths(home)
        self.settings = wiring.load_settings(paths)
        profiles = wiring.load_profiles(paths)
        self.bugs: list[BaseException] = []
        self.window: MainWindow = wiring.make_window(self.settings, self.bugs.append)
        self.background = Background(self.window.errors.background)
        self.program: Program = wiring.make_program(
            self.window,
            Theme(app, "light"),
            self.settings,
            profiles,
            paths,
            vault,
            self.background,
        )
        self.window.show()
        self._running = asyncio.ensure_future(self.program.run())

    async def close(self) -> None:
        """Quit, and wait until all has been given back."""
        self.program.end()
        assert await self._running == 0
        self.window.hide()
        discard(self.window)
        self.settings.flush()

    @property
    def desk(self) -> Desk:
        """The desk of the open profile."""
        assert self.program.desk is not None
        return self.program.desk

    def link(self) -> Link | None:
        """How the desk stands with its server."""
        return self.program.desk.state.link if self.program.desk else None

    async def until_online(self) -> None:
        """Wait until everything has been fetched, trying at once whenever the desk would rather wait."""

        def look() -> bool:
            if self.link() is Link.OFFLINE:
                self.desk.connection.retry_now()
            return self.link() is Link.ONLINE

        await until(look)

    async def rows(self) -> list[CrashGroup]:
        """Return the groups in the store, with what is pending."""
        view = await self.desk.store.tables.open_view(TableQuery(ObjectType.CRASH_GROUP))
        try:
            await view.ready()
            found = await view.page(0)
        finally:
            await view.close()
        return [row for row in found if isinstance(row, CrashGroup)]

    def words(self) -> str:
        """Return all that the visible widgets of the window say, the cells of tables excepted."""
        visible = [each for each in self.window.findChildren(QWidget) if each.isVisible()]
        said = [each.text() for each in visible if isinstance(each, QLabel | QAbstractButton)]
        said += [each.toPlainText() for each in visible if isinstance(each, QPlainTextEdit)]
        return "\n".join([*said, *(each.accessibleName() for each in visible)])


async def until(condition: Callable[[], object], patience_s: float = PATIENCE_S) -> None:
    """Wait until the condition, plain or asynchronous, holds, and say what kept it when it does not."""
    try:
        async with asyncio.timeout(patience_s):
            while not await _held(condition):
                await asyncio.sleep(BEAT_S)
    except TimeoutError:
        raise TimeoutError("\n".join(_where(task) for task in asyncio.all_tasks())) from None


async def _held(condition: Callable[[], object]) -> object:
    held = condition()
    return await held if asyncio.iscoroutine(held) else held


def _where(task: asyncio.Task[Any]) -> str:
    """Return the innermost place at which a task waits."""
    awaiting: Any = task.get_coro()
    places: list[str] = []
    while awaiting is not None:
        frame = getattr(awaiting, "cr_frame", None) or getattr(awaiting, "ag_frame", None)
        if frame is not None:
            places.append(f"{Path(frame.f_code.co_filename).name}:{frame.f_lineno}")
        awaiting = getattr(awaiting, "cr_await", None) or getattr(awaiting, "ag_await", None)
    return " > ".join(places)


async def sign_in(home: Path, url: str, vault: KeptVault, key: str = "") -> None:
    """Sign in, by password or by `key`, as a person would have done before the program was closed."""
    profiles = wiring.load_profiles(find_paths(home))

    async def open_client(profile: Profile) -> ServerClient:
        return await connector_spec(profile.kind).build(profile, lambda _seconds: None)

    profile = Profile(ProfileId(""), name="Test", url=url, auth_method=AuthMethod.SESSION)
    sessions = Sessions(open_client, vault, profiles)
    if key:
        await sessions.use_key(profile, Secret(key))
    else:
        await sessions.sign_in(profile, EMAIL, Secret(PASSWORD))


@asynccontextmanager
async def running_program(app: QApplication, home: Path, vault: KeptVault) -> AsyncGenerator[RunningProgram]:
    """Run the program; nothing in it may have been a bug."""
    program = RunningProgram(app, home, vault)
    try:
        yield program
    finally:
        await program.close()
    assert program.bugs == []
