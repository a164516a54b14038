"""The questions that the program asks a person, as dialogs over its window."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog

from crashdesk.core.ids import ProfileId
from crashdesk.core.ports import Clock
from crashdesk.core.profile import Profile
from crashdesk.core.setting import Settings
from crashdesk.core.store_ports import Outbox
from crashdesk.core.text import QT_TRANSLATE_NOOP
from crashdesk.settings.declared import DECLARED
from crashdesk.ui.dialogs.about.view import AboutDialog
from crashdesk.ui.dialogs.outbox.view import open_outbox
from crashdesk.ui.dialogs.preferences.view import PreferencesDialog
from crashdesk.ui.dialogs.profiles.service import ProfileKeeper
from crashdesk.ui.dialogs.profiles.view import ProfilesDialog
from crashdesk.ui.dialogs.sign_in.service import SignIn
from crashdesk.ui.dialogs.sign_in.view import Start, ask_to_sign_in
from crashdesk.ui.dialogs.vault.state import Protection
from crashdesk.ui.dialogs.vault.view import ask_for_protection
from crashdesk.ui.kit.plain_dialogs import confirm
from crashdesk.ui.kit.question import Question
from crashdesk.ui.shell.main_window import MainWindow

_LEAVE = QT_TRANSLATE_NOOP("Program", "Quit and lose what was not sent?")
_LEAVE_MORE = QT_TRANSLATE_NOOP(
    "Program", "{n} change(s) have not reached the server, and this session keeps nothing on this computer."
)
_SIGN_OUT_ALL_THE_SAME = QT_TRANSLATE_NOOP("Program", "Sign out and lose what was not sent?")
_SIGN_OUT = QT_TRANSLATE_NOOP("Program", "Sign out")
_QUIT = QT_TRANSLATE_NOOP("Program", "Quit")
_NEW = Profile(ProfileId(""), name="", url="")


class ProgramDialogs:
    """Opens dialogs and returns what was decided."""

    def __init__(
        self, window: MainWindow, settings: Settings, sessions: SignIn, clock: Clock, start: Start
    ) -> None:
        self._window = window
        self._settings = settings
        self._sessions = sessions
        self._clock = clock
        self._start = start

    async def sign_in(self, profile: Profile | None) -> bool:
        """Sign in to a profile, or to a new one; False when the person gave up."""
        session = await ask_to_sign_in(
            self._window, self._sessions, self._clock, profile or _NEW, self._start
        )
        return session is not None

    async def protection(self, *, exists: bool, was_wrong: bool) -> Protection | None:
        """Ask how to keep local data where there is no keyring; None when the person would rather quit."""
        return await ask_for_protection(self._window, exists=exists, was_wrong=was_wrong)

    def edit_profiles(
        self,
        keeper: ProfileKeeper,
        current: Profile | None,
        chosen: Callable[[str], None],
        closed: Callable[[int], None],
    ) -> None:
        """Open the list of profiles; `chosen` gets the id of one to switch to."""
        dialog = ProfilesDialog(keeper, self._start, self._window, current.id if current else None)
        dialog.open_requested.connect(chosen)
        dialog.finished.connect(closed)
        self._open(dialog)

    def show_outbox(self, outbox: Outbox) -> QDialog:
        """Open the list of what waits; to be closed before the outbox's store is."""
        return open_outbox(self._window, outbox, self._clock, self._start)

    def edit_preferences(self, changed: Callable[[str], None]) -> None:
        """Open the preferences; `changed` gets the key of each setting that has another value."""
        dialog = PreferencesDialog(self._settings, DECLARED, self._window.key_map, self._window)
        dialog.changed.connect(changed)
        self._open(dialog)

    def show_about(self) -> None:
        """Say what this is and what it is made of."""
        self._open(AboutDialog(self._window))

    @staticmethod
    def _open(dialog: QDialog) -> None:
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    async def leave_unsent(self, count: int, *, for_quitting: bool) -> bool:
        """Ask whether to quit, or to sign out, although so many changes would be lost."""
        title, verb = (_LEAVE, _QUIT) if for_quitting else (_SIGN_OUT_ALL_THE_SAME, _SIGN_OUT)
        question = Question(title, _LEAVE_MORE(n=count), verb, final=True)
        return await confirm(self._window, question)
