"""What stands where the rows belong while there are none."""

from __future__ import annotations

from crashdesk.core.text import QT_TRANSLATE_NOOP
from crashdesk.ui.kit.empty import EmptyState
from crashdesk.ui.kit.row_phase import Phase
from crashdesk.ui.tabs.tasks.state import TasksState

_NOTHING = QT_TRANSLATE_NOOP("Tasks", "No background work")
_NOTHING_MORE = QT_TRANSLATE_NOOP("Tasks", "This server runs no tasks, or shows none of them to you.")
_NO_MATCH = QT_TRANSLATE_NOOP("Tasks", "Nothing matches this filter")
_NO_MATCH_MORE = QT_TRANSLATE_NOOP("Tasks", "There is nothing for which this holds: {reading}.")
_CLEAR = QT_TRANSLATE_NOOP("Tasks", "Clear the filter")
_NOT_FETCHED = QT_TRANSLATE_NOOP("Tasks", "Nothing is on this computer yet")
_NOT_FETCHED_MORE = QT_TRANSLATE_NOOP(
    "Tasks",
    "The server cannot be reached, and its tasks have never been fetched to here. "
    "The desk goes on trying by itself.",
)
_FETCHING = QT_TRANSLATE_NOOP("Tasks", "Fetching tasks")
_FETCHING_MORE = QT_TRANSLATE_NOOP("Tasks", "They are kept on this computer and can be read offline later.")


def show_phase(empty: EmptyState, state: TasksState) -> bool:
    """Say why there are no rows; False when they are only a moment away and nothing should flash by."""
    match state.phase:
        case Phase.NOTHING:
            empty.show_state("tasks", _NOTHING, _NOTHING_MORE)
        case Phase.NO_MATCH:
            empty.show_state("filter", _NO_MATCH, _NO_MATCH_MORE(reading=state.shown.reading), _CLEAR)
        case Phase.NOT_FETCHED:
            empty.show_state("offline", _NOT_FETCHED, _NOT_FETCHED_MORE)
        case Phase.LOADING if not state.has_fetched:
            empty.show_loading(_FETCHING, _FETCHING_MORE)
        case _:
            return False
    return True
