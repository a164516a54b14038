"""Samples, statistics and usage are fetched into the real store when they are missing or old."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from types import SimpleNamespace
from typing import Any

import pytest
from msgspec.structs import replace
from tests.support.manual_clock import NOVEMBER, ManualClock
from tests.support.store_builders import change_page, make_content, make_group, make_report, opened_store

from crashdesk.core.changes import Undecoded
from crashdesk.core.crash_reports import CrashReport, GroupStatistics, Histogram
from crashdesk.core.errors import CrashDeskError, NotFound, ServerUnreachable
from crashdesk.core.ids import HOUR, GroupId, ReportId
from crashdesk.core.usage import Usage, UsageDay
from crashdesk.services.samples import STATISTICS_AGE_MS, Samples
from crashdesk.services.usage import USAGE_AGE_MS, USAGE_DAYS, UsageFigures
from crashdesk.store.store import Store

GROUP, REPORT = GroupId("grp_1"), ReportId("rep_1")
HISTOGRAM = Histogram(NOVEMBER, HOUR, (1,))


class Server:
    """Both routes of a client: answers with what the clock says, or with `trouble`."""

    def __init__(self, clock: ManualClock) -> None:
        self._clock = clock
        self.trouble: CrashDeskError | None = None
        self.asked: list[object] = []

    async def report(self, group_id: GroupId, report_id: ReportId) -> Undecoded[CrashReport]:
        self._ask((group_id, report_id))
        whole = make_report(report_id, group_id, content=make_content("It broke"))
        return Undecoded(b"", lambda _: whole)

    async def statistics(self, group_id: GroupId) -> GroupStatistics:
        self._ask(group_id)
        return GroupStatistics(group_id, self._clock.now(), (), HISTOGRAM, HISTOGRAM)

    async def usage(self, days: int) -> Usage:
        self._ask(days)
        return Usage(self._clock.now(), (UsageDay("2026-11-18", 1, 2),), (), ())

    def _ask(self, what: object) -> None:
        self.asked.append(what)
        if self.trouble:
            raise self.trouble


class Scene:
    def __init__(self, store: Store, clock: ManualClock) -> None:
        self.tables, self.clock = store.tables, clock
        self.server = Server(clock)
        client: Any = SimpleNamespace(crash_groups=self.server, usage=self.server)
        self.samples = Samples(store.tables, store.mirror, client, clock)
        self.usage = UsageFigures(store.tables, store.mirror, client, clock)


@asynccontextmanager
async def scene() -> AsyncGenerator[Scene]:
    clock = ManualClock()
    async with opened_store(None, clock) as store:
        await store.mirror.apply(change_page(make_group(GROUP), make_report(REPORT, GROUP)))
        yield Scene(store, clock)


@pytest.mark.asyncio
async def test_a_sample_is_fetched_once_and_then_lies_in_the_store() -> None:
    async with scene() as desk:
        assert await desk.samples.fetch_report(GROUP, REPORT)
        report = await desk.tables.report(REPORT)
        assert report is not None and report.content == make_content("It broke")
        desk.server.trouble = ServerUnreachable()
        assert await desk.samples.fetch_report(GROUP, REPORT), "what is here is here offline too"
        assert desk.server.asked == [(GROUP, REPORT)]


@pytest.mark.asyncio
async def test_offline_a_missing_sample_is_no_error_but_a_refusal_is() -> None:
    async with scene() as desk:
        desk.server.trouble = ServerUnreachable()
        assert not await desk.samples.fetch_report(GROUP, REPORT)
        desk.server.trouble = NotFound()
        with pytest.raises(NotFound):
            await desk.samples.fetch_report(GROUP, REPORT)


@pytest.mark.asyncio
async def test_statistics_are_fetched_again_when_they_are_old_or_wanted_anew() -> None:
    async with scene() as desk:
        await desk.samples.fetch_statistics(GROUP)
        desk.clock.advance(STATISTICS_AGE_MS - 1)
        await desk.samples.fetch_statistics(GROUP)
        assert len(desk.server.asked) == 1
        await desk.samples.fetch_statistics(GROUP, force=True)
        assert len(desk.server.asked) == 2
        desk.clock.advance(STATISTICS_AGE_MS)
        await desk.samples.fetch_statistics(GROUP)
        known = await desk.tables.statistics_of(GROUP)
        assert len(desk.server.asked) == 3 and known is not None
        assert replace(known, computed_at=NOVEMBER) == GroupStatistics(
            GROUP, NOVEMBER, (), HISTOGRAM, HISTOGRAM
        )


@pytest.mark.asyncio
async def test_usage_is_fetched_again_when_it_is_old_or_wanted_anew() -> None:
    async with scene() as desk:
        await desk.usage.refresh()
        desk.clock.advance(USAGE_AGE_MS - 1)
        await desk.usage.refresh()
        assert desk.server.asked == [USAGE_DAYS]
        await desk.usage.refresh(force=True)
        desk.clock.advance(USAGE_AGE_MS)
        await desk.usage.refresh()
        known = await desk.tables.usage()
        assert len(desk.server.asked) == 3 and known is not None and known.computed_at == desk.clock.now()


@pytest.mark.asyncio
async def test_what_is_cached_stays_when_the_server_is_away() -> None:
    async with scene() as desk:
        await desk.usage.refresh()
        desk.server.trouble = ServerUnreachable()
        with pytest.raises(ServerUnreachable):
            await desk.usage.refresh(force=True)
        assert await desk.tables.usage() is not None
