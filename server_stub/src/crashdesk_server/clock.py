"""Time, handed in so that tests can set it."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Protocol

SECOND = 1_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR
"""Lengths of time in milliseconds, the unit of every time that is stored."""


class Clock(Protocol):
    """Tells the time of day."""

    def now(self) -> int:
        """Return the milliseconds since 1970-01-01 UTC."""
        ...


class SystemClock:
    """The clock of the machine."""

    def now(self) -> int:
        """Return the milliseconds since 1970-01-01 UTC."""
        return time.time_ns() // 1_000_000


def to_rfc3339(milliseconds: int) -> str:
    """Return a time as RFC 3339 in UTC with milliseconds."""
    moment = datetime.fromtimestamp(milliseconds // SECOND, UTC)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{milliseconds % SECOND:03d}Z"


def from_rfc3339(text: str) -> int:
    """Return the milliseconds since 1970 of an RFC 3339 time.

    Raises:
        ValueError: it is no time, has no offset from UTC or lies outside of the years 1970 to 9999.
    """
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("a time needs its offset from UTC")
    try:
        elapsed = moment - datetime(1970, 1, 1, tzinfo=UTC)
    except OverflowError as error:
        raise ValueError("out of range") from error
    milliseconds = elapsed.days * DAY + elapsed.seconds * SECOND + elapsed.microseconds // 1_000
    if milliseconds < 0:
        raise ValueError("a time before 1970")
    return milliseconds
