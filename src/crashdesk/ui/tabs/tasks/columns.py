"""The columns of both lists."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from crashdesk.core.tables import SortKey
from crashdesk.core.tasks import Queue, Task
from crashdesk.core.text import QT_TRANSLATE_NOOP, Text
from crashdesk.ui.kit.column import Badge, CellKind, Column, Labelled, Tone
from crashdesk.ui.tabs.tasks.words import SWITCHED_OFF, state_badge

QueuePaused = Callable[[Task], bool]
"""Tells whether a task waits because its queue does."""

_NAME = QT_TRANSLATE_NOOP("Tasks", "Name")
_QUEUE = QT_TRANSLATE_NOOP("Tasks", "Queue")
_STATE = QT_TRANSLATE_NOOP("Tasks", "State")
_LEASE = QT_TRANSLATE_NOOP("Tasks", "Ends")
_LEASE_HELP = QT_TRANSLATE_NOOP("Tasks", "When an override ends by itself")
_WAITING = QT_TRANSLATE_NOOP("Tasks", "Waiting")
_RUNNING = QT_TRANSLATE_NOOP("Tasks", "Running")
_FAILED = QT_TRANSLATE_NOOP("Tasks", "Failed")
_FAILED_HELP = QT_TRANSLATE_NOOP("Tasks", "Jobs that gave up and are still listed")
_LAST_RUN = QT_TRANSLATE_NOOP("Tasks", "Last run")
_LAST_ERROR = QT_TRANSLATE_NOOP("Tasks", "Last error")
_MEANING = QT_TRANSLATE_NOOP("Tasks", "Meaning")
_SPOKEN_NAME = QT_TRANSLATE_NOOP("Tasks", "{name}")
_SPOKEN_COUNTS = QT_TRANSLATE_NOOP("Tasks", "{waiting} waiting, {running} running, {failed} failed")
_SPOKEN_ERROR = QT_TRANSLATE_NOOP("Tasks", "last error: {error}")

FIRST_SORT = (SortKey("name"),)


def task_columns(queue_paused: QueuePaused) -> tuple[Column[Task], ...]:
    """Return the columns of tasks."""

    def badge(task: Task) -> Badge:
        return state_badge(task, queue_paused=queue_paused(task))

    return (
        _name_column(_task_name, 196),
        Column("queue", _QUEUE, CellKind.TEXT, lambda task: task.queue, sort="queue", width=96),
        _state_column(badge),
        *_shared_columns(),
        Column(
            "last_run_at",
            _LAST_RUN,
            CellKind.TIME,
            lambda task: task.last_run_at,
            sort="last_run_at",
            width=84,
            falls=True,
        ),
        Column(
            "last_error",
            _LAST_ERROR,
            CellKind.TEXT,
            lambda task: task.last_error,
            sort="last_error",
            width=114,
            spoken=_spoken_error,
        ),
        Column("meaning", _MEANING, CellKind.TEXT, lambda task: task.meaning, width=240, visible=False),
    )


def queue_columns() -> tuple[Column[Queue], ...]:
    """Return the columns of queues."""
    return (
        _name_column(lambda queue: Labelled(queue.name), 170),
        _state_column(state_badge),
        *_shared_columns(),
        Column("meaning", _MEANING, CellKind.TEXT, lambda queue: queue.meaning, width=240),
    )


def _task_name(task: Task) -> Labelled:
    off = sum(not each.enabled for each in task.middleware)
    return Labelled(task.name, (Badge(SWITCHED_OFF(off), Tone.WARNING),) if off else ())


def _name_column(value: Callable[[Any], Labelled], width: int) -> Column[Any]:
    return Column(
        "name", _NAME, CellKind.TEXT, value, sort="name", width=width, stretches=True, spoken=_spoken_name
    )


def _state_column(badge: Callable[[Any], Badge]) -> Column[Any]:
    return Column(
        "state",
        _STATE,
        CellKind.BADGE,
        badge,
        sort="paused",
        width=118,
        falls=True,
        spoken=lambda row: badge(row).text,
    )


def _shared_columns() -> tuple[Column[Any], ...]:
    return (
        Column("lease_until", _LEASE, CellKind.TIME, _lease, sort="lease_until", width=70, help=_LEASE_HELP),
        _count_column("waiting", _WAITING, 64, spoken=_spoken_counts),
        _count_column("running", _RUNNING, 64),
        _count_column("failed", _FAILED, 58, help_=_FAILED_HELP),
    )


def _count_column(
    name: str,
    title: Text,
    width: int,
    *,
    help_: Text | None = None,
    spoken: Callable[[Any], Text | None] | None = None,
) -> Column[Any]:
    return Column(
        name,
        title,
        CellKind.NUMBER,
        lambda row: getattr(row.workload, name),
        sort=name,
        width=width,
        help=help_,
        falls=True,
        spoken=spoken,
    )


def _lease(row: Task | Queue) -> int | None:
    return row.override.warrant.expires_at if row.override else None


def _spoken_name(row: Task | Queue) -> Text:
    return _SPOKEN_NAME(name=row.name)


def _spoken_counts(row: Task | Queue) -> Text:
    load = row.workload
    return _SPOKEN_COUNTS(waiting=load.waiting, running=load.running, failed=load.failed)


def _spoken_error(task: Task) -> Text | None:
    return _SPOKEN_ERROR(error=task.last_error) if task.last_error else None
