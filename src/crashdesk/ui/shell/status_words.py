"""What the status bar says, from the states it is given. Free of Qt."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec

from crashdesk.core.connection import ConnectionState, Link
from crashdesk.core.ids import DAY, HOUR, MINUTE, SECOND, Instant
from crashdesk.core.outbox import OutboxSummary
from crashdesk.core.text import QT_TRANSLATE_NOOP, Text


class Words(msgspec.Struct, frozen=True):
    """An icon, its colour (the name of a token) and a few words."""

    icon: str
    colour: str
    text: Text


def connection_words(state: ConnectionState, now: Instant) -> Words:
    """Say how the desk stands with its server, with the seconds until it tries again."""
    if state.link is Link.ONLINE:
        if state.syncing is not None:
            return Words("sync", "info", _syncing(state.syncing))
        return Words("online", "success", QT_TRANSLATE_NOOP("Status", "Online"))
    if state.link is Link.CONNECTING:
        return Words("sync", "info", QT_TRANSLATE_NOOP("Status", "Connecting…"))
    if state.link is Link.AWAITING:
        return Words("clock", "info", QT_TRANSLATE_NOOP("Status", "Waiting to be let in"))
    if state.link is Link.SIGNED_OUT:
        return Words("lock", "warning", QT_TRANSLATE_NOOP("Status", "Signed out"))
    if state.link is Link.STOPPED:
        return Words("error", "danger", QT_TRANSLATE_NOOP("Status", "Stopped"))
    return Words("offline", "warning", _offline(state.retry_at, now))


def freshness_words(fresh_at: Instant | None, now: Instant) -> Text:
    """Say up to when the rows on the screen agree with the server."""
    if fresh_at is None:
        return QT_TRANSLATE_NOOP("Status", "Nothing fetched yet")
    age = max(0, now - fresh_at)
    clock = moment(fresh_at, now)
    if age < MINUTE:
        return QT_TRANSLATE_NOOP("Status", "As of {clock}, just now")(clock=clock)
    if age < HOUR:
        return QT_TRANSLATE_NOOP("Status", "As of {clock}, {minutes} min ago")(
            clock=clock, minutes=age // MINUTE
        )
    if age < DAY:
        return QT_TRANSLATE_NOOP("Status", "As of {clock}, {hours} h ago")(clock=clock, hours=age // HOUR)
    return QT_TRANSLATE_NOOP("Status", "As of {clock}, {n} day(s) ago")(age // DAY, clock=clock)


def outbox_words(summary: OutboxSummary) -> Words | None:
    """Say how many changes wait and how many need a person; None when there are none."""
    waiting = summary.held + summary.waiting
    if summary.stuck and waiting:
        both = QT_TRANSLATE_NOOP("Status", "{waiting} waiting · {stuck} to decide")
        return Words("outbox", "danger", both(waiting=waiting, stuck=summary.stuck))
    if summary.stuck:
        return Words(
            "outbox", "danger", QT_TRANSLATE_NOOP("Status", "{stuck} to decide")(stuck=summary.stuck)
        )
    if waiting:
        return Words("outbox", "muted", QT_TRANSLATE_NOOP("Status", "{waiting} waiting")(waiting=waiting))
    return None


def moment(instant: Instant, now: Instant) -> str:
    """Return the time of day, with the date when it is a day ago or more."""
    clock = clock_time(instant)
    return clock if now - instant < DAY else f"{day(instant)} {clock}"


def clock_time(instant: Instant) -> str:
    """Return hours and minutes in the time zone of this computer."""
    return _local(instant).strftime("%H:%M")


def day(instant: Instant) -> str:
    """Return the date in the time zone of this computer."""
    return _local(instant).strftime("%Y-%m-%d")


def _local(instant: Instant) -> datetime:
    return datetime.fromtimestamp(instant / SECOND, tz=UTC).astimezone()


def _syncing(fetched: int) -> Text:
    if fetched == 0:
        return QT_TRANSLATE_NOOP("Status", "Syncing…")
    return QT_TRANSLATE_NOOP("Status", "Syncing, {fetched} fetched")(fetched=f"{fetched:,}")


def _offline(retry_at: Instant | None, now: Instant) -> Text:
    if retry_at is None:
        return QT_TRANSLATE_NOOP("Status", "Offline")
    seconds = max(0, -(-(retry_at - now) // SECOND))
    if seconds == 0:
        return QT_TRANSLATE_NOOP("Status", "Offline, trying again…")
    return QT_TRANSLATE_NOOP("Status", "Offline, next try in {seconds} s")(seconds=seconds)
