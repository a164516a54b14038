"""Points in time and spans as they are typed in a filter, and written back. Everything is UTC."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from crashdesk.core.ids import DAY, HOUR, MINUTE, SECOND, Instant
from crashdesk.core.query.ast import InstantValue

UNITS = {"w": 7 * DAY, "d": DAY, "h": HOUR, "m": MINUTE, "s": SECOND}
"""Units of a span in milliseconds, the largest first."""
LONGEST = 365_250 * DAY
"""The longest span that is accepted: a thousand years."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LAST = 253_402_300_800_000
"""The first instant of the year 10000, which `datetime` cannot express."""
_PART = r"([0-9]{1,9}(?:\.[0-9]{1,3})?)([smhdw])"
_SPAN = re.compile(f"(?:{_PART})+")
_SPAN_PART = re.compile(_PART)
_MOMENT = re.compile(
    r"([0-9]{4})-([0-9]{2})-([0-9]{2})"
    r"(?:[T ]([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:\.([0-9]{1,3}))?)?"
    r"(?:Z|([+-])([0-9]{2}):?([0-9]{2}))?)?"
)


def read_span(text: str) -> int | None:
    """Return the milliseconds of `90m`, `1d12h` or `0.5h`, None when it is no span."""
    if not _SPAN.fullmatch(text):
        return None
    ms = sum(int(Decimal(number) * UNITS[unit]) for number, unit in _SPAN_PART.findall(text))
    return ms if ms <= LONGEST else None


def write_span(ms: int) -> str:
    """Return `ms` in its largest whole unit, or in seconds with a fraction."""
    for unit, size in UNITS.items():
        if ms and ms % size == 0:
            return f"{ms // size}{unit}"
    return f"{ms / SECOND:.3f}".rstrip("0").rstrip(".") + "s"


def read_instant(text: str, now: Instant) -> InstantValue | None:
    """Return the time that `text` names, None when it names none.

    Understood are `today`, `yesterday`, `now`, a span back such as `-7d`, a date, and a date with a time
    of day (UTC unless it ends in an offset). A day or minute lasts as long as it says.
    """
    today = now - now % DAY
    match text.casefold():
        case "today":
            return _checked(today, DAY)
        case "yesterday":
            return _checked(today - DAY, DAY)
        case "now":
            return _checked(now, 1)
        case _:
            pass
    if text.startswith("-"):
        span = read_span(text[1:])
        return None if span is None else _checked(now - span, 1)
    return _read_moment(text)


def _read_moment(text: str) -> InstantValue | None:
    found = _MOMENT.fullmatch(text)
    if found is None:
        return None
    year, month, day, hour, minute, second, fraction, sign, off_hours, off_minutes = found.groups()
    try:
        moment = datetime(
            int(year), int(month), int(day), int(hour or 0), int(minute or 0), int(second or 0), tzinfo=UTC
        )
    except ValueError:
        return None
    ms = (moment - _EPOCH) // timedelta(milliseconds=1) + int((fraction or "").ljust(3, "0"))
    offset = int(off_hours or 0) * HOUR + int(off_minutes or 0) * MINUTE
    return _checked(ms + (offset if sign == "-" else -offset), _length(hour, second, fraction))


def _length(hour: str | None, second: str | None, fraction: str | None) -> int:
    if fraction:
        return 1
    if second:
        return SECOND
    return MINUTE if hour else DAY


def _checked(start: int, length: int) -> InstantValue | None:
    return InstantValue(Instant(start), Instant(start + length)) if 0 <= start < _LAST else None


def write_instant(value: InstantValue) -> str:
    """Return `value` as `read_instant` reads it: as a date, or with as much of a time as it needs."""
    moment = _EPOCH + timedelta(milliseconds=value.start)
    length = value.end - value.start
    if length == DAY and value.start % DAY == 0:
        return f"{moment:%Y-%m-%d}"
    if length == MINUTE and value.start % MINUTE == 0:
        return f"{moment:%Y-%m-%dT%H:%MZ}"
    if length == SECOND and value.start % SECOND == 0:
        return f"{moment:%Y-%m-%dT%H:%M:%SZ}"
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{value.start % SECOND:03d}Z"
