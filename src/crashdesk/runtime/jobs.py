"""Pieces of work with a label, a scope, progress and cancel, on the running event loop."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import cast

from crashdesk.core.errors import CrashDeskError
from crashdesk.core.ports import Progress
from crashdesk.core.text import Text

Work = Callable[[Progress], Awaitable[object]]
Listener = Callable[[], None]
OnBug = Callable[[BaseException], None]


class Job:
    """A running piece of work: `core.ports.JobHandle`, and the `Progress` that its work is given."""

    def __init__(self, label: Text, *, scope: str, quiet: bool, on_change: Listener) -> None:
        self._label = label
        self.scope = scope
        self.quiet = quiet
        self._on_change = on_change
        self._task: asyncio.Task[None] | None = None
        self._done = 0
        self._total: int | None = None

    @property
    def label(self) -> Text:
        """What it does, in words."""
        return self._label

    @property
    def done(self) -> int:
        """How much is done, 0 where it does not tell."""
        return self._done

    @property
    def total(self) -> int | None:
        """Of how much, None while unknown."""
        return self._total

    def report(self, done: int, total: int | None = None) -> None:
        """Tell how much is done. To be called on the loop."""
        if (done, total) != (self._done, self._total):
            self._done, self._total = done, total
            self._on_change()

    def cancel(self) -> None:
        """Ask it to stop."""
        if self._task is not None:
            self._task.cancel()

    async def wait(self) -> None:
        """Wait until it has ended, however it did."""
        if self._task is not None:
            await asyncio.wait([self._task])

    def run(self, work: Awaitable[None]) -> asyncio.Task[None]:
        """Begin. For `RunningJobs` alone."""
        self._task = asyncio.ensure_future(work)
        return self._task

    @property
    def is_current(self) -> bool:
        """Whether the caller is this job's own work."""
        return self._task is not None and self._task is asyncio.current_task()


OnFailure = Callable[[Job, CrashDeskError, bool], None]
"""Called with the job, what failed, and whether it was quiet background work."""


class RunningJobs:
    """`core.ports.Jobs`: keeps every job until it has ended, and hands failures to the error desk.

    Expected failures go to `on_failure`, anything else to `on_bug`. Being cancelled is no failure.
    """

    def __init__(self, on_failure: OnFailure, on_bug: OnBug) -> None:
        self._on_failure = on_failure
        self._on_bug = on_bug
        self._jobs: list[Job] = []
        self._exclusive: dict[str, Job] = {}
        self._listeners: list[Listener] = []
        self._closed = False

    @property
    def running(self) -> tuple[Job, ...]:
        """What runs now, in the order of starting."""
        return tuple(self._jobs)

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Call `listener` when a job begins, ends or makes progress; returns what ends that."""
        self._listeners.append(listener)

        def unsubscribe() -> None:
            if listener in self._listeners:
                self._listeners.remove(listener)

        return unsubscribe

    def start(self, label: Text, work: Work, *, scope: str, exclusive: str = "", quiet: bool = False) -> Job:
        """Run `work`; see `core.ports.Jobs`. After `close_all` nothing begins any more."""
        job = Job(label, scope=scope, quiet=quiet, on_change=self._changed)
        if self._closed:
            return job
        if exclusive:
            older = self._exclusive.get(exclusive)
            if older is not None:
                older.cancel()
            self._exclusive[exclusive] = job
        self._jobs.append(job)
        task = job.run(self._run(job, work))
        task.add_done_callback(lambda _task: self._ended(job, exclusive))
        self._changed()
        return job

    async def close_scope(self, scope: str) -> None:
        """Cancel the scope's jobs and wait for them; a job that closes its own scope goes on."""
        await self._stop([job for job in self._jobs if job.scope == scope])

    async def close_all(self) -> None:
        """Cancel everything, let nothing begin any more, and wait until all has ended."""
        self._closed = True
        await self._stop(self._jobs)

    async def _stop(self, jobs: list[Job]) -> None:
        others = [job for job in jobs if not job.is_current]
        for job in others:
            job.cancel()
        for job in others:
            await job.wait()

    async def _run(self, job: Job, work: Work) -> None:
        try:
            await work(job)
        except Exception as error:  # noqa: BLE001 - handed on
            self._failed(job, error)

    def _failed(self, job: Job, error: Exception) -> None:
        """Sort a failure; a group (tasks that failed side by side) is expected when all of it is."""
        found: BaseException = error
        if isinstance(error, ExceptionGroup):
            group = cast("ExceptionGroup[Exception]", error)
            expected, bugs = group.split(CrashDeskError)
            found = bugs or _first_of(expected) or group
        if isinstance(found, CrashDeskError):
            self._on_failure(job, found, job.quiet)
        else:
            self._on_bug(found)

    def _ended(self, job: Job, exclusive: str) -> None:
        self._jobs.remove(job)
        if exclusive and self._exclusive.get(exclusive) is job:
            del self._exclusive[exclusive]
        self._changed()

    def _changed(self) -> None:
        for listener in tuple(self._listeners):
            listener()


def _first_of(group: ExceptionGroup[CrashDeskError] | None) -> CrashDeskError | None:
    part: CrashDeskError | ExceptionGroup[CrashDeskError] | None = group
    while isinstance(part, ExceptionGroup):
        part = part.exceptions[0]
    return part
