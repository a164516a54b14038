"""What the server sends is in the store after one transaction a page, and what it no longer names goes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from pathlib import Path

import msgspec
import pytest
import pytest_asyncio
from tests.support.manual_clock import NOVEMBER, ManualClock
from tests.support.store_builders import (
    change_page,
    group_query,
    make_content,
    make_group,
    make_note,
    make_report,
    opened_store,
)

from crashdesk.core.changes import ChangePage, Undecoded
from crashdesk.core.crash_groups import Status
from crashdesk.core.crash_reports import CrashReport, Facet, FacetValue, GroupStatistics, Histogram
from crashdesk.core.errors import AnswerUnusable
from crashdesk.core.ids import HOUR, GroupId, Instant, ReportId, UserId
from crashdesk.core.outbox import ObjectType
from crashdesk.core.people import Person
from crashdesk.core.usage import Usage, UsageDay
from crashdesk.store.store import Store

GROUP, REPORT, ACTIVITY, PERSON = tuple(ObjectType)[:4]
G1, G2 = GroupId("grp_1"), GroupId("grp_2")


@pytest_asyncio.fixture
async def store(tmp_path: Path) -> AsyncGenerator[Store]:
    async with opened_store(tmp_path / "store.db") as opened:
        yield opened


def with_content(report: CrashReport, message: str = "boom") -> Undecoded[CrashReport]:
    full = msgspec.structs.replace(report, content=make_content(message))
    return Undecoded(b"", lambda _body: full)


async def ids(store: Store) -> set[str]:
    view = await store.tables.open_view(group_query())
    await view.ready()
    found = set(await view.ids(0, 10**6))
    await view.close()
    return found


@pytest.mark.asyncio
async def test_a_page_brings_its_objects_and_its_token(store: Store) -> None:
    assert await store.mirror.token() == ""
    page = await store.mirror.apply(
        change_page(
            make_group(), make_report("rep_1"), make_note("act_1"), Person(UserId("usr_1"), "Ada"), more=True
        )
    )
    assert page == ChangePage((), "t1", True)
    assert await store.mirror.token() == "t1"
    assert await store.tables.get(GROUP, G1) == make_group()
    assert await store.tables.reports_of(G1) == (make_report("rep_1"),)
    assert await store.tables.activity_of(G1) == (make_note("act_1"),)
    assert await store.tables.people() == (Person(UserId("usr_1"), "Ada"),)


@pytest.mark.asyncio
async def test_an_unusable_page_changes_nothing(store: Store) -> None:
    def refuse(_body: bytes) -> ChangePage:
        raise AnswerUnusable

    await store.mirror.apply(change_page(make_group()))
    with pytest.raises(AnswerUnusable):
        await store.mirror.apply(Undecoded(b"<html>", refuse))
    assert await store.mirror.token() == "t1"


@pytest.mark.asyncio
async def test_a_tombstone_takes_everything_that_belongs_to_a_group(store: Store) -> None:
    await store.mirror.apply(
        change_page(make_group(), make_group("grp_2"), make_report("rep_1"), make_note("act_1"))
    )
    await store.mirror.put_report(with_content(make_report("rep_1")))
    await store.mirror.put_statistics(statistics())
    await store.mirror.apply(change_page(gone=[(GROUP, "grp_1"), (GROUP, "grp_unknown")]))
    assert await ids(store) == {"grp_2"}
    assert await store.tables.reports_of(G1) == ()
    assert await store.tables.activity_of(G1) == ()
    assert await store.tables.report(ReportId("rep_1")) is None
    assert await store.tables.statistics_of(G1) is None


def statistics() -> GroupStatistics:
    histogram = Histogram(NOVEMBER, HOUR, (1, 2))
    return GroupStatistics(G1, NOVEMBER, (Facet("os", (FacetValue("linux", 3),)),), histogram, histogram)


@pytest.mark.asyncio
async def test_statistics_and_usage_are_cached(store: Store) -> None:
    assert await store.tables.statistics_of(G1) is None
    assert await store.tables.usage() is None
    usage = Usage(NOVEMBER, (UsageDay("2026-11-18", 1, 2),), (), ())
    await store.mirror.put_statistics(statistics())
    await store.mirror.put_usage(usage)
    assert await store.tables.statistics_of(G1) == statistics()
    assert await store.tables.usage() == usage


@pytest.mark.asyncio
async def test_the_timeline_and_samples_come_latest_first(store: Store) -> None:
    reports = [make_report(f"rep_{n}", received_at=Instant(NOVEMBER + n)) for n in range(3)]
    notes = [make_note(f"act_{n}", at=NOVEMBER + n) for n in range(3)]
    await store.mirror.apply(change_page(make_group(), *reports, *notes))
    assert await store.tables.reports_of(G1) == tuple(reversed(reports))
    assert await store.tables.activity_of(G1) == tuple(reversed(notes))


@pytest.mark.asyncio
async def test_a_resync_drops_what_is_no_longer_named(store: Store) -> None:
    await store.mirror.apply(
        change_page(make_group(), make_group("grp_2"), make_report("rep_1"), make_report("rep_2", "grp_2"))
    )
    await store.mirror.begin_resync(erase=False)
    assert await store.mirror.token() == ""
    assert await ids(store) == {"grp_1", "grp_2"}, "rows stay on the screen meanwhile"
    await store.mirror.apply(
        change_page(make_group("grp_2"), make_report("rep_2", "grp_2"), make_group("grp_3"), token="t9")
    )
    await store.mirror.end_resync()
    assert await ids(store) == {"grp_2", "grp_3"}
    assert await store.tables.reports_of(G1) == ()
    assert len(await store.tables.reports_of(G2)) == 1
    assert await store.mirror.token() == "t9"


@pytest.mark.asyncio
async def test_a_resync_goes_on_after_a_restart(tmp_path: Path) -> None:
    path = tmp_path / "again.db"
    async with opened_store(path) as store:
        await store.mirror.apply(change_page(make_group(), make_group("grp_2")))
        await store.mirror.begin_resync(erase=False)
    async with opened_store(path) as store:
        await store.mirror.apply(change_page(make_group("grp_2")))
        await store.mirror.end_resync()
        assert await ids(store) == {"grp_2"}


@pytest.mark.asyncio
async def test_an_older_state_in_a_resync_still_names_its_object(store: Store) -> None:
    await store.mirror.apply(change_page(make_group(revision=5)))
    await store.mirror.begin_resync(erase=False)
    await store.mirror.apply(change_page(make_group(revision=4)))
    await store.mirror.end_resync()
    assert await store.tables.get(GROUP, G1) == make_group(revision=5)


@pytest.mark.asyncio
async def test_without_a_resync_its_end_drops_nothing(store: Store) -> None:
    await store.mirror.apply(change_page(make_group()))
    await store.mirror.end_resync()
    assert await ids(store) == {"grp_1"}


@pytest.mark.asyncio
async def test_erasing_leaves_nothing_of_the_mirror(store: Store) -> None:
    await store.mirror.apply(change_page(make_group(), make_report("rep_1"), Person(UserId("usr_1"), "Ada")))
    await store.mirror.put_report(with_content(make_report("rep_1")))
    await store.mirror.put_usage(Usage(NOVEMBER, (), (), ()))
    await store.mirror.begin_resync(erase=True)
    assert await ids(store) == set()
    assert await store.tables.report(ReportId("rep_1")) is None
    assert await store.tables.people() == ()
    assert await store.tables.usage() is None


@pytest.mark.asyncio
async def test_content_is_kept_beside_the_sample(store: Store) -> None:
    report = make_report("rep_1", latest=True)
    await store.mirror.apply(change_page(make_group(), report))
    assert await store.tables.report(ReportId("rep_1")) == report
    await store.mirror.put_report(with_content(report))
    found = await store.tables.report(ReportId("rep_1"))
    assert found is not None
    assert found.content == make_content("boom")
    assert await store.tables.reports_of(G1) == (report,)
    await store.mirror.apply(change_page(make_report("rep_1", latest=False)))
    found = await store.tables.report(ReportId("rep_1"))
    assert found is not None
    assert (found.latest, found.content) == (False, make_content("boom"))


@pytest.mark.asyncio
async def test_content_of_a_group_that_is_gone_is_not_kept(store: Store) -> None:
    await store.mirror.put_report(with_content(make_report("rep_1")))
    assert await store.tables.report(ReportId("rep_1")) is None


@pytest.mark.asyncio
async def test_over_the_quota_what_was_not_looked_at_goes_first(tmp_path: Path) -> None:
    clock = ManualClock()
    async with opened_store(tmp_path / "small.db", clock, report_quota=lambda: 2_500) as store:
        reports = [make_report(f"rep_{n}", first=True) for n in range(3)]
        await store.mirror.apply(change_page(make_group(), *reports))
        for report in reports[:2]:
            await store.mirror.put_report(with_content(report, "x" * 1000))
            clock.advance(2 * HOUR)
        await store.tables.report(ReportId("rep_0"))
        clock.advance(2 * HOUR)
        await store.mirror.put_report(with_content(reports[2], "x" * 1000))
        kept = [
            found.id
            for report in reports
            if (found := await store.tables.report(report.id)) is not None and found.content is not None
        ]
        assert kept == ["rep_0", "rep_2"]


@pytest.mark.asyncio
async def test_another_quota_holds_from_the_next_content_on(tmp_path: Path) -> None:
    quota = 10_000
    async with opened_store(tmp_path / "small.db", report_quota=lambda: quota) as store:
        reports = [make_report(f"rep_{n}", first=True) for n in range(3)]
        await store.mirror.apply(change_page(make_group(), *reports))
        for report in reports[:2]:
            await store.mirror.put_report(with_content(report, "x" * 1000))
        quota = 1_500
        await store.mirror.put_report(with_content(reports[2], "x" * 1000))
        found = [await store.tables.report(report.id) for report in reports]
        assert [report.id for report in found if report and report.content] == ["rep_2"]


@pytest.mark.asyncio
async def test_bodies_to_fetch_are_first_and_latest_of_open_groups(store: Store) -> None:
    await store.mirror.apply(
        change_page(
            make_group(last_seen=Instant(NOVEMBER - 1)),
            make_group("grp_2"),
            make_group("grp_3", status=Status.RESOLVED),
            make_report("rep_1", first=True),
            make_report("rep_2"),
            make_report("rep_3", "grp_2", latest=True),
            make_report("rep_4", "grp_3", first=True, latest=True),
        )
    )
    missing = store.mirror.missing_bodies
    assert await missing(10) == (("grp_2", "rep_3"), ("grp_1", "rep_1"))
    assert await missing(1) == (("grp_2", "rep_3"),)
    await store.mirror.put_report(with_content(make_report("rep_3", "grp_2", latest=True)))
    assert await missing(10) == (("grp_1", "rep_1"),)


@pytest.mark.asyncio
async def test_nothing_is_fetched_ahead_when_the_quota_is_used_up(tmp_path: Path) -> None:
    async with opened_store(tmp_path / "small.db", report_quota=lambda: 1_000) as store:
        reports = [make_report(f"rep_{n}", first=True) for n in range(3)]
        await store.mirror.apply(change_page(make_group(), *reports))
        await store.mirror.put_report(with_content(reports[0], "x" * 1000))
        assert await store.mirror.missing_bodies(10) == ()


@pytest.mark.asyncio
async def test_commits_of_one_moment_are_announced_together(store: Store) -> None:
    heard: list[tuple[frozenset[ObjectType], frozenset[str] | None]] = []
    arrived = asyncio.Event()

    def listen(types: frozenset[ObjectType], changed: frozenset[str] | None) -> None:
        heard.append((types, changed))
        arrived.set()

    end = store.tables.subscribe(listen)
    await store.mirror.apply(change_page(make_group(), make_note("act_1")))
    await arrived.wait()
    assert heard == [(frozenset({GROUP, ACTIVITY}), frozenset({"grp_1", "act_1"}))]
    arrived.clear()
    await store.mirror.apply(change_page(*(make_group(f"grp_{n}") for n in range(2_000))))
    await arrived.wait()
    assert heard[1:] == [(frozenset({GROUP}), None)]
    end()
    await store.mirror.apply(change_page(make_group(count=9)))
    await store.tables.get(GROUP, G1)
    await asyncio.sleep(0)
    assert len(heard) == 2


@pytest.mark.asyncio
async def test_a_listener_that_fails_hinders_no_other(store: Store) -> None:
    failures: list[object] = []
    asyncio.get_running_loop().set_exception_handler(
        lambda _loop, context: failures.append(context["exception"])
    )
    arrived = asyncio.Event()

    def fail(_types: object, _ids: object) -> None:
        raise ValueError("a bug")

    store.tables.subscribe(fail)
    store.tables.subscribe(lambda _types, _ids: arrived.set())
    await store.mirror.apply(change_page(make_group()))
    await arrived.wait()
    assert [type(failure) for failure in failures] == [ValueError]


@pytest.mark.asyncio
async def test_places_remember_when_they_were_looked_at(tmp_path: Path) -> None:
    path = tmp_path / "looked.db"
    async with opened_store(path) as store:
        assert await store.last_looked.at("crash_groups") is None
        await store.last_looked.mark("crash_groups", NOVEMBER)
        await store.last_looked.mark("crash_groups", Instant(NOVEMBER - 1))
    async with opened_store(path) as store:
        assert await store.last_looked.at("crash_groups") == NOVEMBER
