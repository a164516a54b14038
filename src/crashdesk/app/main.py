"""Starts the desk: one instance, a painted window first, everything else after it."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication

from crashdesk.app import loop, wiring
from crashdesk.app.bug_desk import BugDesk
from crashdesk.core.errors import SettingsError
from crashdesk.runtime.background import Background
from crashdesk.runtime.clock import SystemClock
from crashdesk.runtime.crash_hooks import CrashHooks
from crashdesk.runtime.fault_file import FaultFile
from crashdesk.runtime.logs import LogFiles
from crashdesk.settings.declared import THEME
from crashdesk.settings.paths import Paths, find_paths
from crashdesk.settings.profiles import ProfileBook
from crashdesk.settings.toml_settings import TomlSettings
from crashdesk.ui.kit.theme import Theme
from crashdesk.ui.shell.main_window import MainWindow
from crashdesk.ui.shell.single_instance import SingleInstance

if TYPE_CHECKING:
    from crashdesk.app.program import Program

LAYOUT_INTERVAL_S = 2.0
"""How soon a remembered layout is on the disk."""


def run_desk(home: Path | None, *, demo: bool) -> int:
    """Run the desk until somebody quits, and return the exit code."""
    paths = _demo_paths(home) if demo else find_paths(home)
    app = QApplication(sys.argv[:1])
    app.setApplicationName("CrashDesk")
    app.setDesktopFileName("crashdesk")
    instance = SingleInstance(str(paths.config))
    if not instance.claim():
        return 0
    try:
        settings = wiring.load_settings(paths)
        profiles = wiring.load_profiles(paths)
    except SettingsError as trouble:
        print(trouble, file=sys.stderr)  # noqa: T201 - there is no window yet
        return 2
    return Start(app, paths, settings, profiles, instance, demo=demo).run()


def _demo_paths(home: Path | None) -> Paths:
    return find_paths(home or find_paths().data / "demo")


class Start:
    """One run of the program from the first paint to the last file written."""

    def __init__(
        self,
        app: QApplication,
        paths: Paths,
        settings: TomlSettings,
        profiles: ProfileBook,
        instance: SingleInstance,
        *,
        demo: bool,
    ) -> None:
        self._app = app
        self._paths = paths
        self._settings = settings
        self._profiles = profiles
        self._instance = instance
        self._demo = demo
        self._faults = FaultFile(paths.logs, version("crashdesk"))
        self._window: MainWindow | None = None
        self._bugs: BugDesk | None = None
        self._program: Program | None = None

    def run(self) -> int:
        """Run the loop with hooks and log in place."""
        logs = LogFiles(self._paths.logs)
        logs.open()
        hooks = CrashHooks(self._show_bug)
        hooks.install()
        try:
            return loop.run(self._app, lambda: self._main(hooks), self._quit)
        finally:
            hooks.remove()
            self._faults.close()
            self._settings.flush()
            self._instance.release()
            logs.close()

    async def _main(self, hooks: CrashHooks) -> int:
        hooks.attach(asyncio.get_running_loop())
        theme = Theme(self._app, self._settings.get(THEME))
        window = wiring.make_window(self._settings, self._show_bug)
        window.show()
        background = Background(window.errors.background)
        self._window = window
        self._bugs = BugDesk(window, self._profiles, SystemClock(), version("crashdesk"), background.start)
        self._instance.raise_requested.connect(window.come_to_front)
        for note in await asyncio.to_thread(self._faults.open):
            self._bugs.show_note(note)
        await asyncio.to_thread(wiring.import_program)
        vault = await wiring.open_vault()
        program = wiring.make_program(
            window, theme, self._settings, self._profiles, self._paths, vault, background
        )
        self._program = program
        flushing = asyncio.create_task(self._flush_layouts())
        try:
            return await self._around(program.run)
        finally:
            flushing.cancel()
            window.remember_place()
            window.hide()

    async def _around(self, run: Callable[[], Awaitable[int]]) -> int:
        if not self._demo:
            return await run()
        from crashdesk.app.demo import with_demo_server

        assert self._window is not None
        return await with_demo_server(self._paths, self._profiles, self._window, run)

    async def _flush_layouts(self) -> None:
        while True:
            await asyncio.sleep(LAYOUT_INTERVAL_S)
            await asyncio.to_thread(self._settings.flush)

    def _quit(self) -> None:
        if self._program is not None:
            self._program.quit()

    def _show_bug(self, error: BaseException) -> None:
        if self._bugs is None:
            raise error
        self._bugs.show(error)
