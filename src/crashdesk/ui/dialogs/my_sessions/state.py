"""What the dialog of one's own sessions shows, and how each event changes it."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
from msgspec.structs import replace

from crashdesk.core.account import OpenSession
from crashdesk.core.actions import AVAILABLE, Availability
from crashdesk.core.errors import CrashDeskError
from crashdesk.core.text import QT_TRANSLATE_NOOP, Text
from crashdesk.services.account import Ending

_ENDED = QT_TRANSLATE_NOOP("Sessions", "{n} session(s) ended.")
_SOME_ENDED = QT_TRANSLATE_NOOP("Sessions", "{ended} ended; {left} could not be ended, the list says why.")
_NONE_ENDED = QT_TRANSLATE_NOOP("Sessions", "{n} session(s) could not be ended, the list says why.")
_OWN = QT_TRANSLATE_NOOP(
    "Sessions", "This is the session of this desk. Sign out in the account menu to end it."
)
_CHOOSE = QT_TRANSLATE_NOOP("Sessions", "Choose a session first.")
_NO_OTHERS = QT_TRANSLATE_NOOP("Sessions", "You are signed in nowhere else.")
_READ_ONLY = QT_TRANSLATE_NOOP("Sessions", "This profile is read-only.")


class SessionsState(msgspec.Struct, frozen=True):
    """What is on the screen.

    Attributes:
        sessions: where one is signed in, None before it is known.
        read_only: the profile does not write.
        busy: a request is on its way.
        problems: why a session could not be ended, by its id.
        said: what became of the last wish; `trouble`: why the list could not be had.
    """

    sessions: tuple[OpenSession, ...] | None = None
    read_only: bool = False
    busy: bool = False
    problems: Mapping[str, Text] = {}
    said: Text | None = None
    trouble: Text | None = None

    @property
    def others(self) -> tuple[OpenSession, ...]:
        """All but the session of this desk."""
        return tuple(session for session in self.sessions or () if not session.current)

    def can_end(self, session_id: str) -> Availability:
        """Tell whether a session can be ended here."""
        if self.read_only:
            return Availability(enabled=False, reason=_READ_ONLY)
        session = next((each for each in self.sessions or () if each.id == session_id), None)
        if session is None:
            return Availability(enabled=False, reason=_CHOOSE)
        return Availability(enabled=False, reason=_OWN) if session.current else AVAILABLE

    @property
    def can_end_others(self) -> Availability:
        """Tell whether there is anything else to end."""
        if self.read_only:
            return Availability(enabled=False, reason=_READ_ONLY)
        return AVAILABLE if self.others else Availability(enabled=False, reason=_NO_OTHERS)


def loading(state: SessionsState) -> SessionsState:
    """A request is on its way."""
    return replace(state, busy=True, trouble=None)


def listed(state: SessionsState, sessions: tuple[OpenSession, ...]) -> SessionsState:
    """The list is here. Reasons stay with the sessions that are still open."""
    ids = {session.id for session in sessions}
    problems = {each: text for each, text in state.problems.items() if each in ids}
    return replace(state, sessions=sessions, problems=problems, busy=False, trouble=None)


def not_listed(state: SessionsState, error: CrashDeskError) -> SessionsState:
    """The list could not be had; the former one, if any, stays."""
    return replace(state, busy=False, trouble=error.text)


def ended(state: SessionsState, ending: Ending) -> SessionsState:
    """One session is gone, or stays for a reason."""
    if ending.problem is not None:
        return replace(state, problems={**state.problems, ending.session_id: ending.problem.text})
    left = tuple(each for each in state.sessions or () if each.id != ending.session_id)
    return replace(state, sessions=left)


def told(state: SessionsState, endings: tuple[Ending, ...]) -> SessionsState:
    """Say what became of all that were to end."""
    gone = sum(ending.problem is None for ending in endings)
    left = len(endings) - gone
    if not left:
        return replace(state, said=_ENDED(gone))
    return replace(state, said=_SOME_ENDED(ended=gone, left=left) if gone else _NONE_ENDED(left))
