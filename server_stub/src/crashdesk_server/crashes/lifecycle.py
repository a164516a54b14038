"""What becomes of a group's status: by what people decide, by each report, and by time.

Pure rules, explained in docs/decisions/0010-what-counts-as-a-regression.md; nothing here knows of the
database.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from crashdesk_server.clock import from_rfc3339, to_rfc3339
from crashdesk_server.crashes.versions import compare, newer
from crashdesk_server.wire.crash_groups import (
    ActorRef,
    Ignore,
    IgnoreInput,
    Resolution,
    ResolutionInput,
    Severity,
    Status,
)

SEVERITIES: tuple[Severity, ...] = ("low", "medium", "high", "critical")
"""Ascending."""

SYSTEM = ActorRef(id="", kind="system", label="system")
"""Who acts when a rule does."""

EventKind = Literal[
    "created", "status_changed", "severity_changed", "assigned", "resolution_changed", "regressed",
    "ignore_ended", "note",
]  # fmt: skip


class Event(msgspec.Struct, frozen=True):
    """Something that belongs into a group's timeline."""

    kind: EventKind
    before: str | None = None
    after: str | None = None


class Lifecycle(msgspec.Struct, frozen=True):
    """The part of a group that people and rules decide, and the newest version it was seen in."""

    severity: Severity
    newest_version: str
    status: Status = "open"
    resolution: Resolution | None = None
    ignore: Ignore | None = None
    severity_is_manual: bool = False
    regressed_at: int | None = None
    regressed_in: str | None = None
    regressions: int = 0


class Outcome(msgspec.Struct, frozen=True):
    """A new state and what happened on the way; without events nothing grows the revision."""

    state: Lifecycle
    events: tuple[Event, ...] = ()


def receive(state: Lifecycle, version: str, severity: Severity, now: int) -> Outcome:
    """Return what a report of `version` that is received at `now` makes of a group."""
    state = msgspec.structs.replace(state, newest_version=newer(state.newest_version, version))
    raised = _raise_severity(state, severity)
    if state.status == "resolved" and state.resolution and is_regression(state.resolution, version, now):
        return _then(raised, _regress(raised.state, version, now))
    if state.status == "ignored" and state.ignore:
        return _then(raised, _count_ignored(raised.state, state.ignore, version, now))
    return raised


def is_regression(resolution: Resolution, version: str, now: int) -> bool:
    """Tell whether a report of `version` contradicts that the fault is fixed."""
    if now < from_rfc3339(resolution.at):
        return False
    order = compare(version, resolution.version) if resolution.version else None
    if order is None:
        return True
    return order > 0 if resolution.kind == "next" else order >= 0


def end_ignoring(state: Lifecycle) -> Outcome:
    """Open a group whose ignoring has come to its end."""
    if state.status != "ignored":
        return Outcome(state)
    opened = msgspec.structs.replace(state, status="open", ignore=None)
    return Outcome(opened, (Event("ignore_ended", describe_ignore(state.ignore), "open"),))


def is_due(ignore: Ignore, now: int) -> bool:
    """Tell whether ignoring until a time has come to its end."""
    return ignore.kind == "time" and ignore.until is not None and from_rfc3339(ignore.until) <= now


def reopen(state: Lifecycle) -> Outcome:
    """Open a group because a person says so."""
    if state.status == "open":
        return Outcome(state)
    opened = msgspec.structs.replace(state, status="open", resolution=None, ignore=None)
    return Outcome(opened, (Event("status_changed", describe(state), "open"),))


def resolve(state: Lifecycle, wanted: ResolutionInput, actor: ActorRef, now: int) -> Outcome:
    """Resolve a group, or change since when it counts as fixed."""
    if state.status == "resolved" and state.resolution and _same_resolution(state.resolution, wanted):
        return Outcome(state)
    version = wanted.version if wanted.kind == "version" else state.newest_version
    resolution = Resolution(kind=wanted.kind, version=version, at=to_rfc3339(now), by=actor)
    resolved = msgspec.structs.replace(
        state, status="resolved", resolution=resolution, ignore=None, regressed_at=None, regressed_in=None
    )
    kind = "resolution_changed" if state.status == "resolved" else "status_changed"
    return Outcome(resolved, (Event(kind, describe(state), describe(resolved)),))


