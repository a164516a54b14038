"""What stands where the entries belong while there are none."""

from __future__ import annotations

from crashdesk.core.text import QT_TRANSLATE_NOOP
from crashdesk.ui.kit.empty import EmptyState
from crashdesk.ui.kit.row_phase import Phase
from crashdesk.ui.tabs.audit.state import EntriesState

_NOTHING = QT_TRANSLATE_NOOP("Audit", "The log is empty")
_NOTHING_MORE = QT_TRANSLATE_NOOP(
    "Audit",
    "The server writes down who signs in, who decides about people, crashes and keys, and who reads this "
    "log. The first entry comes with the next thing that somebody does.",
)
_NO_MATCH = QT_TRANSLATE_NOOP("Audit", "Nothing matches this filter")
_NO_MATCH_MORE = QT_TRANSLATE_NOOP("Audit", "There is no entry for which this holds: {reading}.")
_CLEAR = QT_TRANSLATE_NOOP("Audit", "Clear the filter")
_NOT_FETCHED = QT_TRANSLATE_NOOP("Audit", "The log is not on this computer yet")
_NOT_FETCHED_MORE = QT_TRANSLATE_NOOP(
    "Audit",
    "The server cannot be reached, and its log has never been fetched to here. "
    "The desk goes on trying by itself.",
)
_FETCHING = QT_TRANSLATE_NOOP("Audit", "Fetching the audit log")
_FETCHING_MORE = QT_TRANSLATE_NOOP(
    "Audit", "It is verified on arrival and kept on this computer, so that it can be read offline later."
)
_JOURNAL_EMPTY = QT_TRANSLATE_NOOP("Audit", "This desk has done nothing yet")
_JOURNAL_EMPTY_MORE = QT_TRANSLATE_NOOP(
    "Audit", "What you decide here stands here from then on: what, when, and what the server answered."
)


def show_log_phase(empty: EmptyState, state: EntriesState) -> bool:
    """Say why there are no entries; False when they are only a moment away and nothing should flash by."""
    match state.phase:
        case Phase.NOTHING:
            empty.show_state("audit", _NOTHING, _NOTHING_MORE)
        case Phase.NOT_FETCHED:
            empty.show_state("offline", _NOT_FETCHED, _NOT_FETCHED_MORE)
        case Phase.LOADING if not state.has_fetched:
            empty.show_loading(_FETCHING, _FETCHING_MORE)
        case _:
            return _show_no_match(empty, state)
    return True


def show_journal_phase(empty: EmptyState, state: EntriesState) -> bool:
    """Likewise for the journal of this desk."""
    if state.phase is Phase.NOTHING:
        empty.show_state("audit", _JOURNAL_EMPTY, _JOURNAL_EMPTY_MORE)
        return True
    return _show_no_match(empty, state)


def _show_no_match(empty: EmptyState, state: EntriesState) -> bool:
    if state.phase is not Phase.NO_MATCH:
        return False
    empty.show_state("filter", _NO_MATCH, _NO_MATCH_MORE(reading=state.reading), _CLEAR)
    return True
