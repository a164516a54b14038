"""`crashdesk tour`: the same program, offscreen, in a home of its own that is gone afterwards."""

from __future__ import annotations

import asyncio
import os
import tempfile
import traceback
from pathlib import Path

from PySide6.QtWidgets import QApplication

from crashdesk.app import loop, wiring
from crashdesk.app.demo import SERVER_NAME, keep_profile
from crashdesk.app.embedded_server import EmbeddedServer
from crashdesk.app.program import Program
from crashdesk.app.tour.picture import offscreen_platform
from crashdesk.app.tour.recorder import Recorder
from crashdesk.app.tour.script import Tour
from crashdesk.runtime.background import Background
from crashdesk.settings.declared import HOLD_BACK_SECONDS, THEME
from crashdesk.settings.paths import Paths, find_paths
from crashdesk.ui.kit.theme import Theme
from crashdesk.ui.shell.main_window import MainWindow
from crashdesk.vault.session_vault import SessionVault

_SIZE = (1440, 900)
_HOLD_BACK_S = 3
"""Long enough to undo, short enough not to wait for."""


def run_tour(out: Path) -> int:
    """Run the tour, leave pictures and `tour.json` in `out`; 0 when every check held, else 1."""
    with tempfile.TemporaryDirectory(prefix="crashdesk-tour-") as home:
        if os.environ.get("QT_QPA_PLATFORM", "offscreen") == "offscreen":
            os.environ["QT_QPA_PLATFORM"] = offscreen_platform(Path(home))
        app = QApplication(["crashdesk"])
        ended = _TourRun(app, find_paths(Path(home)), Recorder(out))
        code = loop.run(app, ended.main, ended.quit)
    print(f"The tour's pictures and tour.json are in {out}")  # noqa: T201 - what the person waits for
    return code


class _TourRun:
    """One run of the program with the script at its controls."""

    def __init__(self, app: QApplication, paths: Paths, recorder: Recorder) -> None:
        self._app = app
        self._paths = paths
        self._recorder = recorder
        self._program: Program | None = None
        self._bugs: list[BaseException] = []

    def quit(self) -> None:
        if self._program is not None:
            self._program.quit()

    async def main(self) -> int:
        settings = wiring.load_settings(self._paths)
        settings.put(THEME, "light")
        settings.put(HOLD_BACK_SECONDS, _HOLD_BACK_S)
        profiles = wiring.load_profiles(self._paths)
        server = EmbeddedServer(self._paths.data / "server", SERVER_NAME)
        await server.seed()
        keep_profile(profiles, await server.start())
        theme = Theme(self._app, settings.get(THEME))
        window = wiring.make_window(settings, self._note_bug)
        window.resize(*_SIZE)
        # The tour leaves nothing in anybody's keyring.
        background = Background(window.errors.background)
        self._program = wiring.make_program(
            window, theme, settings, profiles, self._paths, SessionVault(), background
        )
        try:
            return await self._with_script(self._program, window, theme, server)
        finally:
            await server.stop()
            window.hide()

    async def _with_script(
        self, program: Program, window: MainWindow, theme: Theme, server: EmbeddedServer
    ) -> int:
        running = asyncio.create_task(program.run())
        ok = await Tour(program, window, theme, server, self._recorder).run()
        program.end()
        await running
        return 0 if ok and not self._bugs else 1

    def _note_bug(self, error: BaseException) -> None:
        """A tour on which something broke has failed, whatever its pictures show."""
        self._bugs.append(error)
        traceback.print_exception(error)
