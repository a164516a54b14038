"""A queued change and what it met, in words. Free of Qt.

Status and exit make one phrase here, which a translator can order as the language wants it.
"""

from __future__ import annotations

from crashdesk.core.crash_groups import CrashGroup, Ignore, IgnoreUntil, ResolvedIn, Severity, Status
from crashdesk.core.text import QT_TRANSLATE_NOOP, Text
from crashdesk.ui.kit.amounts import grouped, local

HELD = QT_TRANSLATE_NOOP("Outbox", "held back for {n} s")
BLOCKED = QT_TRANSLATE_NOOP("Outbox", "waiting for the change before it")
WAITING = QT_TRANSLATE_NOOP("Outbox", "waiting for the server")
RETRYING = QT_TRANSLATE_NOOP("Outbox", "not sent yet; next attempt in {n} s")
SENDING = QT_TRANSLATE_NOOP("Outbox", "being sent")
UNKNOWN = QT_TRANSLATE_NOOP("Outbox", "sent, not known whether it arrived; the server is asked first")
CONFLICT = QT_TRANSLATE_NOOP("Outbox", "somebody else has changed it")
REFUSED = QT_TRANSLATE_NOOP("Outbox", "refused by the server")

STATUS = QT_TRANSLATE_NOOP("Outbox", "Status")
SEVERITY = QT_TRANSLATE_NOOP("Outbox", "Severity")
ASSIGNEE = QT_TRANSLATE_NOOP("Outbox", "Assignee")

FALLS_BACK_TO_THEIRS = QT_TRANSLATE_NOOP("Outbox", "Discarding leaves it as it is on the server now.")
FELL_BACK = QT_TRANSLATE_NOOP(
    "Outbox", "The crash shows again what the server has. Discarding removes this entry."
)
NOTE_GOES = QT_TRANSLATE_NOOP("Outbox", "Discarding removes the note for good.")

NOT_KNOWN = QT_TRANSLATE_NOOP("Outbox", "not known")
_NOBODY = QT_TRANSLATE_NOOP("Outbox", "nobody")
_PERSON = QT_TRANSLATE_NOOP("Outbox", "{person}")
_OPEN = QT_TRANSLATE_NOOP("Outbox", "Open")
_RESOLVED = QT_TRANSLATE_NOOP("Outbox", "Resolved")
_RESOLVED_NEXT = QT_TRANSLATE_NOOP("Outbox", "Resolved in the next version")
_RESOLVED_IN = QT_TRANSLATE_NOOP("Outbox", "Resolved in {version}")
_IGNORED = QT_TRANSLATE_NOOP("Outbox", "Ignored")
_IGNORED_UNTIL = QT_TRANSLATE_NOOP("Outbox", "Ignored until {date}")
_IGNORED_COUNT = QT_TRANSLATE_NOOP("Outbox", "Ignored for {count} more reports")
_IGNORED_VERSION = QT_TRANSLATE_NOOP("Outbox", "Ignored up to version {version}")
_SEVERITIES = {
    Severity.LOW: QT_TRANSLATE_NOOP("Outbox", "Low"),
    Severity.MEDIUM: QT_TRANSLATE_NOOP("Outbox", "Medium"),
    Severity.HIGH: QT_TRANSLATE_NOOP("Outbox", "High"),
    Severity.CRITICAL: QT_TRANSLATE_NOOP("Outbox", "Critical"),
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
