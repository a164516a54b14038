from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from crashdesk.core.errors import CrashDeskError, ServerUnreachable
from crashdesk.core.ports import Jobs, Progress
from crashdesk.core.text import Text
from crashdesk.runtime.jobs import Job, RunningJobs

pytestmark = pytest.mark.asyncio

LABEL = Text("test", "Fetching")


class Desk:
    """Collects what the jobs hand on."""

    def __init__(self) -> None:
        self.failures: list[tuple[Job, CrashDeskError, bool]] = []
        self.bugs: list[BaseException] = []
        self.jobs = RunningJobs(lambda *failure: self.failures.append(failure), self.bugs.append)


@pytest_asyncio.fixture
async def desk() -> AsyncIterator[Desk]:
    desk = Desk()
    yield desk
    await desk.jobs.close_all()


class Endless:
    """Work that goes on until it is cancelled."""

    def __init__(self) -> None:
        self.begun = asyncio.Event()
        self.cancelled = False

    async def __call__(self, _progress: Progress) -> None:
        self.begun.set()
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            self.cancelled = True
            raise


async def test_is_what_the_layers_above_ask_for(desk: Desk) -> None:
    jobs: Jobs = desk.jobs
    assert jobs.start(LABEL, Endless(), scope="tab").label == LABEL


async def test_a_job_runs_to_its_end_and_tells_its_progress(desk: Desk) -> None:
    seen: list[list[tuple[int, int | None]]] = []
    go_on = asyncio.Event()

    async def work(progress: Progress) -> None:
        progress.report(1)
        progress.report(1)
        await go_on.wait()
        progress.report(2, 3)

    unsubscribe = desk.jobs.subscribe(
        lambda: seen.append([(job.done, job.total) for job in desk.jobs.running])
    )
    job = desk.jobs.start(LABEL, work, scope="tab")
    go_on.set()
    await job.wait()
    assert seen == [[(0, None)], [(1, None)], [(2, 3)], []]
    unsubscribe()
    unsubscribe()
    await desk.jobs.start(LABEL, work, scope="tab").wait()
    assert len(seen) == 4


async def test_a_job_needs_nobody_to_hold_it(desk: Desk) -> None:
    import gc

    done = asyncio.Event()

    async def work(_progress: Progress) -> None:
        await asyncio.sleep(0)
        gc.collect()
        done.set()

    desk.jobs.start(LABEL, work, scope="tab")
    await done.wait()


async def test_a_cancelled_job_is_no_failure(desk: Desk) -> None:
    work = Endless()
    job = desk.jobs.start(LABEL, work, scope="tab")
    await work.begun.wait()
    job.cancel()
    await job.wait()
    assert work.cancelled
    assert (desk.failures, desk.bugs, desk.jobs.running) == ([], [], ())


async def test_the_newest_of_an_exclusive_group_wins(desk: Desk) -> None:
    first, second, other = Endless(), Endless(), Endless()
    jobs = [
        desk.jobs.start(LABEL, first, scope="tab", exclusive="search"),
        desk.jobs.start(LABEL, other, scope="tab", exclusive="detail"),
    ]
    await first.begun.wait()
    newest = desk.jobs.start(LABEL, second, scope="tab", exclusive="search")
    await jobs[0].wait()
    await second.begun.wait()
    assert (first.cancelled, second.cancelled, other.cancelled) == (True, False, False)
    third = Endless()
    desk.jobs.start(LABEL, third, scope="tab", exclusive="search")
    await newest.wait()
    assert second.cancelled


async def test_closing_a_scope_ends_its_jobs_and_no_others(desk: Desk) -> None:
    mine, theirs = Endless(), Endless()
    desk.jobs.start(LABEL, mine, scope="mine")
    kept = desk.jobs.start(LABEL, theirs, scope="theirs")
    await mine.begun.wait()
    await desk.jobs.close_scope("mine")
    assert mine.cancelled
    assert desk.jobs.running == (kept,)


async def test_a_job_may_close_its_own_scope(desk: Desk) -> None:
    sibling = Endless()
    went_on = False

    async def work(_progress: Progress) -> None:
        nonlocal went_on
        await desk.jobs.close_scope("tab")
        went_on = True

    desk.jobs.start(LABEL, sibling, scope="tab")
    await desk.jobs.start(LABEL, work, scope="tab").wait()
    assert went_on
    assert desk.jobs.running == ()


async def test_closing_waits_until_all_have_ended_and_lets_nothing_begin(desk: Desk) -> None:
    ended = False

    async def work(_progress: Progress) -> None:
        nonlocal ended
        try:
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(0)
            ended = True

    desk.jobs.start(LABEL, work, scope="tab")
    await asyncio.sleep(0)
    await desk.jobs.close_all()
    assert ended
    late = Endless()
    job = desk.jobs.start(LABEL, late, scope="tab")
    await job.wait()
    job.cancel()
    assert not late.begun.is_set()
    assert desk.jobs.running == ()


@pytest.mark.parametrize("quiet", [True, False])
async def test_expected_failures_go_to_the_error_desk(desk: Desk, quiet: bool) -> None:
    error = ServerUnreachable()

    async def work(_progress: Progress) -> None:
        raise error

    job = desk.jobs.start(LABEL, work, scope="tab", quiet=quiet)
    await job.wait()
    assert desk.failures == [(job, error, quiet)]
    assert desk.bugs == []


async def test_anything_else_is_a_bug(desk: Desk) -> None:
    async def work(_progress: Progress) -> None:
        raise ValueError

    await desk.jobs.start(LABEL, work, scope="tab").wait()
    assert [type(bug) for bug in desk.bugs] == [ValueError]
    assert desk.failures == []


async def test_failures_side_by_side_are_expected_when_all_are(desk: Desk) -> None:
    expected = ServerUnreachable()
    nested = ExceptionGroup("", [ExceptionGroup("", [expected]), ServerUnreachable()])
    mixed = ExceptionGroup("", [ServerUnreachable(), KeyError("x")])

    async def fail(error: Exception) -> None:
        raise error

    for error in (nested, mixed):
        await desk.jobs.start(LABEL, lambda _progress, error=error: fail(error), scope="tab").wait()
    assert [error for _, error, _ in desk.failures] == [expected]
    (bug,) = desk.bugs
    assert isinstance(bug, ExceptionGroup)
    assert [type(part) for part in bug.exceptions] == [KeyError]
