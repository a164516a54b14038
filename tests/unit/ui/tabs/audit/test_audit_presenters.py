import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from tests.support.audit_presenting import ENTRIES, FINDING, GOOD, FakeView, checking, opened
from tests.support.shell_fakes import MemorySettings, make_connection, make_session

from crashdesk.core.actions import AVAILABLE
from crashdesk.core.audit import Verification
from crashdesk.core.connection import Link
from crashdesk.core.errors import ServerUnreachable
from crashdesk.core.outbox import ObjectType
from crashdesk.core.tables import RowCount, SortKey
from crashdesk.ui.tabs.audit import actions
from crashdesk.ui.tabs.audit.presenter import AuditPresenter
from crashdesk.ui.tabs.audit.state import AuditState, EntriesState, Source
from crashdesk.ui.tabs.audit.verification.state import Mood

# The list


@pytest.mark.asyncio
async def test_the_filter_becomes_a_query_and_is_remembered() -> None:
    async with opened() as desk:
        desk.entries.start()
        desk.entries.set_filter("action:user.* is:refused")
        await desk.settle()
        assert desk.settings.layout("audit.log.filter") == "action:user.* is:refused"
        assert desk.tables.queries[-1].type is ObjectType.AUDIT_ENTRY
        assert desk.entries.state.reading == "action matches “user.*” and it is “refused”"
        assert desk.entries.state.count == RowCount(4)
        desk.entries.set_sort((SortKey("at"),))
        await desk.settle()
        assert desk.tables.queries[-1].sort == (SortKey("at"),)


@pytest.mark.asyncio
async def test_a_wrong_filter_keeps_the_rows_and_points_at_the_place() -> None:
    async with opened() as desk:
        desk.entries.start()
        await desk.settle()
        desk.entries.set_filter("is:nonsense")
        await desk.settle()
        assert desk.entries.state.problem is not None
        assert len(desk.tables.queries) == 1
        assert desk.settings.layout("audit.log.filter") == ""


@pytest.mark.asyncio
async def test_actors_of_the_log_are_proposed() -> None:
    async with opened() as desk:
        desk.tables.values = {"actor_label": ("Mira Okafor",), "action": ("user.approved",)}
        desk.entries.complete("actor:Mi", 8)
        await desk.settle()
        desk.entries.complete("action:u", 8)
        await desk.settle()
        assert [offer.items[0].insert for offer in desk.view.offers] == ['"Mira Okafor"', "user.approved"]


@pytest.mark.asyncio
async def test_an_entry_is_shown_among_all_even_where_a_filter_hid_it() -> None:
    async with opened() as desk:
        desk.entries.set_filter("is:refused")
        await desk.settle()
        desk.entries.show(("nowhere", ENTRIES[2].id))
        await desk.settle()
        assert desk.entries.state.filter == ""
        assert desk.rows._window.current == ENTRIES[2].id


@pytest.mark.asyncio
async def test_what_is_ticked_is_copied_else_the_current_one() -> None:
    async with opened() as desk:
        copied: list[list[str]] = []

        def write(entries: Any) -> None:
            copied.append([entry.id for entry in entries])

        desk.entries.set_current(ENTRIES[0].id)
        desk.entries.copy(write)
        await desk.settle()
        desk.entries.set_ticked([ENTRIES[1].id, ENTRIES[3].id, "gone"])
        desk.entries.copy(write)
        await desk.settle()
        assert copied == [[ENTRIES[0].id], [ENTRIES[1].id, ENTRIES[3].id]]
        assert [text for text, _ in desk.window.toasts] == ["Copied 1 row", "Copied 2 rows"]


# Which source


def test_the_source_is_remembered_and_decides_what_can_be_done() -> None:
    view, settings = FakeView(), MemorySettings()
    session = make_session(capabilities=frozenset({"audit", "audit.read"}))
    presenter = AuditPresenter(view, session, settings)
    presenter.start()
    rows = EntriesState(count=RowCount(3), current="a")
    assert presenter.availability(actions.BY_ACTOR, rows) is AVAILABLE
    presenter.switch()
    assert settings.layout("audit.source") == "desk"
    assert view.states[-1] == AuditState(Source.DESK)
    assert str(presenter.availability(actions.BY_ACTOR, rows).reason).startswith("This is about the server's")
    assert presenter.availability(actions.EXPORT, rows) is AVAILABLE
    empty = EntriesState(count=RowCount(0))
    assert presenter.availability(actions.EXPORT, empty).enabled is False
    assert str(presenter.availability(actions.COPY_TEXT, empty).reason) == "Choose an entry first."


