"""Triage in words: what a queued change does, for toasts, the outbox and the journal."""

from __future__ import annotations

from crashdesk.core.crash_groups import (
    AssigneeChange,
    GroupChange,
    Ignore,
    IgnoreUntil,
    NoteAddition,
    Resolution,
    ResolvedIn,
    SeverityChange,
    Status,
    StatusChange,
)
from crashdesk.core.text import QT_TRANSLATE_NOOP, Text

TITLE_LENGTH = 60
"""Characters of a title in a sentence: enough to recognise it, short enough for one line."""


def describe(change: GroupChange, title: str) -> Text:
    """Say what `change` does to the group of this title."""
    short = title if len(title) <= TITLE_LENGTH else title[: TITLE_LENGTH - 1] + "…"
    return sentence_of(change)(title=short)


def sentence_of(change: GroupChange) -> Text:
    """Return the sentence of `change` with the place `{title}` still open."""
    match change:
        case StatusChange():
            return _sentence_of_status(change)
        case SeverityChange(severity=severity):
            return _SEVERITY(severity=severity.value)
        case AssigneeChange(person=None):
            return _UNASSIGN
        case AssigneeChange(person=person):
            return _ASSIGN(person=person.label if person else "")
        case NoteAddition():
            return _NOTE


def _sentence_of_status(change: StatusChange) -> Text:
    match change:
        case StatusChange(
            status=Status.RESOLVED, resolution=Resolution(kind=ResolvedIn.VERSION, version=version)
        ):
            return _RESOLVE_IN(version=version or "")
        case StatusChange(status=Status.RESOLVED, resolution=Resolution(kind=ResolvedIn.NEXT)):
            return _RESOLVE_NEXT
        case StatusChange(status=Status.RESOLVED):
            return _RESOLVE
        case StatusChange(status=Status.IGNORED, ignore=Ignore(kind=IgnoreUntil.COUNT, count=count)):
            return _IGNORE_COUNT(count=count or 0)
        case StatusChange(status=Status.IGNORED, ignore=Ignore(kind=IgnoreUntil.VERSION, version=version)):
            return _IGNORE_VERSION(version=version or "")
        case StatusChange(status=Status.IGNORED, ignore=Ignore(kind=IgnoreUntil.TIME)):
            return _IGNORE_TIME
        case StatusChange(status=Status.IGNORED):
            return _IGNORE
        case _:
            return _REOPEN


_RESOLVE = QT_TRANSLATE_NOOP("Triage", "Resolve “{title}”")
_RESOLVE_IN = QT_TRANSLATE_NOOP("Triage", "Resolve “{title}” in {version}")
_RESOLVE_NEXT = QT_TRANSLATE_NOOP("Triage", "Resolve “{title}” in the next version")
_REOPEN = QT_TRANSLATE_NOOP("Triage", "Reopen “{title}”")
_IGNORE = QT_TRANSLATE_NOOP("Triage", "Ignore “{title}” for ever")
_IGNORE_TIME = QT_TRANSLATE_NOOP("Triage", "Ignore “{title}” for a time")
_IGNORE_COUNT = QT_TRANSLATE_NOOP("Triage", "Ignore “{title}” for {count} more reports")
_IGNORE_VERSION = QT_TRANSLATE_NOOP("Triage", "Ignore “{title}” up to version {version}")
_SEVERITY = QT_TRANSLATE_NOOP("Triage", "Set “{title}” to {severity}")
_ASSIGN = QT_TRANSLATE_NOOP("Triage", "Assign “{title}” to {person}")
_UNASSIGN = QT_TRANSLATE_NOOP("Triage", "Assign “{title}” to nobody")
_NOTE = QT_TRANSLATE_NOOP("Triage", "Add a note to “{title}”")
