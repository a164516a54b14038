"""Tasks, queues and jobs in words, for tables, details, dialogs and messages. Free of Qt."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import msgspec

from crashdesk.core import task_rules as rules
from crashdesk.core.durations import write_duration
from crashdesk.core.ids import Instant
from crashdesk.core.tasks import UNLIMITED, JobState, Queue, Task
from crashdesk.core.text import QT_TRANSLATE_NOOP, Text
from crashdesk.core.visible_text import visible_line
from crashdesk.ui.kit.amounts import absolute, grouped, relative
from crashdesk.ui.kit.column import Badge, Tone

Subject = Task | Queue
"""What is shown in a row and can be overridden."""
Render = Callable[[Text], str]
NAME_CHARACTERS = 80
NOTHING = "\N{EN DASH}"
"""Stands where there is no value."""

FIELD_TITLES: Mapping[str, Text] = {
    rules.RATE: QT_TRANSLATE_NOOP("Tasks", "Rate"),
    rules.CONCURRENCY: QT_TRANSLATE_NOOP("Tasks", "At once"),
    rules.RETRIES: QT_TRANSLATE_NOOP("Tasks", "Retries"),
    rules.BACKOFF: QT_TRANSLATE_NOOP("Tasks", "Retry wait"),
    rules.TIMEOUT: QT_TRANSLATE_NOOP("Tasks", "Time-out"),
    rules.PRIORITY: QT_TRANSLATE_NOOP("Tasks", "Priority"),
    rules.PAUSED: QT_TRANSLATE_NOOP("Tasks", "State"),
}
PLAIN = QT_TRANSLATE_NOOP("Tasks", "{words}")
_A_SECOND = QT_TRANSLATE_NOOP("Tasks", "{count} a second")
_A_MINUTE = QT_TRANSLATE_NOOP("Tasks", "{count} a minute")
_AN_HOUR = QT_TRANSLATE_NOOP("Tasks", "{count} an hour")
_NO_LIMIT = QT_TRANSLATE_NOOP("Tasks", "no limit")
_RATES = {"s": _A_SECOND, "m": _A_MINUTE, "h": _AN_HOUR}
_PAUSED = QT_TRANSLATE_NOOP("Tasks", "paused")
_GOES_ON = QT_TRANSLATE_NOOP("Tasks", "running")

PAUSED = QT_TRANSLATE_NOOP("Tasks", "Paused")
QUEUE_PAUSED = QT_TRANSLATE_NOOP("Tasks", "Queue paused")
_DRIFTS = QT_TRANSLATE_NOOP("Tasks", "Not in force yet")
_LEASED = QT_TRANSLATE_NOOP("Tasks", "On lease")
_OVERRIDDEN = QT_TRANSLATE_NOOP("Tasks", "Overridden")
_DECLARED = QT_TRANSLATE_NOOP("Tasks", "As declared")
_DRIFTS_WHY = QT_TRANSLATE_NOOP("Tasks", "The runner works by other values than it should.")
_STARTS_NOTHING = QT_TRANSLATE_NOOP("Tasks", "Nothing of it is started until somebody resumes it.")
SWITCHED_OFF = QT_TRANSLATE_NOOP("Tasks", "{n} middleware off")

_IN = QT_TRANSLATE_NOOP("Tasks", "{span} left")
_ENDS_NOW = QT_TRANSLATE_NOOP("Tasks", "ends now")
_SET_BY = QT_TRANSLATE_NOOP("Tasks", "Set by {who} {when}.")
_SET_WHY = QT_TRANSLATE_NOOP("Tasks", "Set by {who} {when}: “{reason}”.")
_UNTIL = QT_TRANSLATE_NOOP("Tasks", "{set} Ends by itself on {at}: {left}.")
_NO_END = QT_TRANSLATE_NOOP("Tasks", "{set} No end.")
_NO_OVERRIDE = QT_TRANSLATE_NOOP("Tasks", "Nothing is overridden.")

_BANNER_TASK = QT_TRANSLATE_NOOP("Tasks", "Task {name} is paused{since}: {waits}")
_BANNER_QUEUE = QT_TRANSLATE_NOOP("Tasks", "Queue {name} is paused{since}: {waits}")
_SINCE = QT_TRANSLATE_NOOP("Tasks", " since {at} by {who}")
_DELIVERY_WAITS = QT_TRANSLATE_NOOP("Tasks", "1 delivery waits.")
_DELIVERIES_WAIT = QT_TRANSLATE_NOOP("Tasks", "{count} deliveries wait.")
_JOB_WAITS = QT_TRANSLATE_NOOP("Tasks", "1 job waits.")
_JOBS_WAIT = QT_TRANSLATE_NOOP("Tasks", "{count} jobs wait.")
_NOTHING_WAITS = QT_TRANSLATE_NOOP("Tasks", "nothing waits yet.")

_DELIVERY_PAUSE = QT_TRANSLATE_NOOP(
    "Tasks",
    "No webhook is told of anything until somebody resumes it. Events go on being recorded and their "
    "deliveries wait; none is lost. {waits}",
)
_REGULAR_PAUSE = QT_TRANSLATE_NOOP(
    "Tasks", "It comes by itself every {every}, and will not until somebody resumes it. {waits}"
)
_PLAIN_PAUSE = QT_TRANSLATE_NOOP(
    "Tasks", "Nothing of it is started until somebody resumes it. What runs already comes to its end. {waits}"
)
_QUEUE_PAUSE = QT_TRANSLATE_NOOP(
    "Tasks",
    "None of its tasks is started until somebody resumes it: {tasks}. What runs already comes to its end. "
    "{waits}",
)
_DELIVERS = frozenset({"webhooks", "webhooks.deliver"})
"""The queue and the task that bring events to webhooks."""

HIDES_FAILURES = frozenset({"failure-events", "log"})
"""Middleware without which failures are no longer heard of."""

JOB_STATES: Mapping[JobState, Text] = {
    JobState.WAITING: QT_TRANSLATE_NOOP("Tasks", "Waiting"),
    JobState.RUNNING: QT_TRANSLATE_NOOP("Tasks", "Running"),
    JobState.DONE: QT_TRANSLATE_NOOP("Tasks", "Done"),
    JobState.FAILED: QT_TRANSLATE_NOOP("Tasks", "Failed"),
    JobState.CANCELLED: QT_TRANSLATE_NOOP("Tasks", "Cancelled"),
}


def value_words(field: str, value: object) -> Text:
    """Write one value with its unit; None is an empty text."""
    if value is None:
        return PLAIN(words="")
    if field == rules.RATE:
        return rate_words(str(value))
    if field == rules.PAUSED:
        return _PAUSED if value else _GOES_ON
    if field in rules.DURATIONS and isinstance(value, int):
        return PLAIN(words=write_duration(value))
    return PLAIN(words=grouped(value) if isinstance(value, int) else str(value))


def rate_words(rate: str) -> Text:
    """Write a rate: `30/m` as "30 a minute"; a form of another server as it stands."""
    if rate == UNLIMITED:
        return _NO_LIMIT
    count, _, unit = rate.partition("/")
    sentence = _RATES.get(unit)
    if sentence is None or not count.isdecimal():
        return PLAIN(words=visible_line(rate, NAME_CHARACTERS))
    return sentence(count=grouped(int(count)))


def typed_value(field: str, value: object) -> str:
    """Write one value as it is typed into the editor."""
    if value is None:
        return ""
    return write_duration(value) if field in rules.DURATIONS and isinstance(value, int) else str(value)


def drifts(subject: Subject) -> bool:
    """Tell whether the runner works by other values than it should."""
    return subject.running is not None and subject.running != subject.effective


def state_badge(subject: Subject, *, queue_paused: bool = False) -> Badge:
    """Return the one thing about a task or queue that matters most."""
    if subject.effective.paused:
        return Badge(PAUSED, Tone.BAD, tooltip=_STARTS_NOTHING)
    if queue_paused:
        return Badge(QUEUE_PAUSED, Tone.BAD, tooltip=_STARTS_NOTHING)
    if drifts(subject):
        return Badge(_DRIFTS, Tone.WARNING, tooltip=_DRIFTS_WHY)
    if subject.override is not None:
        leased = subject.override.warrant.expires_at is not None
        return Badge(_LEASED if leased else _OVERRIDDEN, Tone.ACCENT)
    return Badge(_DECLARED, Tone.MUTED)


def left_words(until: Instant, now: Instant) -> Text:
    """Say how long a lease still lasts, to the second in its last hour."""
    left = until - now
    if left <= 0:
        return _ENDS_NOW
    unit = 1_000 if left < 3_600_000 else 60_000
    return _IN(span=write_duration(left // unit * unit or unit))


def warrant_words(subject: Subject, now: Instant, render: Render = str) -> Text:
    """Say who overrides, since when, why, and until when."""
    if subject.override is None:
        return _NO_OVERRIDE
    warrant = subject.override.warrant
    said = (_SET_WHY if warrant.reason else _SET_BY)(
        who=visible_line(warrant.by.label, NAME_CHARACTERS),
        when=render(relative(warrant.at, now)),
        reason=visible_line(warrant.reason, 500),
    )
    if warrant.expires_at is None:
        return _NO_END(set=render(said))
    left = render(left_words(warrant.expires_at, now))
    return _UNTIL(set=render(said), at=absolute(warrant.expires_at)[:16], left=left)


def waits_words(name: str, waiting: int) -> Text:
    """Say how much waits, as what a reader knows it: deliveries of webhooks, else jobs."""
    if not waiting:
        return _NOTHING_WAITS
    delivers = name in _DELIVERS
    if waiting == 1:
        return _DELIVERY_WAITS if delivers else _JOB_WAITS
    return (_DELIVERIES_WAIT if delivers else _JOBS_WAIT)(count=grouped(waiting))


def banner_words(subject: Subject, render: Render = str) -> Text:
    """Say loudly that something is paused, since when, by whom, and what waits."""
    warrant = subject.override.warrant if subject.override else None
    since = ""
    if warrant is not None:
        who = visible_line(warrant.by.label, NAME_CHARACTERS)
        since = render(_SINCE(at=absolute(warrant.at)[:16], who=who))
    return (_BANNER_TASK if isinstance(subject, Task) else _BANNER_QUEUE)(
        name=visible_line(subject.name, NAME_CHARACTERS),
        since=since,
        waits=render(waits_words(subject.name, subject.workload.waiting)),
    )


def pause_words(subject: Subject, render: Render = str, *, counts: bool = True) -> Text:
    """Say what happens no more while `subject` is paused; with `counts` also how much waits already."""
    waiting = subject.workload.waiting if counts else 0
    waits = render(waits_words(subject.name, waiting)).capitalize() if waiting else ""
    if subject.name in _DELIVERS:
        return _DELIVERY_PAUSE(waits=waits)
    if isinstance(subject, Queue):
        names = ", ".join(visible_line(name, NAME_CHARACTERS) for name in subject.tasks)
        return _QUEUE_PAUSE(tasks=names, waits=waits) if names else _PLAIN_PAUSE(waits=waits)
    if subject.every_ms is not None:
        return _REGULAR_PAUSE(every=write_duration(subject.every_ms), waits=waits)
    return _PLAIN_PAUSE(waits=waits)


class ComparedValue(msgspec.Struct, frozen=True):
    """One value in the four forms it has.

    Attributes:
        override: empty while it inherits.
        overridden: somebody set it, be it to what is declared.
        drifts: the runner works by another value than it should.
    """

    field: str
    title: Text
    declared: Text
    override: Text
    effective: Text
    running: Text
    overridden: bool = False
    drifts: bool = False


def compare(subject: Subject) -> tuple[ComparedValue, ...]:
    """Return every value of a task or queue as declared, overridden, in effect and in force."""
    fields = rules.TASK_FIELDS if isinstance(subject, Task) else rules.QUEUE_FIELDS
    return tuple(_compared(subject, field) for field in (rules.PAUSED, *fields))


def _compared(subject: Subject, field: str) -> ComparedValue:
    own = getattr(subject.override.settings, field) if subject.override is not None else None
    running = None if subject.running is None else getattr(subject.running, field)
    effective = getattr(subject.effective, field)
    return ComparedValue(
        field,
        FIELD_TITLES[field],
        value_words(field, getattr(subject.declared, field)),
        value_words(field, own),
        value_words(field, effective),
        value_words(field, running),
        overridden=own is not None,
        drifts=running is not None and running != effective,
    )
