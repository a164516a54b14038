"""Background work of the server: its state brought into the store, and what a person does about it."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from typing import TypeVar

import msgspec

from crashdesk.core.errors import ConnectionTrouble, CrashDeskError
from crashdesk.core.ids import Instant
from crashdesk.core.outbox import Lane, ObjectType
from crashdesk.core.server_ports import ServerClient
from crashdesk.core.store_ports import Journal, Mirror, Tables
from crashdesk.core.tables import TableQuery
from crashdesk.core.task_rules import is_empty
from crashdesk.core.tasks import (
    Job,
    JobState,
    Queue,
    QueueSettings,
    Task,
    TaskSettings,
)
from crashdesk.core.text import Text
from crashdesk.services import task_sentences as sentences
from crashdesk.services.direct import DirectActions
from crashdesk.services.hold_back import storable
from crashdesk.services.outcomes import ItemOutcome, ItemResult

T = TypeVar("T")

JOBS = 200
"""How many jobs of one task or queue are listed at most, and as many of those that failed."""

Settings = TaskSettings | QueueSettings
Subject = Task | Queue


class Portions(msgspec.Struct, frozen=True):
    """How much is retried at once, and how many seconds of rest follow."""

    size: int
    pause_s: float


class Retried(msgspec.Struct, frozen=True):
    """How far a retry of several jobs is.

    Attributes:
        results: of those that were tried, in their order.
        resting: whether the next portion is waited for.
        stopped: why the rest will not be tried, None while it will.
    """

    total: int
    results: tuple[ItemResult, ...] = ()
    resting: bool = False
    stopped: Text | None = None


class Tasks:
    """Everything here needs the server and its answer; nothing is queued.

    Raises everywhere: `ChangedMeanwhile` when somebody was first (the store then has theirs), `InputRejected`
    with a problem for each field, `Refused` without the right, `ConnectionTrouble`, `OutcomeUnknown`.
    """

    def __init__(self, tables: Tables, mirror: Mirror, journal: Journal, client: ServerClient) -> None:
        self._tables = tables
        self._mirror = mirror
        self._direct = DirectActions(journal)
        self._client = client

    # What is there

    async def refresh(self) -> None:
        """Bring all tasks and queues with their counts into the store; only what differs is written."""
        await self._keep(ObjectType.TASK, await self._client.tasks.tasks())
        await self._keep(ObjectType.QUEUE, await self._client.tasks.queues())

    async def fetch_jobs(self, subject: Subject) -> None:
        """Bring the latest jobs of a task or queue into the store, with those that failed before them."""
        latest = await self._jobs_of(subject, None)
        failed = await self._jobs_of(subject, JobState.FAILED) if len(latest) >= JOBS else ()
        jobs = tuple({job.id: job for job in (*failed, *latest)}.values())
        if isinstance(subject, Task):
            await self._mirror.replace_jobs(jobs, task=subject.name)
        else:
            await self._mirror.replace_jobs(jobs, queue=subject.name)

    async def failed_jobs(self, subject: Subject) -> tuple[Job, ...]:
        """Ask for the jobs of a task or queue that failed for good, the oldest first."""
        return tuple(reversed(await self._jobs_of(subject, JobState.FAILED)))

    # Overrides

    async def override(
        self, subject: Subject, settings: Settings, reason: str, expires_at: Instant | None
    ) -> Subject:
        """Replace the whole override of `subject`, as it was when it was looked at."""
        sentence, reason = sentences.override_sentence(subject), storable(reason)
        return await self._set(subject, sentence, settings, reason, expires_at)

    async def clear(self, subject: Subject) -> Subject:
        """Let everything be as it is declared."""
        return await self._clear(subject, sentences.clear_sentence(subject))

    async def clear_one(self, subject: Subject, field: str) -> Subject:
        """Let one value be as it is declared; reason and lease of the rest stay."""
        return await self._change(subject, sentences.override_sentence(subject), **{field: None})

    async def pause(self, subject: Subject, reason: str) -> Subject:
        """Start nothing more of `subject`; what else is overridden stays, and so does its lease."""
        sentence, reason = sentences.pause_sentence(subject, paused=True), storable(reason)
        if isinstance(subject, Queue):
            request = self._client.tasks.pause_queue(subject.name, reason, idempotency_key=_key())
            return await self._carry_out(subject, sentence, request)
        settings = msgspec.structs.replace(_settings(subject), paused=True)
        expires_at = subject.override.warrant.expires_at if subject.override else None
        return await self._set(subject, sentence, settings, reason, expires_at)

    async def resume(self, subject: Subject) -> Subject:
        """Go on with `subject`, whatever paused it; what else is overridden stays."""
        sentence = sentences.pause_sentence(subject, paused=False)
        if isinstance(subject, Queue):
            request = self._client.tasks.resume_queue(subject.name, idempotency_key=_key())
            return await self._carry_out(subject, sentence, request)
        return await self._change(subject, sentence, paused=False if subject.declared.paused else None)

    # Middleware

    async def switch(self, task: Task, middleware: str, *, enabled: bool) -> Subject:
        """Switch one middleware of a task on or off, from its next job on."""
        request = self._client.tasks.switch_middleware(
            task.name, middleware, enabled=enabled, revision=task.revision, idempotency_key=_key()
        )
        sentence = sentences.switch_sentence(task, middleware, enabled=enabled)
        return await self._carry_out(task, sentence, request)

    async def switch_all_on(self, task: Task) -> Subject:
        """Switch every middleware of a task on."""
        request = self._client.tasks.clear_middleware(
            task.name, revision=task.revision, idempotency_key=_key()
        )
        return await self._carry_out(task, sentences.all_on_sentence(task), request)

    # Jobs

    async def retry(self, job: Job) -> Job:
        """Let a job run again. Raises `RequestConflict` when it neither failed nor was cancelled."""
        request = self._client.tasks.retry_job(job.id, idempotency_key=_key())
        return await self._act_on_job(job, sentences.retry_sentence(job), request)

    async def cancel(self, job: Job) -> Job:
        """Cancel a job that waits, or ask one that runs to end. Raises `RequestConflict` after its end."""
        request = self._client.tasks.cancel_job(job.id, idempotency_key=_key())
        return await self._act_on_job(job, sentences.cancel_sentence(job), request)

    async def retry_in_portions(
        self, jobs: Sequence[Job], portions: Portions, tell: Callable[[Retried], None]
    ) -> Retried:
        """Retry jobs one after the other, with a rest after each portion; cancelled, the rest stays as it is.

        A job that cannot be retried is told of and does not hold up the others; without a connection it ends.
        """
        state = Retried(len(jobs))
        for number, job in enumerate(jobs):
            if number and number % portions.size == 0:
                tell(msgspec.structs.replace(state, resting=True))
                await asyncio.sleep(portions.pause_s)
            result, stopped = await self._tried(job)
            state = Retried(len(jobs), (*state.results, result), stopped=stopped)
            tell(state)
            if stopped is not None:
                break
        return state

    async def _tried(self, job: Job) -> tuple[ItemResult, Text | None]:
        title = job.subject or job.id
        try:
            await self.retry(job)
        except CrashDeskError as problem:
            result = ItemResult(job.id, ItemOutcome.REFUSED, title, problem.text)
            return result, problem.text if isinstance(problem, ConnectionTrouble) else None
        return ItemResult(job.id, ItemOutcome.DONE, title), None

    async def _act_on_job(self, job: Job, sentence: Text, request: Awaitable[Job]) -> Job:
        changed = await self._direct.carry_out(Lane(ObjectType.JOB, job.id), sentence, request)
        await self._mirror.put(ObjectType.JOB, changed)
        return changed

    async def _jobs_of(self, subject: Subject, state: JobState | None) -> tuple[Job, ...]:
        if isinstance(subject, Task):
            return await self._client.tasks.jobs(subject.name, state, JOBS)
        return await self._client.tasks.jobs(None, state, JOBS, queue=subject.name)

    # How

    async def _change(self, subject: Subject, sentence: Text, **changes: object) -> Subject:
        settings = msgspec.structs.replace(_settings(subject), **changes)
        if is_empty(settings):
            return await self._clear(subject, sentence)
        warrant = subject.override.warrant if subject.override else None
        reason, expires_at = (warrant.reason, warrant.expires_at) if warrant else ("", None)
        return await self._set(subject, sentence, settings, reason, expires_at)

    async def _set(
        self,
        subject: Subject,
        sentence: Text,
        settings: Settings,
        reason: str,
        expires_at: Instant | None,
    ) -> Subject:
        revision = subject.revision
        request: Awaitable[Subject]
        if isinstance(subject, Task):
            assert isinstance(settings, TaskSettings)
            request = self._client.tasks.override_task(
                subject.name, settings, reason, expires_at, revision=revision, idempotency_key=_key()
            )
        else:
            assert isinstance(settings, QueueSettings)
            request = self._client.tasks.override_queue(
                subject.name, settings, reason, expires_at, revision=revision, idempotency_key=_key()
            )
        return await self._carry_out(subject, sentence, request)

    async def _clear(self, subject: Subject, sentence: Text) -> Subject:
        api, revision = self._client.tasks, subject.revision
        request: Awaitable[Subject]
        if isinstance(subject, Task):
            request = api.clear_task(subject.name, revision=revision, idempotency_key=_key())
        else:
            request = api.clear_queue(subject.name, revision=revision, idempotency_key=_key())
        return await self._carry_out(subject, sentence, request)

    async def _carry_out(self, subject: Subject, sentence: Text, request: Awaitable[Subject]) -> Subject:
        lane = Lane(type_of(subject), subject.name)
        changed = await self._direct.carry_out(lane, sentence, request, self._read_anew)
        await self._mirror.put(lane.type, changed)
        return changed

    async def _read_anew(self) -> None:
        with suppress(CrashDeskError):
            await self.refresh()

    async def _keep(self, kind: ObjectType, found: Sequence[Subject]) -> None:
        view = await self._tables.open_view(TableQuery(kind))
        try:
            await view.ready()
            last = view.count.value - 1
            kept = frozenset(await view.ids(0, last) if last >= 0 else ())
        finally:
            await view.close()
        for each in found:
            if await self._tables.get(kind, each.name) != each:
                await self._mirror.put(kind, each)
        for name in kept - {each.name for each in found}:
            await self._mirror.remove(kind, name)


def type_of(subject: Subject) -> ObjectType:
    """Return as what a task or queue is stored."""
    return ObjectType.TASK if isinstance(subject, Task) else ObjectType.QUEUE


def _settings(subject: Subject) -> Settings:
    if subject.override is not None:
        return subject.override.settings
    return TaskSettings() if isinstance(subject, Task) else QueueSettings()


def _key() -> str:
    return uuid.uuid4().hex
