import pytest
from tests.support.shell_fakes import make_connection, make_session

from crashdesk.core.connection import Link
from crashdesk.core.errors import AnswerUnusable, QueryError
from crashdesk.core.tables import CountKind, RowCount
from crashdesk.core.text import Text
from crashdesk.ui.kit.row_phase import Phase
from crashdesk.ui.tabs.audit.state import (
    AuditState,
    EntriesState,
    Source,
    connected,
    filtered,
    first_state,
    misread,
    switched,
)

READER = frozenset({"audit", "audit.read"})


@pytest.mark.parametrize(
    ("capabilities", "remembered", "source"),
    [
        (READER, "", Source.SERVER),
        (READER, "desk", Source.DESK),
        (READER, "nonsense", Source.SERVER),
        (frozenset({"audit"}), "server", Source.DESK),
        (frozenset(), "server", Source.DESK),
    ],
)
def test_the_first_source_is_that_of_last_time_as_far_as_rights_go(
    capabilities: frozenset[str], remembered: str, source: Source
) -> None:
    assert first_state(make_session(capabilities=capabilities), remembered).source is source


def test_the_tab_says_why_there_is_only_the_journal() -> None:
    no_right = first_state(make_session(capabilities=frozenset({"audit"})), "")
    no_log = first_state(make_session(capabilities=frozenset()), "")
    assert str(no_right.why_desk_only).startswith("You may not read this server's audit log")
    assert str(no_log.why_desk_only).startswith("This server keeps no audit log")
    assert first_state(make_session(capabilities=READER), "").why_desk_only is None


def test_where_there_is_only_the_journal_it_stays() -> None:
    assert switched(AuditState(Source.DESK, Text("T", "why")), Source.SERVER).source is Source.DESK
    assert switched(AuditState(Source.DESK), Source.SERVER).source is Source.SERVER


def test_an_empty_log_is_not_the_same_as_one_that_was_never_fetched() -> None:
    none = RowCount(0)
    offline = connected(EntriesState(count=none), make_connection(Link.OFFLINE, fresh_at=None))
    assert offline.phase is Phase.NOT_FETCHED
    assert connected(EntriesState(count=none), make_connection()).phase is Phase.NOTHING
    assert connected(EntriesState(count=none), make_connection(Link.OFFLINE)).phase is Phase.NOTHING


def test_a_log_that_is_being_read_is_not_called_empty() -> None:
    none = EntriesState(count=RowCount(0))
    assert connected(none, make_connection(auditing=(0, 300))).phase is Phase.LOADING
    assert connected(none, make_connection(audit_problem=AnswerUnusable())).phase is Phase.LOADING


def test_a_journal_needs_no_server() -> None:
    state = EntriesState(needs_fetching=False, count=RowCount(0))
    assert connected(state, make_connection(Link.OFFLINE, fresh_at=None)).phase is Phase.NOTHING


def test_another_filter_unticks_and_counts_anew() -> None:
    state = EntriesState(count=RowCount(9), ticked=frozenset({"a"}), current="b")
    state = filtered(state, " is:refused", "it is “refused”")
    assert (state.ticked, state.count.kind, state.is_filtered) == (frozenset(), CountKind.COUNTING, True)
    assert state.targets == ("b",)
    assert filtered(state, "  ", "").is_filtered is False


def test_a_filter_that_cannot_be_read_keeps_the_rows() -> None:
    state = misread(EntriesState(count=RowCount(9)), "is:x", QueryError(Text("T", "no"), start=3, end=4))
    assert (state.count.value, state.filter) == (9, "is:x")
    assert state.problem is not None
    assert (state.problem.start, state.problem.end) == (3, 4)


def test_copies_apply_to_what_is_ticked_first() -> None:
    assert EntriesState(current="c", ticked=frozenset({"b", "a"})).targets == ("a", "b")
    assert EntriesState().targets == ()
