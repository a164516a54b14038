"""A queued change and what it met, in words. Free of Qt.

Status and exit make one phrase here, which a translator can order as the language wants it.
"""

from __future__ import annotations

from crashdesk.core.crash_groups import CrashGroup, Ignore, IgnoreUntil, ResolvedIn, Severity, Status
from crashdesk.core.text import QT_TRANSLATE_NOOP, Text
from crashdesk.ui.kit.amounts import grouped, local

_T = QT_TRANSLATE_NOOP

HELD = _T("Outbox", "held back for {n} s")
BLOCKED = _T("Outbox", "waiting for the change before it")
WAITING = _T("Outbox", "waiting for the server")
RETRYING = _T("Outbox", "not sent yet; next attempt in {n} s")
SENDING = _T("Outbox", "being sent")
UNKNOWN = _T("Outbox", "sent, not known whether it arrived; the server is asked first")
CONFLICT = _T("Outbox", "somebody else has changed it")
REFUSED = _T("Outbox", "refused by the server")

STATUS = _T("Outbox", "Status")
SEVERITY = _T("Outbox", "Severity")
ASSIGNEE = _T("Outbox", "Assignee")

FALLS_BACK_TO_THEIRS = _T("Outbox", "Discarding leaves it as it is on the server now.")
FELL_BACK = _T("Outbox", "The crash shows again what the server has. Discarding removes this entry.")
NOTE_GOES = _T("Outbox", "Discarding removes the note for good.")

NOT_KNOWN = _T("Outbox", "not known")
_NOBODY = _T("Outbox", "nobody")
_PERSON = _T("Outbox", "{person}")
_OPEN = _T("Outbox", "Open")
_RESOLVED = _T("Outbox", "Resolved")
_RESOLVED_NEXT = _T("Outbox", "Resolved in the next version")
_RESOLVED_IN = _T("Outbox", "Resolved in {version}")
_IGNORED = _T("Outbox", "Ignored")
_IGNORED_UNTIL = _T("Outbox", "Ignored until {date}")
_IGNORED_COUNT = _T("Outbox", "Ignored for {count} more reports")
_IGNORED_VERSION = _T("Outbox", "Ignored up to version {version}")
_SEVERITIES = {
    Severity.LOW: _T("Outbox", "Low"),
    Severity.MEDIUM: _T("Outbox", "Medium"),
    Severity.HIGH: _T("Outbox", "High"),
    Severity.CRITICAL: _T("Outbox", "Critical"),
}


def status_words(group: CrashGroup) -> Text:
    """Say how a group stands, with the version of the fix or what ends the ignoring."""
    if group.status is Status.OPEN:
        return _OPEN
    if group.status is Status.IGNORED:
        return _ignored_words(group.ignore)
    match group.resolution and group.resolution.kind:
        case ResolvedIn.NEXT:
            return _RESOLVED_NEXT
        case ResolvedIn.VERSION:
            return _RESOLVED_IN(version=(group.resolution and group.resolution.version) or "")
        case _:
            return _RESOLVED


def severity_words(group: CrashGroup) -> Text:
    """Say how bad a group is."""
    return _SEVERITIES[group.severity]


def assignee_words(group: CrashGroup) -> Text:
    """Say who a group is assigned to."""
    return _PERSON(person=group.assignee.label) if group.assignee else _NOBODY


def _ignored_words(ignore: Ignore | None) -> Text:
    match ignore and ignore.kind:
        case IgnoreUntil.TIME:
            until = ignore and ignore.until
            return _IGNORED_UNTIL(date=f"{local(until):%Y-%m-%d %H:%M}") if until else _IGNORED
        case IgnoreUntil.COUNT:
            left = ignore and (ignore.count if ignore.remaining is None else ignore.remaining)
            return _IGNORED_COUNT(count=grouped(left or 0))
        case IgnoreUntil.VERSION:
            return _IGNORED_VERSION(version=(ignore and ignore.version) or "")
        case _:
            return _IGNORED
