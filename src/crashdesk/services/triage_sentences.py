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
from crashdesk.services.sentences import Sentences, short


def wish(change: GroupChange, title: str) -> Text:
    """Say what `change` shall do to the group of this title."""
    return _sentences_of(change).wish(title=short(title))


def done(change: GroupChange, title: str) -> Text:
    """Say what `change` has done to the group of this title."""
    return _sentences_of(change).done(title=short(title))


def done_to_several(change: GroupChange, count: int) -> Text:
    """Say what `change` has done to so many groups."""
    return _sentences_of(change).several(n=count)


def _sentences_of(change: GroupChange) -> Sentences:
    match change:
        case StatusChange():
            return _sentences_of_status(change)
        case SeverityChange(severity=severity):
            return _SEVERITY.filled(severity=severity.value)
        case AssigneeChange(person=None):
            return _UNASSIGN
        case AssigneeChange(person=person):
            return _ASSIGN.filled(person=person.label if person else "")
        case NoteAddition():
            return _NOTE


def _sentences_of_status(change: StatusChange) -> Sentences:
    match change:
        case StatusChange(
            status=Status.RESOLVED, resolution=Resolution(kind=ResolvedIn.VERSION, version=version)
        ):
            return _RESOLVE_IN.filled(version=version or "")
        case StatusChange(status=Status.RESOLVED, resolution=Resolution(kind=ResolvedIn.NEXT)):
            return _RESOLVE_NEXT
        case StatusChange(status=Status.RESOLVED):
            return _RESOLVE
        case StatusChange(status=Status.IGNORED, ignore=Ignore(kind=IgnoreUntil.COUNT, count=count)):
            return _IGNORE_COUNT.filled(count=count or 0)
        case StatusChange(status=Status.IGNORED, ignore=Ignore(kind=IgnoreUntil.VERSION, version=version)):
            return _IGNORE_VERSION.filled(version=version or "")
        case StatusChange(status=Status.IGNORED, ignore=Ignore(kind=IgnoreUntil.TIME)):
            return _IGNORE_TIME
        case StatusChange(status=Status.IGNORED):
            return _IGNORE
        case _:
            return _REOPEN


_RESOLVE = Sentences(
    QT_TRANSLATE_NOOP("Triage", "Resolve “{title}”"),
    QT_TRANSLATE_NOOP("Triage", "Resolved “{title}”"),
    QT_TRANSLATE_NOOP("Triage", "Resolved {n} group(s)"),
)
_RESOLVE_IN = Sentences(
    QT_TRANSLATE_NOOP("Triage", "Resolve “{title}” in {version}"),
    QT_TRANSLATE_NOOP("Triage", "Resolved “{title}” in {version}"),
    QT_TRANSLATE_NOOP("Triage", "Resolved {n} group(s) in {version}"),
)
_RESOLVE_NEXT = Sentences(
    QT_TRANSLATE_NOOP("Triage", "Resolve “{title}” in the next version"),
    QT_TRANSLATE_NOOP("Triage", "Resolved “{title}” in the next version"),
    QT_TRANSLATE_NOOP("Triage", "Resolved {n} group(s) in the next version"),
)
_REOPEN = Sentences(
    QT_TRANSLATE_NOOP("Triage", "Reopen “{title}”"),
    QT_TRANSLATE_NOOP("Triage", "Reopened “{title}”"),
    QT_TRANSLATE_NOOP("Triage", "Reopened {n} group(s)"),
)
_IGNORE = Sentences(
    QT_TRANSLATE_NOOP("Triage", "Ignore “{title}” for ever"),
    QT_TRANSLATE_NOOP("Triage", "Ignoring “{title}” for ever"),
    QT_TRANSLATE_NOOP("Triage", "Ignoring {n} group(s) for ever"),
)
_IGNORE_TIME = Sentences(
    QT_TRANSLATE_NOOP("Triage", "Ignore “{title}” for a time"),
    QT_TRANSLATE_NOOP("Triage", "Ignoring “{title}” for a time"),
    QT_TRANSLATE_NOOP("Triage", "Ignoring {n} group(s) for a time"),
)
_IGNORE_COUNT = Sentences(
    QT_TRANSLATE_NOOP("Triage", "Ignore “{title}” for {count} more reports"),
    QT_TRANSLATE_NOOP("Triage", "Ignoring “{title}” for {count} more reports"),
    QT_TRANSLATE_NOOP("Triage", "Ignoring {n} group(s) for {count} more reports"),
)
_IGNORE_VERSION = Sentences(
    QT_TRANSLATE_NOOP("Triage", "Ignore “{title}” up to version {version}"),
    QT_TRANSLATE_NOOP("Triage", "Ignoring “{title}” up to version {version}"),
    QT_TRANSLATE_NOOP("Triage", "Ignoring {n} group(s) up to version {version}"),
)
_SEVERITY = Sentences(
    QT_TRANSLATE_NOOP("Triage", "Set “{title}” to {severity}"),
    QT_TRANSLATE_NOOP("Triage", "“{title}” is {severity} now"),
    QT_TRANSLATE_NOOP("Triage", "{n} group(s) set to {severity}"),
)
_ASSIGN = Sentences(
    QT_TRANSLATE_NOOP("Triage", "Assign “{title}” to {person}"),
    QT_TRANSLATE_NOOP("Triage", "Assigned “{title}” to {person}"),
    QT_TRANSLATE_NOOP("Triage", "Assigned {n} group(s) to {person}"),
)
_UNASSIGN = Sentences(
    QT_TRANSLATE_NOOP("Triage", "Assign “{title}” to nobody"),
    QT_TRANSLATE_NOOP("Triage", "“{title}” is assigned to nobody now"),
    QT_TRANSLATE_NOOP("Triage", "{n} group(s) assigned to nobody now"),
)
_NOTE = Sentences(
    QT_TRANSLATE_NOOP("Triage", "Add a note to “{title}”"),
    QT_TRANSLATE_NOOP("Triage", "Added a note to “{title}”"),
    QT_TRANSLATE_NOOP("Triage", "Added a note to {n} group(s)"),
)