def ignore(state: Lifecycle, wanted: IgnoreInput, actor: ActorRef, now: int) -> Outcome:
    """Ignore a group, or change what ends the ignoring."""
    until = to_rfc3339(from_rfc3339(wanted.until)) if wanted.until else None
    if state.status == "ignored" and state.ignore and _same_ignore(state.ignore, wanted, until):
        return Outcome(state)
    exit_ = Ignore(
        kind=wanted.kind,
        until=until,
        count=wanted.count,
        remaining=wanted.count,
        version=wanted.version,
        at=to_rfc3339(now),
        by=actor,
    )
    ignored = msgspec.structs.replace(state, status="ignored", ignore=exit_, resolution=None)
    return Outcome(ignored, (Event("status_changed", describe(state), describe(ignored)),))


def set_severity(state: Lifecycle, severity: Severity) -> Outcome:
    """Set the severity by hand; reports don't change it any more."""
    if state.severity_is_manual and state.severity == severity:
        return Outcome(state)
    event = Event("severity_changed", state.severity, severity)
    return Outcome(msgspec.structs.replace(state, severity=severity, severity_is_manual=True), (event,))


def describe(state: Lifecycle) -> str:
    """Return a status with its exit in words of the API, such as `resolved version 2.1.0`."""
    if state.status == "resolved" and state.resolution:
        named = state.resolution.version if state.resolution.kind == "version" else None
        return " ".join(part for part in ("resolved", state.resolution.kind, named) if part)
    if state.status == "ignored":
        return describe_ignore(state.ignore)
    return state.status


def describe_ignore(ignored: Ignore | None) -> str:
    """Return an ignored status with its exit, such as `ignored count 10`."""
    if ignored is None:
        return "ignored"
    what = {"time": ignored.until, "count": ignored.count, "version": ignored.version}.get(ignored.kind)
    return " ".join(str(part) for part in ("ignored", ignored.kind, what) if part is not None)


def _then(first: Outcome, second: Outcome) -> Outcome:
    return Outcome(second.state, first.events + second.events)


def _raise_severity(state: Lifecycle, severity: Severity) -> Outcome:
    """Reports only ever raise it: whoever can post must not be able to quieten a group."""
    if state.severity_is_manual or SEVERITIES.index(severity) <= SEVERITIES.index(state.severity):
        return Outcome(state)
    event = Event("severity_changed", state.severity, severity)
    return Outcome(msgspec.structs.replace(state, severity=severity), (event,))


def _regress(state: Lifecycle, version: str, now: int) -> Outcome:
    reopened = msgspec.structs.replace(
        state,
        status="open",
        resolution=None,
        regressed_at=now,
        regressed_in=version,
        regressions=state.regressions + 1,
    )
    return Outcome(reopened, (Event("regressed", describe(state), version),))


def _count_ignored(state: Lifecycle, ignored: Ignore, version: str, now: int) -> Outcome:
    if is_due(ignored, now) or (ignored.version and compare(version, ignored.version) == 1):
        return end_ignoring(state)
    if ignored.kind != "count":
        return Outcome(state)
    remaining = (ignored.remaining or 0) - 1
    if remaining <= 0:
        return end_ignoring(state)
    return Outcome(
        msgspec.structs.replace(state, ignore=msgspec.structs.replace(ignored, remaining=remaining))
    )


def _same_resolution(resolution: Resolution, wanted: ResolutionInput) -> bool:
    return resolution.kind == wanted.kind and (
        wanted.kind != "version" or resolution.version == wanted.version
    )


def _same_ignore(ignored: Ignore, wanted: IgnoreInput, until: str | None) -> bool:
    return (ignored.kind, ignored.until, ignored.count, ignored.version) == (
        wanted.kind,
        until,
        wanted.count,
        wanted.version,
    )
