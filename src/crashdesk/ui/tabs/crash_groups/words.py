"""Crash groups in words, for table, details, dialogs and copies."""

from __future__ import annotations

from crashdesk.core.crash_groups import CrashGroup, Ignore, IgnoreUntil, ResolvedIn, Severity, Status
from crashdesk.core.text import QT_TRANSLATE_NOOP, Text
from crashdesk.ui.kit.amounts import grouped, local

STATUS_WORDS = {
    Status.OPEN: QT_TRANSLATE_NOOP("CrashGroups", "Open"),
    Status.RESOLVED: QT_TRANSLATE_NOOP("CrashGroups", "Resolved"),
    Status.IGNORED: QT_TRANSLATE_NOOP("CrashGroups", "Ignored"),
}
SEVERITY_WORDS = {
    Severity.LOW: QT_TRANSLATE_NOOP("CrashGroups", "Low"),
    Severity.MEDIUM: QT_TRANSLATE_NOOP("CrashGroups", "Medium"),
    Severity.HIGH: QT_TRANSLATE_NOOP("CrashGroups", "High"),
    Severity.CRITICAL: QT_TRANSLATE_NOOP("CrashGroups", "Critical"),
}


def exit_words(group: CrashGroup) -> Text | None:
    """Say what the status hangs on: the version of the fix, or what ends the ignoring."""
    resolution = group.resolution
    if group.status is Status.RESOLVED and resolution:
        if resolution.kind is ResolvedIn.NEXT:
            return QT_TRANSLATE_NOOP("CrashGroups", "in the next version")
        if resolution.kind is ResolvedIn.VERSION:
            return QT_TRANSLATE_NOOP("CrashGroups", "in {version}")(version=resolution.version or "")
    if group.status is Status.IGNORED and group.ignore:
        return _until(group.ignore)
    return None


def _until(ignore: Ignore) -> Text | None:
    match ignore.kind:
        case IgnoreUntil.TIME if ignore.until is not None:
            return QT_TRANSLATE_NOOP("CrashGroups", "until {date}")(date=f"{local(ignore.until):%d %b}")
        case IgnoreUntil.COUNT:
            left = ignore.count if ignore.remaining is None else ignore.remaining
            return QT_TRANSLATE_NOOP("CrashGroups", "for {count} more")(count=grouped(left or 0))
        case IgnoreUntil.VERSION:
            return QT_TRANSLATE_NOOP("CrashGroups", "until > {version}")(version=ignore.version or "")
        case _:
            return None


def title_of(group: CrashGroup) -> str:
    """Return a group's title with the type of its error, when that is not in it already."""
    if group.error_type and not group.title.startswith(group.error_type):
        return f"{group.error_type}: {group.title}"
    return group.title
