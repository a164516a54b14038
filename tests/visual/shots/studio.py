"""The program as it is shipped, with a real server of its own, posed for pictures."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TypeVar

from PySide6.QtWidgets import QApplication, QWidget
from tests.support.gui_loop import discard

from crashdesk.app import wiring
from crashdesk.app.demo import SERVER_NAME, keep_profile
from crashdesk.app.embedded_server import PASSWORD, EmbeddedServer
from crashdesk.app.program import Program
from crashdesk.app.tour.hands import Hands
from crashdesk.core.connection import Link
from crashdesk.core.errors import CrashDeskError
from crashdesk.core.setting import Settings
from crashdesk.runtime.background import Background
from crashdesk.settings.declared import HOLD_BACK_SECONDS, THEME
from crashdesk.settings.paths import find_paths
from crashdesk.ui.dialogs.sign_in.view import SignInDialog
from crashdesk.ui.dialogs.vault.view import VaultDialog
from crashdesk.ui.kit.theme import Theme
from crashdesk.ui.shell.main_window import MainWindow
from crashdesk.ui.tabs.crash_groups.view import CrashGroupsView
from crashdesk.vault.session_vault import SessionVault

SIZE = (1440, 900)
W = TypeVar("W", bound=QWidget)


class Studio:
    """One running program: what scenes look at, and how they wait for it."""

    def __init__(self, program: Program, window: MainWindow, settings: Settings) -> None:
        self.program = program
        self.settings = settings
        self.window = window
        self.hands = Hands(window)

    def find(self, kind: type[W]) -> W:
        """Return the one widget of this class in the window."""
        found = self.window.findChild(kind)
        assert found is not None, kind.__name__
        return found

    async def wait(self, what: str, condition: Callable[[], object]) -> None:
        """Wait until `condition` holds."""
        await self.hands.wait_for(what, lambda: bool(condition()))

    async def opened(self, kind: type[W]) -> W:
        """Wait for a dialog of this class."""
        await self.wait(kind.__name__, lambda: self.hands.dialog(kind))
        dialog = self.hands.dialog(kind)
        assert dialog is not None
        return dialog

    async def closed(self, kind: type[QWidget]) -> None:
        """Wait until no dialog of this class is open."""
        await self.wait(f"the end of {kind.__name__}", lambda: self.hands.dialog(kind) is None)

    async def settled(self) -> None:
        """Wait until nothing is being looked up or fetched."""
        jobs = self.program._parts.jobs
        await self.wait("quiet", lambda: not jobs.running)  # type: ignore[attr-defined]

    async def credentials(self) -> SignInDialog:
        """Wait until the sign-in dialog asks for a password."""
        dialog = await self.opened(SignInDialog)
        await self.wait("the question for a password", dialog.credentials.password.isVisible)
        return dialog

    async def sign_in(self) -> None:
        """Sign in by the open dialog, keep the data in memory, and wait for the rows."""
        dialog = await self.credentials()
        dialog.credentials.password.setText(PASSWORD)
        dialog.submit.click()
        await self.keep_in_memory()
        await self.wait("rows", lambda: self.rows > 0)
        await self.online()

    async def keep_in_memory(self) -> None:
        """Answer the question where to keep the data."""
        vault = await self.opened(VaultDialog)
        vault.by_memory.click()
        vault.submit.click()
        await self.closed(VaultDialog)

    async def online(self) -> None:
        """Wait until the desk agrees with the server."""
        await self.wait("the connection", lambda: self.link is Link.ONLINE)

    async def filter(self, text: str) -> None:
        """Put a filter in force as if it had been typed, and wait for its rows."""
        bar = self.find(CrashGroupsView).filter_bar
        bar.edit.setText(text)
        bar.changed.emit(text)
        await asyncio.sleep(0)
        await self.settled()

    @property
    def link(self) -> Link | None:
        """How the desk stands with the server."""
        return self.program.desk.state.link if self.program.desk else None

    @property
    def problem(self) -> CrashDeskError | None:
        """Why the desk is not online."""
        return self.program.desk.state.problem if self.program.desk else None

    @property
    def rows(self) -> int:
        """How many groups are listed."""
        view = self.window.findChild(CrashGroupsView)
        return view.table.model().rowCount() if view else 0


@asynccontextmanager
async def seeded_server(home: Path) -> AsyncGenerator[EmbeddedServer]:
    """Run the server of the demo, with recorded reports of programs that really crashed."""
    server = EmbeddedServer(home / "server", SERVER_NAME)
    await server.seed()
    await server.start()
    try:
        yield server
    finally:
        await server.stop()


@asynccontextmanager
async def open_studio(home: Path, theme: Theme, url: str) -> AsyncGenerator[Studio]:
    """Run the program, which keeps its things below `home`, for the server at `url`."""
    paths = find_paths(home)
    settings = wiring.load_settings(paths)
    settings.put(THEME, "light")
    settings.put(HOLD_BACK_SECONDS, 60)
    profiles = wiring.load_profiles(paths)
    keep_profile(profiles, url)
    bugs: list[BaseException] = []
    window = wiring.make_window(settings, bugs.append)
    window.resize(*SIZE)
    background = Background(window.errors.background)
    program = wiring.make_program(window, theme, settings, profiles, paths, SessionVault(), background)
    running = asyncio.create_task(program.run())
    try:
        yield Studio(program, window, settings)
    finally:
        for widget in QApplication.topLevelWidgets():
            if widget is not window:
                widget.close()
        program.end()
        await running
        window.hide()
        discard(window)
    assert not bugs, bugs