def test_without_the_right_there_is_nothing_to_switch_to() -> None:
    presenter = AuditPresenter(FakeView(), make_session(capabilities=frozenset()), MemorySettings())
    refused = presenter.availability(actions.SWITCH, EntriesState())
    assert str(refused.reason).startswith("This server keeps no audit log")
    presenter.switch()
    assert presenter.state.source is Source.DESK


# The verification


@pytest.mark.asyncio
async def test_the_strip_follows_the_store_and_the_connection() -> None:
    async with opened() as desk, checking(desk) as (presenter, news):
        assert desk.view.strips[-1].mood is Mood.CALM
        assert len(news) == 1
        desk.log.known = Verification(2, "00" * 32, finding=FINDING)
        desk.log.breaks = (FINDING, FINDING)
        for listener in desk.tables._listeners:
            listener(frozenset({ObjectType.AUDIT_ENTRY}), frozenset())
        await desk.settle()
        assert desk.view.strips[-1].mood is Mood.ALARM
        assert "It breaks at 1 more place." in str(desk.view.strips[-1].more)
        assert len(news) == 2
        for watcher in desk.watchers:
            watcher(make_connection(Link.OFFLINE))
        assert presenter.state.link is Link.OFFLINE


@pytest.mark.asyncio
async def test_comparing_shows_how_far_it_is_and_ends_with_a_word() -> None:
    async with opened() as desk, checking(desk) as (presenter, _):

        async def compare(tell: Callable[[int, int], None]) -> None:
            tell(2, 4)
            await asyncio.sleep(0)

        desk.log.compare = compare
        presenter.trigger(actions.COMPARE)
        assert presenter.availability(actions.COMPARE).enabled is True
        await asyncio.sleep(0)
        assert presenter.availability(actions.COMPARE).enabled is False
        await desk.settle()
        assert (2, 4) in [strip.progress for strip in desk.view.strips]
        assert desk.view.strips[-1].mood is Mood.CALM
        assert [text for text, _ in desk.window.toasts] == [
            "Compared 4 entries with the server: nothing has changed"
        ]


@pytest.mark.asyncio
async def test_comparing_can_be_stopped_and_can_fail() -> None:
    async with opened() as desk, checking(desk) as (presenter, _):

        async def wait(_tell: Callable[[int, int], None]) -> None:
            await asyncio.Event().wait()

        async def fail(_tell: Callable[[int, int], None]) -> None:
            raise ServerUnreachable

        desk.log.compare = wait
        presenter.trigger(actions.COMPARE)
        await asyncio.sleep(0)
        next(job for job in desk.jobs.running if not job.quiet).cancel()
        await desk.settle()
        assert desk.view.strips[-1].progress is None
        desk.log.compare = fail
        presenter.trigger(actions.COMPARE)
        await desk.settle()
        assert [type(error) for error in desk.failures] == [ServerUnreachable]
        assert (desk.view.strips[-1].progress, desk.window.toasts) == (None, [])


@pytest.mark.asyncio
async def test_a_break_is_put_aside_only_after_a_question() -> None:
    async with opened() as desk:
        desk.log.known, desk.log.breaks = Verification(2, "00" * 32, finding=FINDING), (FINDING,)
        async with checking(desk) as (presenter, _):
            desk.view.answer = False
            presenter.trigger(actions.ACKNOWLEDGE)
            await desk.settle()
            assert desk.log.acknowledged == []
            desk.view.answer = True
            presenter.trigger(actions.ACKNOWLEDGE)
            await desk.settle()
            assert desk.log.acknowledged == [(FINDING, "Seen: Entry 3 was changed after it was written")]
            assert desk.view.strips[-1].mood is Mood.CALM
            assert presenter.availability(actions.ACKNOWLEDGE).enabled is False


@pytest.mark.asyncio
async def test_the_code_of_the_head_can_be_copied() -> None:
    async with opened() as desk:
        desk.log.known = Verification()
        async with checking(desk) as (presenter, _):
            assert presenter.availability(actions.COPY_HEAD).enabled is False
            presenter.trigger(actions.COPY_HEAD)
            desk.log.known = GOOD
            await presenter._read()
            presenter.trigger(actions.COPY_HEAD)
            assert desk.view.copies == ["3F7A-19C2"]
