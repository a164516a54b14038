"""The columns of one's own sessions."""

from __future__ import annotations

from crashdesk.core.account import OpenSession
from crashdesk.core.ids import Instant
from crashdesk.core.text import QT_TRANSLATE_NOOP, Text
from crashdesk.core.user_agent import program_of
from crashdesk.ui.kit.amounts import local, relative

HEADINGS: tuple[Text, ...] = (
    QT_TRANSLATE_NOOP("Sessions", "Program"),
    QT_TRANSLATE_NOOP("Sessions", "Address"),
    QT_TRANSLATE_NOOP("Sessions", "Signed in"),
    QT_TRANSLATE_NOOP("Sessions", "Last used"),
    QT_TRANSLATE_NOOP("Sessions", "Ends"),
)
_THIS_DESK = QT_TRANSLATE_NOOP("Sessions", "This desk: {program}")
_VALUE = QT_TRANSLATE_NOOP("Sessions", "{value}")
_NOT_ENDED = QT_TRANSLATE_NOOP("Sessions", "Not ended: {problem}")


def cells(session: OpenSession, problem: Text | None, now: Instant) -> tuple[Text, ...]:
    """Return what stands in a session's row; why it could not be ended stands where its end would."""
    program = program_of(session.user_agent)
    return (
        _THIS_DESK(program=str(program)) if session.current else program,
        _VALUE(value=session.address),
        _VALUE(value=day_and_time(session.created_at)),
        relative(session.seen_at, now),
        relative(session.expires_at, now) if problem is None else _NOT_ENDED(problem=str(problem)),
    )


def day_and_time(at: Instant) -> str:
    """Write an instant to the minute in this computer's time zone."""
    return local(at).strftime("%Y-%m-%d %H:%M")
