"""Reads all tasks and queues, and the runs of what is open, whenever the store changes. Free of Qt."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from crashdesk.core.ids import ObjectId
from crashdesk.core.outbox import ObjectType
from crashdesk.core.ports import Jobs, Progress
from crashdesk.core.query.ast import EVERYTHING, And, Comparison, Node, Term, TextValue
from crashdesk.core.store_ports import Tables
from crashdesk.core.tables import PAGE_ROWS, SortKey, TableQuery
from crashdesk.core.tasks import Job, JobState, Queue, Task
from crashdesk.core.text import QT_TRANSLATE_NOOP
from crashdesk.ui.tabs.tasks.words import Subject

_READING = QT_TRANSLATE_NOOP("Tasks", "Reading background work")
_LATEST_FIRST = (SortKey("created_at", descending=True),)
_MOST_RUNS = 2 * PAGE_ROWS
"""As many as the service fetches: the latest, and the latest of those that failed."""


class Roster:
    """Tells everything at first and after each change in the store."""

    def __init__(
        self,
        tables: Tables,
        jobs: Jobs,
        scope: str,
        on_all: Callable[[tuple[Task, ...], tuple[Queue, ...]], None],
        on_runs: Callable[[str, tuple[Job, ...]], None],
    ) -> None:
        self._tables = tables
        self._jobs = jobs
        self._scope = scope
        self._on_all = on_all
        self._on_runs = on_runs
        self._subject: Subject | None = None
        self._only: JobState | None = None
        self._unsubscribe = tables.subscribe(self._on_store_changed)
        self._start("all", self._read_all)

    def close(self) -> None:
        """Read no more."""
        self._unsubscribe()

    def follow(self, subject: Subject | None, only: JobState | None) -> None:
        """Tell the runs of a task or queue from now on, those in one state or all."""
        self._subject, self._only = subject, only
        if subject is not None:
            self._start("runs", self._read_runs)

    def _on_store_changed(self, types: frozenset[ObjectType], _ids: frozenset[ObjectId] | None) -> None:
        if types & {ObjectType.TASK, ObjectType.QUEUE}:
            self._start("all", self._read_all)
        if ObjectType.JOB in types and self._subject is not None:
            self._start("runs", self._read_runs)

    def _start(self, what: str, read: Callable[[], Awaitable[None]]) -> None:
        async def run(_progress: Progress) -> None:
            await read()

        self._jobs.start(
            _READING, run, scope=self._scope, exclusive=f"{self._scope}.roster.{what}", quiet=True
        )

    async def _read_all(self) -> None:
        by_name = (SortKey("name"),)
        tasks = await self._read(TableQuery(ObjectType.TASK, EVERYTHING, by_name), PAGE_ROWS)
        queues = await self._read(TableQuery(ObjectType.QUEUE, EVERYTHING, by_name), PAGE_ROWS)
        self._on_all(tasks, queues)

    async def _read_runs(self) -> None:
        subject = self._subject
        if subject is None:
            return
        query = TableQuery(ObjectType.JOB, _of(subject, self._only), _LATEST_FIRST)
        self._on_runs(subject.name, await self._read(query, _MOST_RUNS))

    async def _read(self, query: TableQuery, most: int) -> tuple[Any, ...]:
        view = await self._tables.open_view(query)
        try:
            await view.ready()
            pages = -(-min(view.count.value, most) // PAGE_ROWS)
            return tuple([row for page in range(pages) for row in await view.page(page)])
        finally:
            await view.close()


def _of(subject: Subject, only: JobState | None) -> Node:
    column = "task" if isinstance(subject, Task) else "queue"
    # Words are looked for anywhere; a pattern has to fit as a whole, and a name is one without a gap.
    mine: Node = Term(column, Comparison.EQ, TextValue(subject.name, has_wildcard=True))
    return And((mine, Term("state", Comparison.EQ, TextValue(only.value)))) if only is not None else mine
