"""Samples are fetched ahead, and one that cannot be had keeps nobody from the others."""

from __future__ import annotations

import asyncio

import pytest

from crashdesk.core.changes import Undecoded
from crashdesk.core.crash_reports import CrashReport
from crashdesk.core.errors import AnswerUnusable, CrashDeskError, NotFound
from crashdesk.core.ids import GroupId, ReportId
from crashdesk.sync.prefetch import Prefetch

GROUP = GroupId("grp_1")


class Missing:
    """A mirror that lacks samples and a server that has them, but for those that fail."""

    def __init__(self, names: str, **failing: CrashDeskError) -> None:
        self.missing = [ReportId(name) for name in names]
        self.failing = failing
        self.asked: list[ReportId] = []
        self.crash_groups = self

    async def missing_bodies(self, limit: int) -> tuple[tuple[GroupId, ReportId], ...]:
        return tuple((GROUP, name) for name in self.missing[:limit])

    async def report(self, _group_id: GroupId, report_id: ReportId) -> Undecoded[CrashReport]:
        self.asked.append(report_id)
        await asyncio.sleep(0)
        return Undecoded(report_id.encode(), lambda _: pytest.fail("not decoded here"))

    async def put_report(self, report: Undecoded[CrashReport]) -> None:
        name = report.body.decode()
        if name in self.failing:
            raise self.failing[name]
        self.missing.remove(ReportId(name))


@pytest.mark.asyncio
@pytest.mark.parametrize("trouble", [NotFound(), AnswerUnusable()])
async def test_a_sample_that_cannot_be_had_is_left_out(trouble: CrashDeskError) -> None:
    missing = Missing("abc", b=trouble)
    running = asyncio.create_task(Prefetch(missing, missing).run())  # type: ignore[arg-type]
    async with asyncio.timeout(5):
        while missing.missing != ["b"] and not running.done():
            await asyncio.sleep(0)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)

    assert running.cancelled()
    assert missing.asked == ["a", "b", "c"]
