import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from tests.support.fake_tables import FakeTables
from tests.support.manual_clock import ManualClock
from tests.support.shell_fakes import MemorySettings, make_connection, make_session
from tests.support.store_builders import make_group

from crashdesk.core.actions import Availability
from crashdesk.core.connection import ConnectionState, Link
from crashdesk.core.crash_groups import (
    AssigneeChange,
    CrashGroup,
    NoteAddition,
    Severity,
    SeverityChange,
    Status,
    StatusChange,
)
from crashdesk.core.errors import CrashDeskError, ServerUnreachable
from crashdesk.core.ids import ActionId, ChangeId, GroupId, Instant, UserId
from crashdesk.core.people import Person
from crashdesk.core.query.ast import EVERYTHING
from crashdesk.core.query.complete import Completions
from crashdesk.core.tables import SortKey
from crashdesk.core.text import Text
from crashdesk.runtime.jobs import RunningJobs
from crashdesk.services.triage import ItemOutcome, ItemResult, TriageOutcome
from crashdesk.ui.kit.row_phase import Phase
from crashdesk.ui.kit.row_source import RowSource
from crashdesk.ui.kit.tab_spec import TabContext
from crashdesk.ui.tabs.crash_groups import actions
from crashdesk.ui.tabs.crash_groups.presenter import CrashGroupsPresenter, Question
from crashdesk.ui.tabs.crash_groups.state import CrashGroupsState

A, B = GroupId("grp_a"), GroupId("grp_b")
GROUPS = (make_group(A, count=3, last_version="2.0"), make_group(B, count=4))
ME, OTHER, GONE = (
    Person(UserId("usr_1"), "Mira"),
    Person(UserId("usr_0"), "Ada"),
    Person(UserId("usr_9"), "Zoe", enabled=False),
)


@dataclass
class FakeView:
    states: list[CrashGroupsState] = field(default_factory=list)
    questions: list[tuple[Question, Callable[[Any], None]]] = field(default_factory=list)
    offers: list[Completions] = field(default_factory=list)
    copies: list[str] = field(default_factory=list)
    rows: list[tuple[CrashGroup, ...]] = field(default_factory=list)

    def show_state(self, state: CrashGroupsState) -> None:
        self.states.append(state)

    def ask(self, question: Question, decide: Callable[[Any], None]) -> None:
        self.questions.append((question, decide))

    def offer(self, completions: Completions) -> None:
        self.offers.append(completions)

    def copy(self, text: str) -> None:
        self.copies.append(text)

    def copy_rows(self, groups: tuple[CrashGroup, ...]) -> None:
        self.rows.append(groups)


@dataclass
class FakeTriage:
    refused: frozenset[str] = frozenset()
    fails: CrashDeskError | None = None
    changes: list[tuple[tuple[GroupId, ...], object]] = field(default_factory=list)
    deletions: list[tuple[GroupId, ...]] = field(default_factory=list)

    async def change(self, ids: tuple[GroupId, ...], change: object) -> TriageOutcome:
        self.changes.append((ids, change))
        results = tuple(
            ItemResult(i, ItemOutcome.REFUSED if i in self.refused else ItemOutcome.QUEUED) for i in ids
        )
        return TriageOutcome(results, Text("T", "Did it"), (ChangeId(7),))

    async def delete(self, ids: tuple[GroupId, ...]) -> TriageOutcome:
        self.deletions.append(ids)
        if self.fails:
            raise self.fails
        return TriageOutcome(tuple(ItemResult(i, ItemOutcome.DONE) for i in ids), Text("T", "Deleted"))


@dataclass
class FakeWindow:
    toasts: list[tuple[str, tuple[ChangeId, ...]]] = field(default_factory=list)
    refreshed: int = 0

    def toast(self, text: Text, undo: tuple[ChangeId, ...] = ()) -> None:
        self.toasts.append((str(text), undo))

    def report(self, error: CrashDeskError) -> None:
        raise AssertionError(error)

    def set_count(self, tab_key: str, count: int | None) -> None:
        pass

    def actions_changed(self) -> None:
        self.refreshed += 1

    def availability(self, action: ActionId) -> Availability:
        return Availability(enabled=True)

    def carry_out(self, action: ActionId) -> None:
        pass


