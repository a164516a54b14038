"""What is done about background work: sent on what was seen, kept in the store, noted in the journal."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any, cast

import pytest
from msgspec.structs import replace
from tests.support.manual_clock import NOVEMBER
from tests.support.store_builders import change_page, opened_store
from tests.support.task_samples import make_job, make_queue, make_task
from tests.support.webhook_samples import MIRA

from crashdesk.core.errors import ChangedMeanwhile, OutcomeUnknown, RequestConflict, ServerUnreachable
from crashdesk.core.ids import HOUR, Instant, QueueName, TaskName
from crashdesk.core.outbox import ObjectType
from crashdesk.core.server_ports import ServerClient
from crashdesk.core.tasks import (
    Job,
    JobState,
    Queue,
    Task,
    TaskOverride,
    TaskSettings,
    Warrant,
    Workload,
)
from crashdesk.services.outcomes import ItemOutcome
from crashdesk.services.tasks import JOBS, Portions, Retried, Tasks
from crashdesk.store.store import Store

pytestmark = pytest.mark.asyncio
TASK, JOB = ObjectType.TASK, ObjectType.JOB
LEASE = Warrant(MIRA, NOVEMBER, "night", Instant(NOVEMBER + HOUR))
OVERRIDDEN = make_task(override=TaskOverride(TaskSettings(rate_limit="5/m", paused=True), LEASE))


class ScriptedTasks:
    """`client.tasks`: notes each call, answers from what it is told."""

    def __init__(self) -> None:
        self.all_tasks: tuple[Task, ...] = ()
        self.all_queues: tuple[Queue, ...] = ()
        self.listed: tuple[Job, ...] = ()
        self.calls: list[tuple[Any, ...]] = []
        self.answer: Any = None
        self.problems: dict[str, BaseException] = {}

    async def tasks(self) -> tuple[Task, ...]:
        return self.all_tasks

    async def queues(self) -> tuple[Queue, ...]:
        return self.all_queues

    async def jobs(
        self, name: TaskName | None, state: JobState | None, limit: int, *, queue: QueueName | None = None
    ) -> tuple[Job, ...]:
        self.calls.append(("jobs", name, state, queue))
        return tuple(job for job in self.listed if state in {None, job.state})[:limit]

    async def retry_job(self, job_id: str, *, idempotency_key: str) -> Job:
        self.calls.append(("retry_job", job_id))
        if job_id in self.problems:
            raise self.problems[job_id]
        return make_job(job_id, state=JobState.WAITING)

    def __getattr__(self, name: str) -> Any:
        async def call(*values: Any, **named: Any) -> Any:
            assert named.pop("idempotency_key")
            self.calls.append((name, *values, *named.values()))
            if isinstance(self.answer, BaseException):
                raise self.answer
            return self.answer

        return call


class Scene:
    def __init__(self, store: Store) -> None:
        self.store = store
        self.api = ScriptedTasks()
        client = type("Client", (), {"tasks": self.api})()
        self.service = Tasks(store.tables, store.mirror, store.journal, cast("ServerClient", client))

    async def journal(self) -> list[tuple[str, str]]:
        return [(entry.event.value, str(entry.sentence)) for entry in await self.store.journal.latest(9)]


@asynccontextmanager
async def scene(*objects: Any) -> AsyncGenerator[Scene]:
    async with opened_store(None) as store:
        await store.mirror.apply(change_page(*objects))
        yield Scene(store)


async def test_counts_come_into_the_store_and_what_the_server_no_longer_names_goes() -> None:
    async with scene(make_task(), make_task("old.task"), make_queue()) as at:
        told: list[Any] = []
        busy = make_task(workload=Workload(3, 1, 0))
        at.api.all_tasks, at.api.all_queues = (busy,), (make_queue(),)
        await at.service.refresh()
        assert await at.store.tables.get(TASK, busy.name) == busy
        assert await at.store.tables.get(TASK, "old.task") is None
        at.store.tables.subscribe(lambda types, ids: told.append((types, ids)))
        await at.service.refresh()
        assert told == []


async def test_an_override_is_sent_on_what_was_seen_and_kept() -> None:
    async with scene(make_task()) as at:
        task, settings = make_task(), TaskSettings(rate_limit="5/m")
        at.api.answer = replace(task, revision=2, override=TaskOverride(settings, LEASE))
        await at.service.override(task, settings, "calm\ud800", LEASE.expires_at)
        assert at.api.calls == [("override_task", task.name, settings, "calm�", LEASE.expires_at, 1)]
        assert await at.store.tables.get(TASK, task.name) == at.api.answer
        assert await at.journal() == [("done", "Override values of task webhooks.deliver")]


async def test_a_pause_of_a_task_leaves_the_rest_of_its_override_and_its_lease() -> None:
    async with scene() as at:
        task = replace(OVERRIDDEN, override=TaskOverride(TaskSettings(rate_limit="5/m"), LEASE))
        at.api.answer = task
        await at.service.pause(task, "down")
        paused = TaskSettings(rate_limit="5/m", paused=True)
        assert at.api.calls == [("override_task", task.name, paused, "down", LEASE.expires_at, 1)]


async def test_resuming_a_task_keeps_reason_and_lease_and_clears_what_was_nothing_else() -> None:
    async with scene() as at:
        at.api.answer = OVERRIDDEN
        await at.service.resume(OVERRIDDEN)
        kept = TaskSettings(rate_limit="5/m")
        assert at.api.calls.pop() == ("override_task", OVERRIDDEN.name, kept, "night", LEASE.expires_at, 1)
        await at.service.resume(replace(OVERRIDDEN, override=TaskOverride(TaskSettings(paused=True), LEASE)))
        assert at.api.calls.pop() == ("clear_task", OVERRIDDEN.name, 1)
        declared = replace(OVERRIDDEN, override=None, declared=replace(OVERRIDDEN.declared, paused=True))
        await at.service.resume(declared)
        assert at.api.calls.pop()[2] == TaskSettings(paused=False)


async def test_one_value_inherits_again() -> None:
    async with scene() as at:
        at.api.answer = OVERRIDDEN
        await at.service.clear_one(OVERRIDDEN, "rate_limit")
        left = TaskSettings(paused=True)
        assert at.api.calls == [("override_task", OVERRIDDEN.name, left, "night", LEASE.expires_at, 1)]


async def test_queues_have_words_of_their_own_for_pause_and_resume() -> None:
    async with scene() as at:
        at.api.answer = queue = make_queue()
        await at.service.pause(queue, "down")
        await at.service.resume(queue)
        assert at.api.calls == [("pause_queue", queue.name, "down"), ("resume_queue", queue.name)]
        assert await at.journal() == [("done", "Resume queue webhooks"), ("done", "Pause queue webhooks")]


@pytest.mark.parametrize("trouble", [ChangedMeanwhile(b"{}"), OutcomeUnknown()], ids=["second", "unknown"])
async def test_who_was_second_or_got_no_answer_sees_what_the_server_has(trouble: Exception) -> None:
    async with scene(make_task(), make_queue()) as at:
        theirs = replace(OVERRIDDEN, revision=5)
        at.api.all_tasks, at.api.all_queues, at.api.answer = (theirs,), (make_queue(),), trouble
        with pytest.raises(type(trouble)):
            await at.service.clear(make_task())
        assert await at.store.tables.get(TASK, theirs.name) == theirs


async def test_jobs_that_the_server_lists_no_more_go_and_those_of_others_stay() -> None:
    async with scene() as at:
        await at.store.mirror.put(JOB, make_job("gone"))
        await at.store.mirror.put(JOB, make_job("other", task=TaskName("webhooks.deliver.more")))
        at.api.listed = (make_job("new"),)
        await at.service.fetch_jobs(make_task())
        assert await at.store.tables.get(JOB, "gone") is None
        assert await at.store.tables.get(JOB, "other") is not None
        assert await at.store.tables.get(JOB, "new") == make_job("new")
        at.api.listed = ()
        await at.service.fetch_jobs(make_queue())
        assert await at.store.tables.get(JOB, "other") is None
        assert at.api.calls[-1] == ("jobs", None, None, "webhooks")


async def test_those_that_failed_are_listed_though_many_came_after() -> None:
    async with scene() as at:
        failed = make_job("failed", state=JobState.FAILED)
        at.api.listed = (*(make_job(f"job_{n}") for n in range(JOBS)), failed)
        await at.service.fetch_jobs(make_task())
        assert await at.store.tables.get(JOB, "failed") == failed


async def test_several_are_retried_in_portions_each_with_its_result() -> None:
    async with scene() as at:
        jobs = tuple(make_job(f"job_{n}", state=JobState.FAILED) for n in range(5))
        at.api.problems["job_1"] = RequestConflict()
        told: list[Retried] = []
        ended = await at.service.retry_in_portions(jobs, Portions(2, 0.0), told.append)
        assert [result.outcome for result in ended.results] == [
            ItemOutcome.DONE,
            ItemOutcome.REFUSED,
            *[ItemOutcome.DONE] * 3,
        ]
        assert [len(each.results) for each in told if each.resting] == [2, 4]
        assert await at.store.tables.get(JOB, "job_4") == make_job("job_4", state=JobState.WAITING)


async def test_without_a_connection_the_rest_is_left_as_it_is() -> None:
    async with scene() as at:
        jobs = tuple(make_job(f"job_{n}") for n in range(4))
        at.api.problems["job_1"] = ServerUnreachable()
        ended = await at.service.retry_in_portions(jobs, Portions(9, 0.0), lambda _: None)
        assert (len(ended.results), ended.stopped) == (2, ServerUnreachable.default)
        assert at.api.calls == [("retry_job", "job_0"), ("retry_job", "job_1")]


async def test_a_retry_can_be_stopped_while_it_rests() -> None:
    async with scene() as at:
        jobs = tuple(make_job(f"job_{n}") for n in range(4))
        rests = asyncio.Event()

        def tell(retried: Retried) -> None:
            if retried.resting:
                rests.set()

        work = asyncio.ensure_future(at.service.retry_in_portions(jobs, Portions(1, 600.0), tell))
        await rests.wait()
        work.cancel()
        with pytest.raises(asyncio.CancelledError):
            await work
        assert at.api.calls == [("retry_job", "job_0")]
