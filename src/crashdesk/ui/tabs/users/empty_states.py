"""What stands where the rows belong while there are none."""

from __future__ import annotations

from crashdesk.core.text import QT_TRANSLATE_NOOP
from crashdesk.ui.kit.amounts import grouped
from crashdesk.ui.kit.empty import EmptyState
from crashdesk.ui.kit.row_phase import Phase
from crashdesk.ui.tabs.users.state import Showing, UsersState

_NOBODY_WAITS = QT_TRANSLATE_NOOP("Users", "Nobody waits")
_NOBODY_WAITS_MORE = QT_TRANSLATE_NOOP(
    "Users", "Whoever registers stands here until somebody approves or rejects them. You will be told."
)
_SEE_ALL = QT_TRANSLATE_NOOP("Users", "Show all users")
_NOBODY = QT_TRANSLATE_NOOP("Users", "No accounts")
_NOBODY_MORE = QT_TRANSLATE_NOOP("Users", "This server shows none of its accounts to you.")
_NO_MATCH = QT_TRANSLATE_NOOP("Users", "Nobody matches this filter")
_NO_MATCH_MORE = QT_TRANSLATE_NOOP("Users", "There is nobody for whom this holds: {reading}.")
_NO_MATCH_PENDING_MORE = QT_TRANSLATE_NOOP("Users", "Of those who wait this holds for nobody: {reading}.")
_CLEAR = QT_TRANSLATE_NOOP("Users", "Clear the filter")
_NOT_FETCHED = QT_TRANSLATE_NOOP("Users", "Nothing is on this computer yet")
_NOT_FETCHED_MORE = QT_TRANSLATE_NOOP(
    "Users",
    "The server cannot be reached, and its accounts have never been fetched to here. "
    "The desk goes on trying by itself.",
)
_FETCHING = QT_TRANSLATE_NOOP("Users", "Fetching accounts")
_FETCHING_MORE = QT_TRANSLATE_NOOP("Users", "They are kept on this computer and can be read offline later.")
_FETCHED = QT_TRANSLATE_NOOP(
    "Users", "{count} changes so far. They are kept on this computer and can be read offline later."
)


def show_phase(empty: EmptyState, state: UsersState) -> bool:
    """Say why there are no rows; False when they are only a moment away and nothing should flash by."""
    is_pending = state.showing is Showing.PENDING
    match state.phase:
        case Phase.NOTHING if is_pending:
            empty.show_state("check", _NOBODY_WAITS, _NOBODY_WAITS_MORE, _SEE_ALL)
        case Phase.NOTHING:
            empty.show_state("users", _NOBODY, _NOBODY_MORE)
        case Phase.NO_MATCH:
            more = _NO_MATCH_PENDING_MORE if is_pending else _NO_MATCH_MORE
            empty.show_state("filter", _NO_MATCH, more(reading=state.shown.reading), _CLEAR)
        case Phase.NOT_FETCHED:
            empty.show_state("offline", _NOT_FETCHED, _NOT_FETCHED_MORE)
        case Phase.LOADING if not state.has_fetched:
            more = _FETCHED(count=grouped(state.fetched)) if state.fetched else _FETCHING_MORE
            empty.show_loading(_FETCHING, more)
        case _:
            return False
    return True
