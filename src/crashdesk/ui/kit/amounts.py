"""Numbers and times in the words of a dense table. Free of Qt."""

from __future__ import annotations

from datetime import datetime

from crashdesk.core.ids import DAY, HOUR, LATEST, MINUTE, Instant
from crashdesk.core.text import QT_TRANSLATE_NOOP, Text

GROUP_SEPARATOR = "\u202f"
"""Narrow no-break space (ISO 80000-1 recommends a thin space between groups of three digits)."""

_JUST_NOW = QT_TRANSLATE_NOOP("Amounts", "just now")
_MINUTES_AGO = QT_TRANSLATE_NOOP("Amounts", "{n} min ago")
_HOURS_AGO = QT_TRANSLATE_NOOP("Amounts", "{n} h ago")
_DAYS_AGO = QT_TRANSLATE_NOOP("Amounts", "{n} d ago")
_IN_MINUTES = QT_TRANSLATE_NOOP("Amounts", "in {n} min")
_IN_HOURS = QT_TRANSLATE_NOOP("Amounts", "in {n} h")
_IN_DAYS = QT_TRANSLATE_NOOP("Amounts", "in {n} d")
_ON_DATE = QT_TRANSLATE_NOOP("Amounts", "{date}")
_RELATIVE_DAYS = 60


def grouped(number: int) -> str:
    """Write a count with its digits in groups of three."""
    return f"{number:,}".replace(",", GROUP_SEPARATOR)


def percent(change: float) -> str:
    """Write a relative change: 0.5 as `+50 %`, and from ten times on as a factor."""
    if change >= 10:
        return f"\u00d7{change + 1:.0f}"
    return f"{change * 100:+.0f}{GROUP_SEPARATOR}%".replace("-", "\u2212")


def relative(at: Instant, now: Instant) -> Text:
    """Say how long before or after `now` an instant is; beyond two months give the local date."""
    span = now - at
    size = abs(span)
    if size < MINUTE:
        return _JUST_NOW
    if size >= _RELATIVE_DAYS * DAY:
        return _ON_DATE(date=local(at).strftime("%Y-%m-%d"))
    for unit, past, future in (
        (DAY, _DAYS_AGO, _IN_DAYS),
        (HOUR, _HOURS_AGO, _IN_HOURS),
        (MINUTE, _MINUTES_AGO, _IN_MINUTES),
    ):
        if size >= unit:
            return (past if span > 0 else future)(n=size // unit)
    return _JUST_NOW


def absolute(at: Instant) -> str:
    """Write an instant in this computer's time zone, to the second, with its offset from UTC."""
    moment = local(at)
    offset = moment.strftime("%z")
    return f"{moment:%Y-%m-%d %H:%M:%S} {offset[:3]}:{offset[3:]}"


def local(at: Instant) -> datetime:
    """Return an instant as a date and time of this computer's zone; beyond year 9999 its last moment."""
    return datetime.fromtimestamp(max(0, min(at, LATEST)) / 1000).astimezone()