class Desk:
    def __init__(self) -> None:
        self.tables = FakeTables(*GROUPS, people=(OTHER, ME, GONE))
        self.tables.values = {"last_version": ("1.0.0", "2.0", "2.1")}
        self.view, self.triage, self.window = FakeView(), FakeTriage(), FakeWindow()
        self.settings = MemorySettings()
        self.failures: list[CrashDeskError] = []
        self.bugs: list[BaseException] = []
        self.jobs = RunningJobs(lambda _job, error, _quiet: self.failures.append(error), self.bugs.append)
        self.watchers: list[Callable[[ConnectionState], None]] = []
        context = TabContext(
            self.tables,  # type: ignore[arg-type]
            self.jobs,
            self.settings,
            ManualClock(),
            make_session(),
            self.window,
            make_connection,
            self._watch,
            str,
            {},
        )
        self.rows = RowSource(self.tables, self.jobs, "rows", pause_s=0)  # type: ignore[arg-type]
        self.presenter = CrashGroupsPresenter(
            self.view,
            context,
            self.triage,
            self.rows,
            (SortKey("title"),),  # type: ignore[arg-type]
        )

    def _watch(self, watcher: Callable[[ConnectionState], None]) -> Callable[[], None]:
        self.watchers.append(watcher)
        return lambda: self.watchers.remove(watcher)

    @property
    def state(self) -> CrashGroupsState:
        return self.presenter.state

    async def settle(self) -> None:
        async with asyncio.timeout(10):
            while self.jobs.running:
                await asyncio.sleep(0)

    async def ask(self, action: ActionId) -> tuple[Question, Callable[[Any], None]]:
        self.presenter.trigger(action)
        await self.settle()
        return self.view.questions[-1]


@asynccontextmanager
async def a_desk() -> AsyncIterator[Desk]:
    desk = Desk()
    desk.presenter.start()
    await desk.settle()
    yield desk
    await desk.presenter.close()
    await desk.jobs.close_all()
    assert not desk.bugs
    assert not desk.watchers


@pytest.mark.asyncio
async def test_it_begins_with_the_filter_of_last_time():
    desk = Desk()
    desk.settings.layouts["crash_groups.filter"] = "is:open"
    desk.presenter.start()
    await desk.settle()

    assert desk.state.filter == "is:open"
    assert desk.tables.queries[0].where != EVERYTHING
    assert desk.tables.queries[0].me == "usr_1"
    await desk.presenter.close()


@pytest.mark.asyncio
async def test_a_filter_is_shown_remembered_and_read_back():
    async with a_desk() as desk:
        desk.presenter.set_filter("severity:high")
        await desk.settle()

        assert desk.settings.layouts["crash_groups.filter"] == "severity:high"
        assert "severity" in desk.state.reading
        assert desk.tables.queries[-1].sort == (SortKey("title"),)


@pytest.mark.asyncio
async def test_a_filter_with_a_mistake_asks_nothing_of_the_store():
    async with a_desk() as desk:
        asked = len(desk.tables.queries)
        desk.presenter.set_filter("is:open severity:awful")
        await desk.settle()

        assert len(desk.tables.queries) == asked
        assert desk.state.problem is not None
        assert desk.state.filter[desk.state.problem.start : desk.state.problem.end] == "awful"
        assert desk.settings.layouts["crash_groups.filter"] == ""


@pytest.mark.asyncio
async def test_another_order_keeps_the_filter():
    async with a_desk() as desk:
        desk.presenter.set_filter("is:open")
        desk.presenter.set_sort((SortKey("count", descending=True),))
        await desk.settle()

        first, second = desk.tables.queries[-2:] if len(desk.tables.queries) > 2 else desk.tables.queries
        assert second.sort == (SortKey("count", descending=True),)
        assert second.where != EVERYTHING
        assert first.where in {second.where, EVERYTHING}


@pytest.mark.asyncio
async def test_a_decision_applies_to_the_groups_ticked_when_it_was_asked():
    async with a_desk() as desk:
        desk.presenter.set_ticked({A, B})
        question, decide = await desk.ask(actions.SEVERITY)
        desk.presenter.set_ticked(())
        decide(SeverityChange(Severity.LOW))
        await desk.settle()

        assert question.reports == 7
        assert question.group is None
        assert desk.triage.changes == [((A, B), SeverityChange(Severity.LOW))]
        assert desk.window.toasts == [("Did it", (ChangeId(7),))]


@pytest.mark.asyncio
async def test_a_question_knows_the_group_its_versions_and_people_with_me_first():
    async with a_desk() as desk:
        desk.presenter.set_current(A)
        question, _ = await desk.ask(actions.ASSIGN)

        assert question.group == GROUPS[0]
        assert question.versions == ("2.0", "1.0.0", "2.1")
        assert question.people == (ME, OTHER)


@pytest.mark.asyncio
async def test_without_a_group_nothing_is_asked_and_it_says_why():
    async with a_desk() as desk:
        desk.presenter.set_current(GroupId(""))
        desk.presenter.trigger(actions.RESOLVE)
        await desk.settle()

        assert not desk.view.questions
        assert str(desk.presenter.availability(actions.RESOLVE).reason) == "Choose a group first."
        assert desk.presenter.availability(actions.FILTER).enabled


