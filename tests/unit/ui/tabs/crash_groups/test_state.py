import msgspec
import pytest
from tests.support.shell_fakes import make_connection

from crashdesk.core.connection import ConnectionState, Link
from crashdesk.core.errors import QueryError
from crashdesk.core.ids import GroupId, Instant
from crashdesk.core.tables import CountKind, RowCount
from crashdesk.core.text import Text
from crashdesk.services.triage import ItemOutcome, ItemResult, TriageOutcome
from crashdesk.ui.kit.row_phase import Phase
from crashdesk.ui.tabs.crash_groups.state import (
    CrashGroupsState,
    carried_out,
    connected,
    filtered,
    misread,
)

A, B, C = GroupId("a"), GroupId("b"), GroupId("c")
COUNTED = CrashGroupsState(count=RowCount(0), has_fetched=True, link=Link.ONLINE)


def having(state: CrashGroupsState, **values: object) -> CrashGroupsState:
    return msgspec.structs.replace(state, **values)


@pytest.mark.parametrize(
    ("state", "phase"),
    [
        (CrashGroupsState(), Phase.LOADING),
        (COUNTED, Phase.NOTHING),
        (having(COUNTED, count=RowCount(3)), Phase.ROWS),
        (having(COUNTED, count=RowCount(200, CountKind.COUNTING)), Phase.ROWS),
        (having(COUNTED, is_filtered=True), Phase.NO_MATCH),
        (having(COUNTED, has_fetched=False, link=Link.OFFLINE), Phase.NOT_FETCHED),
        (having(COUNTED, has_fetched=False, link=Link.ONLINE), Phase.LOADING),
        (having(COUNTED, has_fetched=False, link=Link.OFFLINE, count=RowCount(3)), Phase.ROWS),
    ],
)
def test_what_stands_where_the_rows_belong(state, phase):
    assert state.phase is phase


def test_actions_apply_to_what_is_ticked_else_to_the_current_group():
    assert CrashGroupsState().targets == ()
    assert CrashGroupsState(current=A).targets == (A,)
    assert CrashGroupsState(current=A, ticked=frozenset({C, B})).targets == (B, C)


def test_another_filter_unticks_everything():
    state = filtered(CrashGroupsState(ticked=frozenset({A})), "is:open", "it is open")

    assert (state.ticked, state.filter, state.reading, state.is_filtered) == (
        frozenset(),
        "is:open",
        "it is open",
        True,
    )


def test_a_filter_that_cannot_be_read_leaves_rows_and_ticks():
    before = CrashGroupsState(count=RowCount(3), ticked=frozenset({A}), reading="all open")
    state = misread(before, "is:opne", QueryError(Text("T", "No such value."), 3, 7))

    assert (state.count, state.ticked, state.reading) == (before.count, before.ticked, "all open")
    assert (state.problem.start, state.problem.end, str(state.problem.text)) == (3, 7, "No such value.")
    assert filtered(state, "is:open", "").problem is None


def test_what_was_refused_stays_ticked_with_the_results():
    results = (
        ItemResult(A, ItemOutcome.QUEUED),
        ItemResult(B, ItemOutcome.REFUSED),
        ItemResult(C, ItemOutcome.UNCHANGED),
    )
    state = carried_out(
        CrashGroupsState(ticked=frozenset({A, B, C})), TriageOutcome(results, Text("T", "Done"))
    )

    assert state.ticked == {B}
    assert state.results == results


def test_when_all_was_done_there_is_nothing_to_read():
    outcome = TriageOutcome((ItemResult(A, ItemOutcome.QUEUED),), Text("T", "Done"))
    state = carried_out(CrashGroupsState(ticked=frozenset({A})), outcome)

    assert (state.ticked, state.results) == (frozenset(), ())


def test_the_connection_says_whether_anything_was_fetched():
    assert connected(CrashGroupsState(), make_connection()).has_fetched
    assert not connected(CrashGroupsState(), ConnectionState(Link.OFFLINE, Instant(0))).has_fetched
