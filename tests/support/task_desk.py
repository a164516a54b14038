"""The tab of background work on a real store and real jobs; window and server are stand-ins."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import msgspec
from tests.support.gui_loop import discard
from tests.support.manual_clock import ManualClock
from tests.support.shell_fakes import MemorySettings, make_connection
from tests.support.store_builders import change_page, opened_store
from tests.support.webhook_samples import MIRA

from crashdesk.core.actions import AVAILABLE, Availability
from crashdesk.core.changes import DomainObject
from crashdesk.core.connection import ConnectionState
from crashdesk.core.errors import CrashDeskError
from crashdesk.core.ids import ActionId, ChangeId, Instant, UserId
from crashdesk.core.outbox import ObjectType
from crashdesk.core.session import Session
from crashdesk.core.task_rules import Settings
from crashdesk.core.tasks import (
    Job,
    JobState,
    Queue,
    QueueOverride,
    QueueSettings,
    Task,
    TaskOverride,
    TaskSettings,
    Warrant,
)
from crashdesk.core.text import Text
from crashdesk.runtime.jobs import Job as RunningWork
from crashdesk.runtime.jobs import RunningJobs
from crashdesk.services.outcomes import ItemOutcome, ItemResult
from crashdesk.services.tasks import Portions, Retried, type_of
from crashdesk.store.store import Store
from crashdesk.ui.kit.tab_spec import TabContext
from crashdesk.ui.kit.translate import render
from crashdesk.ui.tabs.tasks.actions import TASK_ACTIONS
from crashdesk.ui.tabs.tasks.refreshing import LOOKING
from crashdesk.ui.tabs.tasks.tab import TasksTab

RIGHTS = frozenset({"tasks.read", "tasks.override"})
_NEED_THE_RIGHT = frozenset(spec.id for spec in TASK_ACTIONS if spec.capability)


@dataclass
class RecordingWindow:
    """Remembers what a tab said to its window. `hindrance` is why nothing can be sent."""

    toasts: list[str] = field(default_factory=list)
    errors: list[CrashDeskError] = field(default_factory=list)
    hindrance: Text | None = None
    tab: TasksTab | None = None

    def toast(self, text: Text, undo: tuple[ChangeId, ...] = (), more: object = None) -> None:
        self.toasts.append(str(text))

    def report(self, error: CrashDeskError) -> None:
        self.errors.append(error)

    def availability(self, action: ActionId) -> Availability:
        if self.hindrance is not None and action in _NEED_THE_RIGHT:
            return Availability(enabled=False, reason=self.hindrance)
        return self.tab.availability(action) if self.tab else AVAILABLE

    def carry_out(self, action: ActionId) -> None:
        if self.tab and self.availability(action).enabled:
            self.tab.trigger(action)

    def set_count(self, tab_key: str, count: int | None) -> None:
        pass

    def actions_changed(self) -> None:
        if self.tab:
            self.tab.detail.show_availability()


class PlayedTasks:
    """The service: changes the store at once. `fails_with` is raised by the next request, once."""

    def __init__(self, store: Store, now: Callable[[], Instant]) -> None:
        self._store = store
        self._now = now
        self.asked: list[tuple[Any, ...]] = []
        self.rounds = 0
        self.fails_with: CrashDeskError | None = None
        self.before_failing: Callable[[], Any] | None = None
        self.failed: tuple[Job, ...] = ()
        self.retried: list[Retried] = []

    async def refresh(self) -> None:
        self.rounds += 1

    async def fetch_jobs(self, subject: Task | Queue) -> None:
        self.asked.append(("fetch_jobs", subject.name))

    async def failed_jobs(self, subject: Task | Queue) -> tuple[Job, ...]:
        return self.failed

    async def override(
        self, subject: Task | Queue, settings: Settings, reason: str, expires_at: Instant | None
    ) -> Task | Queue:
        await self._ask("override", subject.name, settings, reason, expires_at, subject.revision)
        return await self._set(subject, settings, Warrant(MIRA, self._now(), reason, expires_at))

    async def clear(self, subject: Task | Queue) -> Task | Queue:
        await self._ask("clear", subject.name)
        return await self._set(subject, None, None)

    async def clear_one(self, subject: Task | Queue, field: str) -> Task | Queue:
        await self._ask("clear_one", subject.name, field)
        return subject

    async def pause(self, subject: Task | Queue, reason: str) -> Task | Queue:
        await self._ask("pause", subject.name, reason)
        kind = TaskSettings if isinstance(subject, Task) else QueueSettings
        return await self._set(subject, kind(paused=True), Warrant(MIRA, self._now(), reason))

    async def resume(self, subject: Task | Queue) -> Task | Queue:
        await self._ask("resume", subject.name)
        return await self._set(subject, None, None)

    async def switch(self, task: Task, middleware: str, *, enabled: bool) -> Task | Queue:
        await self._ask("switch", task.name, middleware, enabled)
        chain = tuple(
            msgspec.structs.replace(each, enabled=enabled) if each.name == middleware else each
            for each in task.middleware
        )
        return await self._put(msgspec.structs.replace(task, middleware=chain, revision=task.revision + 1))

    async def switch_all_on(self, task: Task) -> Task | Queue:
        await self._ask("switch_all_on", task.name)
        chain = tuple(msgspec.structs.replace(each, enabled=True) for each in task.middleware)
        return await self._put(msgspec.structs.replace(task, middleware=chain, revision=task.revision + 1))

    async def retry(self, job: Job) -> Job:
        await self._ask("retry", job.id)
        waiting = msgspec.structs.replace(job, state=JobState.WAITING, attempt=0)
        await self._store.mirror.put(ObjectType.JOB, waiting)
        return waiting

    async def cancel(self, job: Job) -> Job:
        await self._ask("cancel", job.id)
        return job

    async def retry_in_portions(
        self, jobs: Sequence[Job], portions: Portions, tell: Callable[[Retried], None]
    ) -> Retried:
        self.asked.append(("retry_in_portions", tuple(job.id for job in jobs), portions))
        results = tuple(ItemResult(job.id, ItemOutcome.DONE, job.id) for job in jobs)
        state = Retried(len(jobs), results)
        tell(state)
        return state

    async def _ask(self, *call: Any) -> None:
        self.asked.append(call)
        problem, self.fails_with = self.fails_with, None
        if problem is not None:
            if self.before_failing is not None:
                await self.before_failing()
            raise problem

    async def _set(
        self, subject: Task | Queue, settings: Settings | None, warrant: Warrant | None
    ) -> Task | Queue:
        own = msgspec.structs.asdict(settings) if settings is not None else {}
        given = {name: value for name, value in own.items() if value is not None}
        effective = msgspec.structs.replace(subject.declared, **given)
        kind = TaskOverride if isinstance(subject, Task) else QueueOverride
        override = kind(settings, warrant) if settings is not None and warrant is not None else None  # type: ignore[arg-type]
        return await self._put(
            msgspec.structs.replace(
                subject,
                override=override,
                effective=effective,
                running=effective,
                revision=subject.revision + 1,
            )
        )

    async def _put(self, subject: Task | Queue) -> Task | Queue:
        await self._store.mirror.put(type_of(subject), subject)
        return subject


class TaskDesk:
    """What a test needs to hold of one running tab."""

    def __init__(self, store: Store, connection: ConnectionState) -> None:
        self.store = store
        self.clock = ManualClock()
        self.window = RecordingWindow()
        self.settings = MemorySettings()
        self.tasks = PlayedTasks(store, self.clock.now)
        self.bugs: list[BaseException] = []
        self.jobs = RunningJobs(self._failed, self.bugs.append)
        self.connection = connection
        self._watchers: list[Callable[[ConnectionState], None]] = []
        self.tab = TasksTab(self.context())
        self.window.tab = self.tab

    def set_connection(self, connection: ConnectionState) -> None:
        self.connection = connection
        for watcher in tuple(self._watchers):
            watcher(connection)

    @property
    def is_settled(self) -> bool:
        """Whether nothing runs but the watch on the server."""
        return all(job.label == LOOKING for job in self.jobs.running)

    async def put(self, *objects: DomainObject) -> None:
        """Let the server send these."""
        await put_all(self.store, *objects)

    async def close(self) -> None:
        await self.tab.close()
        await self.jobs.close_all()
        assert self.bugs == []

    def context(self) -> TabContext:
        return TabContext(
            tables=self.store.tables,
            jobs=self.jobs,
            settings=self.settings,
            clock=self.clock,
            session=Session(UserId("usr_1"), "mira@example.org", "Mira", "admin", RIGHTS, RIGHTS, "session"),
            window=self.window,
            connection=lambda: self.connection,
            watch_connection=self._watch,
            translate=render,
            services={"tasks": self.tasks},
        )

    def _failed(self, _job: RunningWork, error: CrashDeskError, _quiet: bool) -> None:
        self.window.report(error)

    def _watch(self, watcher: Callable[[ConnectionState], None]) -> Callable[[], None]:
        self._watchers.append(watcher)
        return lambda: self._watchers.remove(watcher)


async def put_all(store: Store, *objects: DomainObject) -> None:
    """Let the server send these; jobs come as answers, all else with the feed."""
    fed = [each for each in objects if not isinstance(each, Job)]
    await store.mirror.apply(change_page(*fed))
    for job in objects:
        if isinstance(job, Job):
            await store.mirror.put(ObjectType.JOB, job)


@asynccontextmanager
async def task_desk(
    *objects: DomainObject, connection: ConnectionState | None = None
) -> AsyncGenerator[TaskDesk]:
    """Open a tab on a store that holds `objects`."""
    async with opened_store(None) as store:
        await put_all(store, *objects)
        desk = TaskDesk(store, connection or make_connection())
        try:
            yield desk
        finally:
            await desk.close()
            discard(desk.tab.widget)