@pytest.mark.asyncio
async def test_reopening_and_taking_it_oneself_ask_nothing():
    async with a_desk() as desk:
        desk.presenter.set_current(B)
        desk.presenter.trigger(actions.REOPEN)
        desk.presenter.trigger(actions.ASSIGN_ME)
        await desk.settle()

        assert desk.triage.changes[0] == ((B,), StatusChange(Status.OPEN))
        assert desk.triage.changes[1] == ((B,), AssigneeChange(Person(UserId("usr_1"), "Mira Sandoval")))


@pytest.mark.asyncio
async def test_the_last_change_can_be_made_again_on_another_group():
    async with a_desk() as desk:
        desk.presenter.set_current(A)
        assert not desk.presenter.availability(actions.REPEAT).enabled
        desk.presenter.decide((A,), NoteAddition("known"))
        await desk.settle()
        desk.presenter.set_current(B)
        desk.presenter.trigger(actions.REPEAT)
        await desk.settle()

        assert desk.triage.changes[-1] == ((B,), NoteAddition("known"))


@pytest.mark.asyncio
async def test_what_was_refused_stays_ticked_and_is_listed():
    async with a_desk() as desk:
        desk.triage.refused = frozenset({B})
        desk.presenter.set_ticked({A, B})
        desk.presenter.decide((A, B), StatusChange(Status.OPEN))
        await desk.settle()

        assert desk.state.ticked == {B}
        assert len(desk.state.results) == 2
        assert desk.window.toasts == [("1 of 2 done; the others stay ticked.", (ChangeId(7),))]
        desk.presenter.dismiss_results()
        assert desk.state.results == ()


@pytest.mark.asyncio
async def test_deleting_goes_on_when_it_was_confirmed():
    async with a_desk() as desk:
        desk.presenter.set_current(A)
        question, decide = await desk.ask(actions.DELETE)
        assert (question.reports, desk.triage.deletions) == (3, [])
        decide(None)
        await desk.settle()

        assert desk.triage.deletions == [(A,)]


@pytest.mark.asyncio
async def test_when_the_connection_breaks_what_is_gone_is_not_ticked_any_more():
    async with a_desk() as desk:
        desk.triage.fails = ServerUnreachable()
        desk.presenter.set_ticked({A, B})
        desk.tables.rows = GROUPS[1:]
        desk.presenter.delete((A, B))
        await desk.settle()

        assert desk.state.ticked == {B}
        assert [type(failure) for failure in desk.failures] == [ServerUnreachable]


@pytest.mark.asyncio
async def test_copies():
    async with a_desk() as desk:
        desk.presenter.set_ticked({A, B})
        for action in (actions.COPY_TEXT, actions.COPY_MARKDOWN, actions.COPY_JSON, actions.COPY_ROWS):
            desk.presenter.trigger(action)
            await desk.settle()

        text, markdown, objects = desk.view.copies
        assert "TypeError: grp_a" in text
        assert "TypeError: grp_b" in text
        assert markdown.count("### ") == 2
        assert [found["group"]["id"] for found in json.loads(objects)] == [A, B]
        assert desk.view.rows == [GROUPS]
        assert desk.window.toasts[0] == ("Copied 2 groups", ())


@pytest.mark.asyncio
async def test_completion_proposes_fields_people_and_versions_of_the_store():
    async with a_desk() as desk:
        for text in ("sev", "assigned:A", "version:2"):
            desk.presenter.complete(text, len(text))
            await desk.settle()

        labels = [[item.label for item in offer.items] for offer in desk.view.offers]
        assert "severity:" in labels[0]
        assert labels[1] == ["Ada"]
        assert labels[2] == ["2.0", "2.1"]


@pytest.mark.asyncio
async def test_the_connection_decides_what_stands_where_there_are_no_rows():
    async with a_desk() as desk:
        desk.tables.put()
        await desk.settle()
        assert desk.state.phase is Phase.NOTHING
        for watcher in desk.watchers:
            watcher(ConnectionState(Link.OFFLINE, Instant(0)))

        assert desk.state.phase is Phase.NOT_FETCHED


@pytest.mark.asyncio
async def test_the_window_hears_when_the_selection_changes_and_only_then():
    async with a_desk() as desk:
        before = desk.window.refreshed
        desk.presenter.set_current(A)
        desk.presenter.set_current(A)
        desk.presenter.set_filter("is:open")
        await desk.settle()

        assert desk.window.refreshed == before + 1
