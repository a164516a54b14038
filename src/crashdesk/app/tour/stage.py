"""What the chapters of the tour have in common: the program, the hands, and looking at what is there."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeVar

import msgspec
from PySide6.QtWidgets import QWidget

from crashdesk.app.desk import Desk
from crashdesk.app.embedded_server import EmbeddedServer
from crashdesk.app.program import Program
from crashdesk.app.registry import tab_specs
from crashdesk.app.tour.hands import DidNotComeError, Hands
from crashdesk.core.connection import Link
from crashdesk.ui.dialogs.sign_in.view import SignInDialog
from crashdesk.ui.kit.theme import Theme
from crashdesk.ui.shell.main_window import MainWindow
from crashdesk.ui.tabs.crash_groups.view import CrashGroupsView

W = TypeVar("W", bound=QWidget)


class Step(msgspec.Struct, frozen=True):
    """One step: its name, what has to hold after it, and how it is done."""

    name: str
    checked: str
    work: Callable[[], Awaitable[None]]


class Stage:
    """The running program, as a person at the screen has it before them."""

    def __init__(self, program: Program, window: MainWindow, theme: Theme, server: EmbeddedServer) -> None:
        self.window = window
        self.theme = theme
        self.server = server
        self.hands = Hands(window)
        self._program = program

    def desk(self) -> Desk:
        """Return the open profile."""
        desk = self._program.desk
        if desk is None:
            raise DidNotComeError("an open profile")
        return desk

    def link(self) -> Link | None:
        """Return how the desk stands with its server; None without an open profile."""
        return self._program.desk.state.link if self._program.desk else None

    async def open_tab(self, key: str) -> None:
        """Press the key of a tab."""
        offered = [spec.key for spec in tab_specs()]
        await self.hands.press(f"Ctrl+{offered.index(key) + 1}")

    def find(self, kind: type[W]) -> W:
        """Return the widget of a kind."""
        found = self.window.findChild(kind)
        if found is None:
            raise DidNotComeError(kind.__name__)
        return found

    def is_open(self, kind: type[QWidget]) -> bool:
        """Tell whether a widget of a kind can be seen."""
        found = self.window.findChild(kind)
        return found is not None and found.isVisible()

    def groups(self) -> int:
        """Return how many crash groups are listed; 0 when the tab is not in front."""
        view = self.window.findChild(CrashGroupsView)
        return view.table.model().rowCount() if view and view.isVisible() else 0

    def password_page(self) -> SignInDialog | None:
        """Return the sign-in dialog when it asks for a password."""
        dialog = self.hands.dialog(SignInDialog)
        return dialog if dialog and dialog.credentials.password.isVisible() else None


def expect(what: str, holds: bool) -> None:
    """End the tour unless something holds. Raises `DidNotComeError`."""
    if not holds:
        raise DidNotComeError(what)
