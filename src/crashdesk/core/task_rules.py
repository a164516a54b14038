"""Which values a task or queue may be given instead of its declared ones, and why not others.

The server refuses the same; here it is said before anything is sent, in words that name the consequence.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

import msgspec

from crashdesk.core.durations import read_duration, write_duration
from crashdesk.core.ids import DAY, HOUR, MINUTE, Instant
from crashdesk.core.tasks import UNLIMITED, QueueLimits, QueueSettings, Range, TaskLimits, TaskSettings
from crashdesk.core.text import QT_TRANSLATE_NOOP, Text

RATE = "rate_limit"
CONCURRENCY = "max_concurrent"
RETRIES = "max_retries"
BACKOFF = "retry_backoff_ms"
TIMEOUT = "timeout_ms"
PRIORITY = "priority"
PAUSED = "paused"

QUEUE_FIELDS = (RATE, CONCURRENCY)
TASK_FIELDS = (RATE, CONCURRENCY, RETRIES, BACKOFF, TIMEOUT, PRIORITY)
"""What is typed, in the order of the form; `paused` is chosen."""
DURATIONS = frozenset({BACKOFF, TIMEOUT})
"""Given in milliseconds."""

REASON_CHARACTERS = 500
"""What the server takes at most."""
_LONGEST_LEASE = 366 * DAY
_PER_HOUR = {"s": 3_600, "m": 60, "h": 1}
_RATE = re.compile(r"(-?\d{1,18})\s*/\s*(\S*)")
_SPAN = re.compile(r"\d+\s*[a-z]*")
_WHOLE = re.compile(r"[+-]?\d{1,18}")

_RATE_FORM = QT_TRANSLATE_NOOP(
    "TaskRules", "Write jobs per second, minute or hour, such as 10/s, 30/m or 100/h, or “unlimited”."
)
_RATE_UNIT = QT_TRANSLATE_NOOP(
    "TaskRules", "“{unit}” is no unit that the runner knows. After the slash stands s, m or h."
)
_RATE_SPAN = QT_TRANSLATE_NOOP(
    "TaskRules", "A rate counts one second, minute or hour, not several. Convert it, such as 10/5m to 2/m."
)
_RATE_ZERO = QT_TRANSLATE_NOOP("TaskRules", "At this rate nothing would ever start. Pause it instead.")
_RATE_LOW = QT_TRANSLATE_NOOP("TaskRules", "Fewer than {least} an hour would stall the work.")
_RATE_HIGH = QT_TRANSLATE_NOOP(
    "TaskRules", "That is {rate} an hour; the runner takes {most} at most. Write “unlimited” for no limit."
)
_NUMBER = QT_TRANSLATE_NOOP("TaskRules", "Write a whole number.")
_NONE_AT_ONCE = QT_TRANSLATE_NOOP(
    "TaskRules", "With 0 at once nothing would ever start. Pause it instead, which can be seen."
)
_TOO_MANY = QT_TRANSLATE_NOOP(
    "TaskRules", "More than {most} at once would leave the runner no room for anything else."
)
_TRIES = QT_TRANSLATE_NOOP("TaskRules", "Between {least} and {most} retries. 0 means one try only.")
_DURATION = QT_TRANSLATE_NOOP("TaskRules", "Write a time with its unit, such as 500 ms, 30 s or 5 min.")
_TIMEOUT_LOW = QT_TRANSLATE_NOOP(
    "TaskRules", "Every job would be ended before it can finish. It takes {least} at least."
)
_TIMEOUT_HIGH = QT_TRANSLATE_NOOP(
    "TaskRules", "A job that hangs would keep its place for that long. {most} is the most."
)
_BACKOFF_LOW = QT_TRANSLATE_NOOP(
    "TaskRules", "Failing jobs would come back faster than anything else gets its turn. {least} is the least."
)
_BACKOFF_HIGH = QT_TRANSLATE_NOOP(
    "TaskRules", "A job that failed once would seem lost for that long. {most} is the most."
)
_PRIORITY = QT_TRANSLATE_NOOP("TaskRules", "Between {least} and {most}; higher ones start first.")
_TOO_LONG = QT_TRANSLATE_NOOP("TaskRules", "This is {n} character(s) too long.")
_UNTIL = QT_TRANSLATE_NOOP("TaskRules", "Write date and time, such as 2026-11-25 18:00.")
_PAST = QT_TRANSLATE_NOOP("TaskRules", "That is over. The override would end before it begins.")
_TOO_FAR = QT_TRANSLATE_NOOP("TaskRules", "That is more than a year ahead. Choose no end instead.")
_NOTHING = QT_TRANSLATE_NOOP("TaskRules", "Nothing is set. Change a value, or clear the override instead.")

NOTHING_SET = _NOTHING
"""Said when an override would not override anything."""


class Wrong(msgspec.Struct, frozen=True):
    """Why what was typed cannot be taken."""

    text: Text


Limits = TaskLimits | QueueLimits
Settings = TaskSettings | QueueSettings


def read_settings(
    typed: Mapping[str, str], paused: bool | None, limits: Limits
) -> tuple[Settings, Mapping[str, Text]]:
    """Return what was typed as settings, and what is wrong by field; an empty text inherits.

    What is wrong is left out of the settings.
    """
    fields = TASK_FIELDS if isinstance(limits, TaskLimits) else QUEUE_FIELDS
    read = {name: read_value(name, typed.get(name, ""), limits) for name in fields}
    wrong = {name: value.text for name, value in read.items() if isinstance(value, Wrong)}
    good = {name: value for name, value in read.items() if not isinstance(value, Wrong)}
    kind = TaskSettings if isinstance(limits, TaskLimits) else QueueSettings
    return msgspec.convert({**good, PAUSED: paused}, kind), wrong


def read_value(name: str, text: str, limits: Limits) -> str | int | Wrong | None:
    """Return the value of one field, None to inherit it, or why it would stall or break the runner."""
    text = text.strip()
    if not text:
        return None
    if name == RATE:
        return _read_rate(text, limits.jobs_per_hour)
    bounds: Range = getattr(limits, name)
    return _READERS[name](text, bounds)


def is_empty(settings: Settings) -> bool:
    """Tell whether settings override nothing."""
    return all(getattr(settings, name) is None for name in settings.__struct_fields__)


def _read_rate(text: str, bounds: Range) -> str | Wrong:
    text = text.lower()
    if text == UNLIMITED:
        return text
    found = _RATE.fullmatch(text)
    if found is None:
        return Wrong(_RATE_FORM)
    unit = found[2]
    if unit not in _PER_HOUR:
        is_span = unit[:1].isdigit() and _SPAN.fullmatch(unit)
        return Wrong(_RATE_SPAN if is_span else _RATE_UNIT(unit=unit[:20]) if unit else _RATE_FORM)
    per_hour = int(found[1]) * _PER_HOUR[unit]
    if per_hour <= 0:
        return Wrong(_RATE_ZERO)
    if per_hour < bounds.least:
        return Wrong(_RATE_LOW(least=bounds.least))
    if per_hour > bounds.most:
        return Wrong(_RATE_HIGH(rate=per_hour, most=bounds.most))
    return f"{int(found[1])}/{unit}"


def _whole(text: str) -> int | None:
    return int(text) if _WHOLE.fullmatch(text) else None


def _read_concurrency(text: str, bounds: Range) -> int | Wrong:
    number = _whole(text)
    if number is None:
        return Wrong(_NUMBER)
    if number < max(1, bounds.least):
        return Wrong(_NONE_AT_ONCE)
    return number if number <= bounds.most else Wrong(_TOO_MANY(most=bounds.most))


def _between(sentence: Text) -> Callable[[str, Range], int | Wrong]:
    def read(text: str, bounds: Range) -> int | Wrong:
        number = _whole(text)
        if number is None:
            return Wrong(_NUMBER)
        fits = bounds.least <= number <= bounds.most
        return number if fits else Wrong(sentence(least=bounds.least, most=bounds.most))

    return read


def _lasting(low: Text, high: Text) -> Callable[[str, Range], int | Wrong]:
    def read(text: str, bounds: Range) -> int | Wrong:
        ms = read_duration(text)
        if ms is None:
            return Wrong(_DURATION)
        if ms < bounds.least:
            return Wrong(low(least=write_duration(bounds.least)))
        return ms if ms <= bounds.most else Wrong(high(most=write_duration(bounds.most)))

    return read


_READERS: Mapping[str, Callable[[str, Range], int | Wrong]] = {
    CONCURRENCY: _read_concurrency,
    RETRIES: _between(_TRIES),
    BACKOFF: _lasting(_BACKOFF_LOW, _BACKOFF_HIGH),
    TIMEOUT: _lasting(_TIMEOUT_LOW, _TIMEOUT_HIGH),
    PRIORITY: _between(_PRIORITY),
}


class Lease(msgspec.Struct, frozen=True):
    """How long an override is to last: a span from now, an instant as typed, or for good (both empty)."""

    span_ms: int | None = None
    until: str | None = None


LEASES = (Lease(), Lease(HOUR), Lease(4 * HOUR), Lease(DAY))
"""What is offered at a click."""


def read_lease(lease: Lease, now: Instant, parse: Callable[[str], Instant | None]) -> Instant | Wrong | None:
    """Return when an override ends, None for no end; `parse` reads a local date and time."""
    if lease.span_ms is not None:
        return Instant(now + lease.span_ms)
    if lease.until is None:
        return None
    at = parse(lease.until.strip())
    if at is None:
        return Wrong(_UNTIL)
    if at < now + MINUTE:
        return Wrong(_PAST)
    return at if at - now <= _LONGEST_LEASE else Wrong(_TOO_FAR)


def reason_problem(reason: str) -> Text | None:
    """Return what is wrong with a reason, None when nothing is; it may be empty."""
    over = len(reason) - REASON_CHARACTERS
    return _TOO_LONG(over) if over > 0 else None
