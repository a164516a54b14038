"""Usage is drawn from the store at once and refreshed behind it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import pytest
from tests.support.fake_tables import FakeTables
from tests.support.manual_clock import NOVEMBER
from tests.support.shell_fakes import make_connection

from crashdesk.core.connection import Link
from crashdesk.core.errors import AccessDenied, CrashDeskError, ServerUnreachable
from crashdesk.core.outbox import ObjectType
from crashdesk.core.usage import Usage, UsageDay, UsageShare
from crashdesk.runtime.jobs import RunningJobs
from crashdesk.ui.tabs.usage.presenter import UsagePresenter
from crashdesk.ui.tabs.usage.state import Measure, UsageState, amount, ranked

OLD = Usage(NOVEMBER, (UsageDay("2026-11-17", 1, 2),), (), ())
NEW = Usage(NOVEMBER, (UsageDay("2026-11-18", 3, 4),), (), ())


class UsageTables(FakeTables):
    """Holds the cached figures."""

    def __init__(self, figures: Usage | None) -> None:
        super().__init__()
        self.figures = figures

    async def usage(self) -> Usage | None:
        return self.figures

    def announce(self, *types: ObjectType) -> None:
        for listener in tuple(self._listeners):
            listener(frozenset(types), None)


class Figures:
    """The service: puts `NEW` into the tables, or fails."""

    def __init__(self, tables: UsageTables) -> None:
        self._tables = tables
        self.fails: CrashDeskError | None = None
        self.forced: list[bool] = []

    async def refresh(self, *, force: bool = False) -> None:
        self.forced.append(force)
        await asyncio.sleep(0)
        if self.fails:
            raise self.fails
        self._tables.figures = NEW


class Scene:
    def __init__(self, figures: Usage | None) -> None:
        self.tables = UsageTables(figures)
        self.figures = Figures(self.tables)
        self.failures: list[CrashDeskError] = []
        self.bugs: list[BaseException] = []
        self.jobs = RunningJobs(lambda _job, error, _quiet: self.failures.append(error), self.bugs.append)
        self.shown: list[UsageState] = []
        self.presenter = UsagePresenter(self, self.tables, self.figures, self.jobs, "usage")  # type: ignore[arg-type]

    def show_state(self, state: UsageState) -> None:
        self.shown.append(state)

    async def settle(self) -> None:
        while self.jobs.running:
            await self.jobs.running[0].wait()
            await asyncio.sleep(0)


@asynccontextmanager
async def scene(figures: Usage | None = OLD) -> AsyncGenerator[Scene]:
    made = Scene(figures)
    yield made
    await made.jobs.close_all()
    assert not made.bugs


@pytest.mark.asyncio
async def test_what_is_stored_is_shown_before_it_is_refreshed() -> None:
    async with scene() as tab:
        tab.presenter.refresh()
        await tab.settle()
        assert [(state.usage, state.loading) for state in tab.shown] == [(OLD, True), (NEW, False)]
        assert tab.figures.forced == [False]
        tab.presenter.refresh(force=True)
        await tab.settle()
        assert tab.figures.forced == [False, True]


@pytest.mark.asyncio
@pytest.mark.parametrize("figures", [OLD, None])
async def test_offline_is_shown_in_place_and_ends_with_the_connection(figures: Usage | None) -> None:
    async with scene(figures) as tab:
        tab.figures.fails = ServerUnreachable()
        tab.presenter.refresh()
        await tab.settle()
        assert (tab.shown[-1].usage, tab.shown[-1].offline, tab.shown[-1].loading) == (figures, True, False)
        assert tab.failures == []

        tab.figures.fails = None
        tab.presenter.on_connection(make_connection(Link.OFFLINE))
        assert not tab.jobs.running
        tab.presenter.on_connection(make_connection(Link.ONLINE))
        await tab.settle()
        assert (tab.shown[-1].usage, tab.shown[-1].offline) == (NEW, False)
        tab.presenter.on_connection(make_connection(Link.ONLINE))
        assert not tab.jobs.running


@pytest.mark.asyncio
async def test_a_refusal_is_reported() -> None:
    async with scene() as tab:
        tab.figures.fails = AccessDenied()
        tab.presenter.refresh()
        await tab.settle()
        assert tab.failures == [tab.figures.fails]
        assert tab.shown[-1].failed and not tab.shown[-1].loading, "nothing is on its way any more"
        tab.figures.fails = None
        tab.tables.announce(ObjectType.CRASH_REPORT)
        await tab.settle()
        assert (tab.shown[-1].usage, tab.shown[-1].failed) == (NEW, False)


@pytest.mark.asyncio
async def test_new_reports_are_a_reason_to_look_again() -> None:
    async with scene() as tab:
        tab.presenter.refresh()
        await tab.settle()
        tab.tables.announce(ObjectType.CRASH_GROUP)
        assert not tab.jobs.running
        tab.tables.announce(ObjectType.CRASH_REPORT)
        await tab.settle()
        assert len(tab.figures.forced) == 2
        tab.presenter.close()
        tab.tables.announce(ObjectType.CRASH_REPORT)
        assert not tab.jobs.running


@pytest.mark.asyncio
async def test_the_measure_is_chosen_without_fetching() -> None:
    async with scene() as tab:
        tab.presenter.choose_measure(Measure.OPENS)
        assert tab.shown[-1].measure is Measure.OPENS and not tab.jobs.running


def test_shares_are_ranked_by_what_is_counted() -> None:
    shares = (UsageShare("b", 1, 9), UsageShare("a", 1, 2), UsageShare("c", 5, 1))
    assert [share.name for share in ranked(shares, Measure.INSTALLS)] == ["c", "a", "b"]
    assert [share.name for share in ranked(shares, Measure.OPENS)] == ["b", "a", "c"]
    assert amount(UsageDay("2026-11-18", 3, 4), Measure.OPENS) == 4


def test_empty_means_counted_and_none() -> None:
    assert UsageState(usage=Usage(NOVEMBER, (UsageDay("2026-11-18", 0, 0),), (), ())).is_empty
    assert not UsageState(usage=OLD).is_empty
    assert not UsageState().is_empty
