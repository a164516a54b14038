"""What stands where the rows belong while there are none."""

from __future__ import annotations

from crashdesk.core.text import QT_TRANSLATE_NOOP
from crashdesk.ui.kit.amounts import grouped
from crashdesk.ui.kit.empty import EmptyState
from crashdesk.ui.kit.row_phase import Phase
from crashdesk.ui.tabs.crash_groups.state import CrashGroupsState

_NO_GROUPS = QT_TRANSLATE_NOOP("CrashGroups", "No crashes yet")
_NO_GROUPS_MORE = QT_TRANSLATE_NOOP(
    "CrashGroups",
    "A crash stands here as soon as a program reports it to this server. "
    "To send the first one from a Python program, run it with crashdesk_report.py beside it: "
    "the guide shows the three lines that it takes.",
)
_NO_MATCH = QT_TRANSLATE_NOOP("CrashGroups", "Nothing matches this filter")
_NO_MATCH_MORE = QT_TRANSLATE_NOOP("CrashGroups", "There is no group for which this holds: {reading}.")
_CLEAR = QT_TRANSLATE_NOOP("CrashGroups", "Clear the filter")
_NOT_FETCHED = QT_TRANSLATE_NOOP("CrashGroups", "Nothing is on this computer yet")
_NOT_FETCHED_MORE = QT_TRANSLATE_NOOP(
    "CrashGroups",
    "The server cannot be reached, and its crash groups have never been fetched to here. "
    "The desk goes on trying by itself.",
)
_FETCHING = QT_TRANSLATE_NOOP("CrashGroups", "Fetching crash groups")
_FETCHING_MORE = QT_TRANSLATE_NOOP(
    "CrashGroups", "They are kept on this computer and can be read offline later."
)
_FETCHED = QT_TRANSLATE_NOOP(
    "CrashGroups", "{count} so far. They are kept on this computer and can be read offline later."
)


def show_phase(empty: EmptyState, state: CrashGroupsState) -> bool:
    """Say why there are no rows; False when they are only a moment away and nothing should flash by."""
    match state.phase:
        case Phase.NOTHING:
            empty.show_state("crash", _NO_GROUPS, _NO_GROUPS_MORE)
        case Phase.NO_MATCH:
            empty.show_state("filter", _NO_MATCH, _NO_MATCH_MORE(reading=state.reading), _CLEAR)
        case Phase.NOT_FETCHED:
            empty.show_state("offline", _NOT_FETCHED, _NOT_FETCHED_MORE)
        case Phase.LOADING if not state.has_fetched:
            more = _FETCHED(count=grouped(state.fetched)) if state.fetched else _FETCHING_MORE
            empty.show_loading(_FETCHING, more)
        case _:
            return False
    return True
