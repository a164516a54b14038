"""From what a person filled in to a change, or to what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping

from crashdesk.core.crash_groups import (
    Ignore,
    IgnoreUntil,
    NoteAddition,
    Resolution,
    ResolvedIn,
    Status,
    StatusChange,
)
from crashdesk.core.ids import Instant
from crashdesk.core.text import QT_TRANSLATE_NOOP, Text

MOST_REPORTS = 1_000_000
"""The largest count the server takes for "after so many more"."""
VERSION_LENGTH = 64
"""The longest version the server takes."""
NOTE_LENGTH = 10_000
"""The longest note the server takes."""

Errors = Mapping[str, Text]
"""What is wrong, by the name of the field."""

REOPEN_CHANGE = StatusChange(Status.OPEN)


def resolution_change(kind: ResolvedIn, version: str) -> StatusChange | Errors:
    """Resolve now, in the next version, or in `version`."""
    if kind is not ResolvedIn.VERSION:
        return StatusChange(Status.RESOLVED, resolution=Resolution(kind))
    wrong = _version_problem(version)
    return wrong or StatusChange(Status.RESOLVED, resolution=Resolution(kind, version.strip()))


def ignore_change(
    kind: IgnoreUntil, *, until: Instant, count: int, version: str, now: Instant
) -> StatusChange | Errors:
    """Ignore for ever, or until one thing happens; what the others say does not matter."""
    match kind:
        case IgnoreUntil.FOREVER:
            return StatusChange(Status.IGNORED, ignore=Ignore(kind))
        case IgnoreUntil.TIME:
            if until <= now:
                return {"until": QT_TRANSLATE_NOOP("Decisions", "Choose a time that is still to come.")}
            return StatusChange(Status.IGNORED, ignore=Ignore(kind, until=until))
        case IgnoreUntil.COUNT:
            if not 1 <= count <= MOST_REPORTS:
                return {"count": QT_TRANSLATE_NOOP("Decisions", "Give a number from 1 to 1,000,000.")}
            return StatusChange(Status.IGNORED, ignore=Ignore(kind, count=count))
        case IgnoreUntil.VERSION:
            wrong = _version_problem(version)
            return wrong or StatusChange(Status.IGNORED, ignore=Ignore(kind, version=version.strip()))


def note_addition(text: str) -> NoteAddition | Errors:
    """Add a note."""
    note = text.strip()
    if not note:
        return {"note": QT_TRANSLATE_NOOP("Decisions", "Write something first.")}
    if len(note) > NOTE_LENGTH:
        return {
            "note": QT_TRANSLATE_NOOP("Decisions", "This is {n} character(s) too long.")(
                len(note) - NOTE_LENGTH
            )
        }
    return NoteAddition(note)


def _version_problem(version: str) -> Errors:
    if not version.strip():
        return {"version": QT_TRANSLATE_NOOP("Decisions", "Give a version.")}
    if len(version.strip()) > VERSION_LENGTH:
        return {"version": QT_TRANSLATE_NOOP("Decisions", "A version has 64 characters at most.")}
    return {}
