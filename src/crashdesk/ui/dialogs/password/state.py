"""What the dialog shows in which one changes one's password, and how each event changes it."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
from msgspec.structs import replace

from crashdesk.core.errors import (
    ConnectionTrouble,
    CrashDeskError,
    InputRejected,
    OutcomeUnknown,
    SignInRefused,
    TooManyRequests,
)
from crashdesk.core.ids import SECOND, Instant
from crashdesk.core.text import QT_TRANSLATE_NOOP, Text

NO_CURRENT = QT_TRANSLATE_NOOP("Password", "Give the password that you have now.")
WRONG_CURRENT = QT_TRANSLATE_NOOP("Password", "This is not the password that you have now.")
PAUSE = QT_TRANSLATE_NOOP("Password", "Too many attempts. The server takes the next one in {seconds} s.")
UNKNOWN = QT_TRANSLATE_NOOP(
    "Password",
    "The connection broke before the answer came. If this desk is signed out now, the password was changed: "
    "sign in with the new one. Otherwise the old one still holds.",
)
NOT_REACHED = QT_TRANSLATE_NOOP("Password", "The server cannot be reached. Your password is as it was.")

_FIELDS = {"current_password": "current", "new_password": "password"}
"""The fields of the form by those of the request."""


class PasswordState(msgspec.Struct, frozen=True):
    """What is on the screen.

    Attributes:
        busy: the request is on its way.
        errors: what is wrong, by field: `current`, `password`, `again`.
        trouble: what is wrong with no field in particular.
        pause_until: no attempt before this; `pause_s` are the seconds until then, as last counted.
    """

    busy: bool = False
    errors: Mapping[str, Text] = {}
    trouble: Text | None = None
    pause_until: Instant | None = None
    pause_s: int = 0

    @property
    def may_submit(self) -> bool:
        """Whether the main button can be used."""
        return not self.busy and self.pause_s == 0


def failed(state: PasswordState, error: CrashDeskError, now: Instant) -> PasswordState:
    """The request failed: say it at the field it belongs to."""
    state = replace(state, busy=False, errors={}, trouble=None)
    match error:
        case TooManyRequests():
            return counted(replace(state, pause_until=Instant(now + int(error.retry_after_s * SECOND))), now)
        case SignInRefused():
            return replace(state, errors={"current": WRONG_CURRENT})
        case InputRejected() if error.fields:
            return _rejected(state, error)
        case OutcomeUnknown():
            return replace(state, trouble=UNKNOWN)
        case ConnectionTrouble():
            return replace(state, trouble=NOT_REACHED)
        case _:
            return replace(state, trouble=error.text)


def counted(state: PasswordState, now: Instant) -> PasswordState:
    """Time has passed: count the pause down."""
    if state.pause_until is None:
        return state
    left = max(0, -(-(state.pause_until - now) // SECOND))
    if left == 0:
        return replace(state, pause_until=None, pause_s=0, trouble=None)
    return replace(state, pause_s=left, trouble=PAUSE(seconds=left))


def _rejected(state: PasswordState, error: InputRejected) -> PasswordState:
    # The server's own words are data, so they stand as a value and are never translated or filled in.
    said = QT_TRANSLATE_NOOP("Password", "{problem}")
    problems = {each.pointer.strip("#/"): said(problem=each.message) for each in error.fields}
    errors = {_FIELDS[field]: text for field, text in problems.items() if field in _FIELDS}
    elsewhere = next((text for field, text in problems.items() if field not in _FIELDS), None)
    return replace(state, errors=errors, trouble=elsewhere)
