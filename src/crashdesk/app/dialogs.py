"""The questions that the program asks a person, as dialogs over its window."""

from __future__ import annotations

from crashdesk.core.ids import ProfileId
from crashdesk.core.ports import Clock
from crashdesk.core.profile import Profile
from crashdesk.core.text import QT_TRANSLATE_NOOP
from crashdesk.ui.dialogs.sign_in.service import SignIn
from crashdesk.ui.dialogs.sign_in.view import Start, ask_to_sign_in
from crashdesk.ui.dialogs.vault.state import Protection
from crashdesk.ui.dialogs.vault.view import ask_for_protection
from crashdesk.ui.kit.plain_dialogs import Question, confirm
from crashdesk.ui.shell.main_window import MainWindow

_LEAVE = QT_TRANSLATE_NOOP("Program", "Quit and lose what was not sent?")
_LEAVE_MORE = QT_TRANSLATE_NOOP(
    "Program", "{n} change(s) have not reached the server, and this session keeps nothing on this computer."
)
_QUIT = QT_TRANSLATE_NOOP("Program", "Quit")
_NEW = Profile(ProfileId(""), name="", url="")


class ProgramDialogs:
    """Opens dialogs and returns what was decided."""

    def __init__(self, window: MainWindow, sessions: SignIn, clock: Clock, start: Start) -> None:
        self._window = window
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

    async def leave_unsent(self, count: int) -> bool:
        """Ask whether to quit although so many changes would be lost."""
        question = Question(_LEAVE, _LEAVE_MORE(n=count), _QUIT, final=True)
        return await confirm(self._window, question)
