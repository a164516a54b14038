"""The pane follows the list and the store, and fetches what is missing."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from msgspec.structs import replace
from tests.support.fake_tables import FakeTables
from tests.support.manual_clock import NOVEMBER
from tests.support.store_builders import make_content, make_group, make_note, make_report

from crashdesk.core.crash_groups import Severity, Status
from crashdesk.core.crash_reports import ActivityEntry, CrashReport, GroupStatistics, Histogram
from crashdesk.core.errors import CrashDeskError, NotFound, ServerUnreachable
from crashdesk.core.ids import DAY, GroupId, ReportId, UserId
from crashdesk.core.people import Actor
from crashdesk.runtime.jobs import RunningJobs
from crashdesk.ui.tabs.crash_groups.detail.presenter import DetailPresenter
from crashdesk.ui.tabs.crash_groups.detail.state import DetailState, Fetching, Span

A, B = GroupId("grp_a"), GroupId("grp_b")
LATEST, FIRST = make_report("rep_2", A), make_report("rep_1", A)
HISTOGRAM = Histogram(NOVEMBER, DAY, (1,))


class DetailTables(FakeTables):
    """Groups with samples, notes and statistics; `held` keeps opening a group waiting."""

    def __init__(self, *rows: Any) -> None:
        super().__init__(*rows)
        self.reports: dict[str, CrashReport] = {}
        self.activity: tuple[ActivityEntry, ...] = ()
        self.statistics: GroupStatistics | None = None
        self.held: dict[str, asyncio.Event] = {}

    async def reports_of(self, group_id: GroupId) -> tuple[CrashReport, ...]:
        found = (each for each in self.reports.values() if each.group_id == group_id)
        return tuple(replace(each, content=None) for each in found)

    async def report(self, report_id: ReportId) -> CrashReport | None:
        return self.reports.get(report_id)

    async def activity_of(self, group_id: GroupId) -> tuple[ActivityEntry, ...]:
        if group_id in self.held:
            await self.held[group_id].wait()
        return tuple(each for each in self.activity if each.group_id == group_id)

    async def statistics_of(self, group_id: GroupId) -> GroupStatistics | None:
        return self.statistics


class FakeSamples:
    """Brings content from `server` into the tables."""

    def __init__(self, tables: DetailTables) -> None:
        self._tables = tables
        self.is_offline = False
        self.fails: CrashDeskError | None = None
        self.fetched: list[ReportId] = []

    async def fetch_report(self, group_id: GroupId, report_id: ReportId) -> bool:
        await asyncio.sleep(0)
        if self.fails:
            raise self.fails
        self.fetched.append(report_id)
        known = self._tables.reports[report_id]
        if known.content is None and self.is_offline:
            return False
        self._tables.reports[report_id] = replace(known, content=make_content(report_id))
        return True

    async def fetch_statistics(self, group_id: GroupId) -> None:
        if self.is_offline:
            raise ServerUnreachable
        self._tables.statistics = GroupStatistics(group_id, NOVEMBER, (), HISTOGRAM, HISTOGRAM)


class Scene:
    """A presenter over two groups, of which the first has two samples."""

    def __init__(self) -> None:
        self.tables = DetailTables(make_group(A), make_group(B))
        self.tables.reports = {each.id: each for each in (LATEST, FIRST)}
        self.samples = FakeSamples(self.tables)
        self.failures: list[CrashDeskError] = []
        self.bugs: list[BaseException] = []
        self.jobs = RunningJobs(lambda _job, error, _quiet: self.failures.append(error), self.bugs.append)
        self.shown: list[DetailState] = []
        self.presenter = DetailPresenter(
            self,
            self.tables,  # type: ignore[arg-type]
            self.samples,  # type: ignore[arg-type]
            self.jobs,
            "crash_groups",
            UserId("usr_1"),
        )

    @property
    def state(self) -> DetailState:
        return self.shown[-1]

    def show_state(self, state: DetailState) -> None:
        self.shown.append(state)

    async def settle(self) -> None:
        while self.jobs.running:
            await self.jobs.running[0].wait()
            await asyncio.sleep(0)

    async def open(self, group_id: GroupId | None) -> None:
        self.presenter.open(group_id)
        await self.settle()

    def title(self) -> str:
        return self.state.group.title if self.state.group else ""


@asynccontextmanager
async def scene() -> AsyncGenerator[Scene]:
    made = Scene()
    yield made
    await made.jobs.close_all()
    assert not made.bugs


@pytest.mark.asyncio
async def test_a_group_opens_with_its_latest_sample_fetched() -> None:
    async with scene() as pane:
        pane.tables.activity = (make_note("n1", A),)
        await pane.open(A)
        state = pane.state
        assert (pane.title(), state.sample_id, state.activity) == (
            "TypeError: grp_a",
            "rep_2",
            pane.tables.activity,
        )
        assert state.report is not None and state.report.content == make_content("rep_2")
        assert (state.sample_fetching, state.statistics_fetching) == (Fetching.READY, Fetching.READY)
        assert state.histogram == HISTOGRAM
        first = next(each for each in pane.shown if each.group)
        assert first.report is None and first.sample_fetching is Fetching.LOADING, (
            "shown before it is fetched"
        )


@pytest.mark.asyncio
async def test_opening_the_same_group_again_does_nothing() -> None:
    async with scene() as pane:
        await pane.open(A)
        shown = len(pane.shown)
        await pane.open(A)
        assert len(pane.shown) == shown


@pytest.mark.asyncio
@pytest.mark.parametrize(("back_to", "title"), [(A, "TypeError: grp_a"), (None, "")])
async def test_who_goes_on_before_a_group_has_opened_never_sees_it(
    back_to: GroupId | None, title: str
) -> None:
    async with scene() as pane:
        await pane.open(A)
        pane.tables.held[B] = asyncio.Event()
        pane.presenter.open(B)
        await asyncio.sleep(0)
        pane.presenter.open(back_to)
        pane.tables.held[B].set()
        await pane.settle()
        assert pane.title() == title
        assert all(state.group is None or state.group.id == A for state in pane.shown)


@pytest.mark.asyncio
async def test_turning_over_fetches_what_is_turned_to() -> None:
    async with scene() as pane:
        await pane.open(A)
        pane.presenter.show_previous()
        assert (pane.state.sample, pane.state.report) == (1, None)
        await pane.settle()
        assert pane.state.report is not None and pane.state.report.id == "rep_1"
        pane.presenter.show_previous()
        pane.presenter.show_next()
        pane.presenter.show_first()
        pane.presenter.show_latest()
        await pane.settle()
        assert pane.state.report is not None and pane.state.report.id == "rep_2"
        assert pane.samples.fetched[:2] == ["rep_2", "rep_1"]


@pytest.mark.asyncio
async def test_offline_what_is_missing_is_said_and_fetched_when_asked_again() -> None:
    async with scene() as pane:
        pane.samples.is_offline = True
        await pane.open(A)
        assert (pane.state.sample_fetching, pane.state.statistics_fetching) == (
            Fetching.OFFLINE,
            Fetching.OFFLINE,
        )
        assert not pane.failures, "being offline is shown in place"
        pane.samples.is_offline = False
        pane.presenter.retry()
        assert pane.state.sample_fetching is Fetching.LOADING
        await pane.settle()
        assert (pane.state.sample_fetching, pane.state.statistics_fetching) == (
            Fetching.READY,
            Fetching.READY,
        )
        assert pane.state.report is not None


@pytest.mark.asyncio
async def test_a_sample_that_cannot_be_had_is_reported() -> None:
    async with scene() as pane:
        pane.samples.fails = NotFound()
        await pane.open(A)
        assert pane.state.sample_fetching is Fetching.FAILED
        assert pane.failures == [pane.samples.fails]


@pytest.mark.asyncio
async def test_a_group_without_samples_waits_for_none() -> None:
    async with scene() as pane:
        await pane.open(B)
        assert (pane.state.sample_id, pane.state.sample_fetching) == (None, Fetching.READY)
        assert pane.samples.fetched == []


@pytest.mark.asyncio
async def test_commits_are_followed_and_the_sample_stays() -> None:
    async with scene() as pane:
        await pane.open(A)
        pane.presenter.show_previous()
        await pane.settle()
        newer = make_report("rep_3", A)
        pane.tables.reports = {"rep_3": newer, **pane.tables.reports}
        pane.tables.put(make_group(A, title="Other"), make_group(B))
        await pane.settle()
        assert (pane.title(), pane.state.sample, pane.state.sample_id) == ("Other", 2, "rep_1")
        assert pane.state.report is not None
        shown = len(pane.shown)
        pane.tables.put(*pane.tables.rows)
        await pane.settle()
        assert len(pane.shown) == shown, "a commit that changes nothing here is not drawn"


@pytest.mark.asyncio
async def test_a_group_that_goes_leaves_nothing_and_can_come_back() -> None:
    async with scene() as pane:
        await pane.open(A)
        pane.tables.put(make_group(B))
        await pane.settle()
        assert pane.state.group is None
        pane.tables.put(make_group(A))
        await pane.open(A)
        assert pane.title() == "TypeError: grp_a"


@pytest.mark.asyncio
async def test_choices_about_the_look_and_copies() -> None:
    async with scene() as pane:
        assert pane.presenter.copy_as("text") == ""
        await pane.open(A)
        pane.presenter.choose_span(Span.DAY)
        pane.presenter.fold_libraries(own_only=False)
        assert (pane.state.span, pane.state.own_only) == (Span.DAY, False)
        assert all("TypeError" in pane.presenter.copy_as(form) for form in ("text", "markdown", "json"))


@pytest.mark.asyncio
async def test_closed_it_follows_no_more() -> None:
    async with scene() as pane:
        await pane.open(A)
        pane.presenter.close()
        pane.tables.put(make_group(A, title="Other"))
        assert pane.jobs.running == ()


def told(state: DetailState) -> list[tuple[str, str]] | None:
    return None if state.altered is None else [(str(each.field), each.who) for each in state.altered]


def entry(number: int, kind: str, actor: Actor) -> ActivityEntry:
    return ActivityEntry(f"act_{number}", A, NOVEMBER, actor, kind)


@pytest.mark.asyncio
async def test_what_others_change_while_it_is_open_is_told_until_it_has_been_seen() -> None:
    async with scene() as pane:
        old = entry(1, "assigned", Actor("user", "Tom", "usr_3"))
        pane.tables.activity = (old,)
        await pane.open(A)
        assert told(pane.state) is None

        mira = Actor("user", "Mira", "usr_2")
        pane.tables.activity = (
            entry(3, "severity_changed", Actor("user", "Ada", "usr_1")),
            entry(2, "status_changed", mira),
            old,
        )
        pane.tables.others_changed = {(A, 1)}
        pane.tables.put(make_group(A, revision=3, status=Status.RESOLVED, severity=Severity.LOW))
        await pane.settle()
        assert told(pane.state) == [("status", "Mira")]

        pane.presenter.take_note()
        assert told(pane.state) is None
        pane.tables.put(make_group(A, revision=3, count=9))
        await pane.settle()
        assert told(pane.state) is None
        pane.tables.others_changed = {(A, 3)}
        pane.tables.put(make_group(A, revision=4, severity=Severity.HIGH))
        await pane.settle()
        assert told(pane.state) == [("status", ""), ("severity", "")], "its entry has yet to come"


@pytest.mark.asyncio
async def test_own_changes_and_new_reports_are_no_news() -> None:
    async with scene() as pane:
        await pane.open(A)
        pane.tables.put(make_group(A, count=7))
        await pane.settle()
        pane.tables.put(make_group(A, revision=2, status=Status.RESOLVED))
        await pane.settle()
        assert told(pane.state) is None


@pytest.mark.asyncio
async def test_another_group_begins_without_news() -> None:
    async with scene() as pane:
        await pane.open(A)
        pane.tables.others_changed = {(A, 1)}
        pane.tables.put(make_group(A, revision=2), make_group(B))
        await pane.settle()
        assert pane.state.altered == ()
        await pane.open(B)
        assert pane.state.altered is None
        await pane.open(A)
        assert pane.state.altered is None
