"""Crash groups: reports of one fault, and what people have decided about it."""

from __future__ import annotations

import enum

import msgspec

from crashdesk.core.ids import GroupId, Instant
from crashdesk.core.people import Actor, Person


class Status(enum.StrEnum):
    """What is to be done about a group."""

    OPEN = "open"
    RESOLVED = "resolved"
    IGNORED = "ignored"


class Severity(enum.StrEnum):
    """How bad a fault is, ascending in the order of definition."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"


class ResolvedIn(enum.StrEnum):
    """Since when a fault counts as fixed."""

    NOW = "now"
    NEXT = "next"
    VERSION = "version"


class IgnoreUntil(enum.StrEnum):
    """What ends the ignoring of a group."""

    FOREVER = "forever"
    TIME = "time"
    COUNT = "count"
    VERSION = "version"


class Resolution(msgspec.Struct, frozen=True):
    """The fix. `version` is set for `ResolvedIn.VERSION`, and for the others the newest one seen then."""

    kind: ResolvedIn
    version: str | None = None
    at: Instant | None = None
    by: Actor | None = None


class Ignore(msgspec.Struct, frozen=True):
    """Why a group is quiet and what ends that.

    Attributes:
        until: for `TIME`, the instant at which the group opens again.
        count: for `COUNT`, after how many more reports it opens.
        remaining: of those, how many are still to come, as the server last said.
        version: for `VERSION`, the version that is still ignored; a newer one opens the group.
    """

    kind: IgnoreUntil
    until: Instant | None = None
    count: int | None = None
    remaining: int | None = None
    version: str | None = None
    at: Instant | None = None
    by: Actor | None = None


class CrashGroup(msgspec.Struct, frozen=True, omit_defaults=True):
    """One fault as the server describes it, with the pending changes of this desk applied.

    Attributes:
        revision: grows with every decision of a person or rule, never with counters.
        count: reports ever received, also those whose samples are no longer kept.
        last_day: reports in the 24 hours up to the server's last count.
        daily: reports per UTC day, oldest first, the last item being `daily_until`'s day.
        development: reports of development builds; such a group never mixes with a release group.
        platforms: each `os/arch` seen.
        pending: True while changes of this desk to it await the server.
    """

    id: GroupId
    revision: int
    fingerprint: str
    kind: str
    title: str
    status: Status
    severity: Severity
    count: int
    first_seen: Instant
    last_seen: Instant
    first_version: str
    last_version: str
    project_id: str = ""
    source: str = ""
    label: str = ""
    error_type: str = ""
    top_frame: str = ""
    development: bool = False
    resolution: Resolution | None = None
    ignore: Ignore | None = None
    severity_is_manual: bool = False
    assignee: Person | None = None
    regressed_at: Instant | None = None
    regressed_in: str | None = None
    regressions: int = 0
    last_day: int = 0
    daily: tuple[int, ...] = ()
    daily_until: Instant | None = None
    platforms: tuple[str, ...] = ()
    versions: int = 0
    reports_kept: int = 0
    notes: int = 0
    pending: bool = False


class StatusChange(msgspec.Struct, frozen=True, tag="status", omit_defaults=True):
    """Resolve, ignore or reopen. Exactly one exit fits each status; `OPEN` has none."""

    status: Status
    resolution: Resolution | None = None
    ignore: Ignore | None = None


class SeverityChange(msgspec.Struct, frozen=True, tag="severity"):
    """Set how bad the fault is."""

    severity: Severity


class AssigneeChange(msgspec.Struct, frozen=True, tag="assignee"):
    """Hand the group to `person`, or to nobody."""

    person: Person | None


class NoteAddition(msgspec.Struct, frozen=True, tag="note"):
    """Append a note. Notes have authors and are never rewritten."""

    text: str


GroupChange = StatusChange | SeverityChange | AssigneeChange | NoteAddition
"""What a person can queue for a group while the server is away."""


def apply_change(group: CrashGroup, change: GroupChange) -> CrashGroup:
    """Return `group` as it will look once the server has accepted `change`.

    The revision stays: only the server hands out a new one.
    """
    match change:
        case StatusChange():
            return msgspec.structs.replace(
                group, status=change.status, resolution=change.resolution, ignore=change.ignore, pending=True
            )
        case SeverityChange():
            return msgspec.structs.replace(
                group, severity=change.severity, severity_is_manual=True, pending=True
            )
        case AssigneeChange():
            return msgspec.structs.replace(group, assignee=change.person, pending=True)
        case NoteAddition():
            return msgspec.structs.replace(group, notes=group.notes + 1, pending=True)


def is_in_effect(group: CrashGroup, change: GroupChange) -> bool:
    """Tell whether `group` already is as `change` wants it; a note never counts as in effect.

    Stamps (`at`, `by`, `remaining`) are the server's and do not count.
    """
    match change:
        case StatusChange():
            return group.status == change.status and _exit_of(group) == _exit_of(change)
        case SeverityChange():
            return group.severity == change.severity
        case AssigneeChange():
            return (group.assignee and group.assignee.id) == (change.person and change.person.id)
        case NoteAddition():
            return False


def _exit_of(holder: CrashGroup | StatusChange) -> tuple[object, ...]:
    resolution, ignore = holder.resolution, holder.ignore
    if resolution:
        version = resolution.version if resolution.kind is ResolvedIn.VERSION else None
        return (resolution.kind, version)
    return (ignore.kind, ignore.until, ignore.count, ignore.version) if ignore else ()
