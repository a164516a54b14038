"""Profiles, preferences and "about": the window's dialogs that are not about any server's data."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject

from crashdesk.app.dialogs import ProgramDialogs
from crashdesk.app.program import Program
from crashdesk.core.profile import Profile
from crashdesk.core.setting import Settings
from crashdesk.settings.declared import THEME
from crashdesk.ui.dialogs.preferences.presenter import KEYMAP
from crashdesk.ui.dialogs.profiles.service import ProfileKeeper
from crashdesk.ui.kit.theme import Theme
from crashdesk.ui.shell.main_window import MainWindow


class Housekeeping(QObject):
    """Opens the dialogs and puts into force what was changed in them. Lives as long as its window."""

    def __init__(
        self,
        window: MainWindow,
        dialogs: ProgramDialogs,
        settings: Settings,
        theme: Theme,
        keeper: ProfileKeeper,
        program: Program,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._dialogs = dialogs
        self._settings = settings
        self._theme = theme
        self._keeper = keeper
        self._program = program
        window.profiles_requested.connect(self._on_profiles)
        window.preferences_requested.connect(self._on_preferences)
        window.about_requested.connect(dialogs.show_about)

    def _on_profiles(self) -> None:
        current: Profile | None = self._program.profile
        chosen: Callable[[str], None] = self._program.switch_to
        self._dialogs.edit_profiles(self._keeper, current, chosen, self._program.profiles_edited)

    def _on_preferences(self) -> None:
        self._dialogs.edit_preferences(self._on_changed)

    def _on_changed(self, key: str) -> None:
        if key == THEME.key:
            self._theme.set_mode(self._settings.get(THEME))
        elif key == KEYMAP:
            self._window.bind_keys()
