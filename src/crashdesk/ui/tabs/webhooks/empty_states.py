"""What stands where the rows belong while there are none."""

from __future__ import annotations

from crashdesk.core.text import QT_TRANSLATE_NOOP
from crashdesk.ui.kit.empty import EmptyState
from crashdesk.ui.kit.row_list_state import RowListState
from crashdesk.ui.kit.row_phase import Phase

_NO_WEBHOOKS = QT_TRANSLATE_NOOP("Webhooks", "Nobody is told of anything yet")
_NO_WEBHOOKS_MORE = QT_TRANSLATE_NOOP(
    "Webhooks", "A webhook sends what happens on this server (crashes, people, tasks) to another program."
)
_NO_DELIVERIES = QT_TRANSLATE_NOOP("Webhooks", "Nothing was sent yet")
_NO_DELIVERIES_MORE = QT_TRANSLATE_NOOP(
    "Webhooks",
    "Each event that is sent to a webhook stands here, attempt by attempt. What comes is kept on this "
    "computer, also when the server has forgotten it.",
)
_NO_MATCH = QT_TRANSLATE_NOOP("Webhooks", "Nothing matches this filter")
_NO_MATCH_MORE = QT_TRANSLATE_NOOP("Webhooks", "There is nothing here for which this holds: {reading}.")
_CLEAR = QT_TRANSLATE_NOOP("Webhooks", "Clear the filter")
_NOT_FETCHED = QT_TRANSLATE_NOOP("Webhooks", "Nothing is on this computer yet")
_NOT_FETCHED_MORE = QT_TRANSLATE_NOOP(
    "Webhooks", "The server cannot be reached, and nothing was ever fetched to here. The desk goes on trying."
)


def show_webhook_phase(empty: EmptyState, state: RowListState) -> bool:
    """Say why there are no webhooks; False when they are only a moment away."""
    if state.phase is Phase.NOTHING:
        empty.show_state("webhook", _NO_WEBHOOKS, _NO_WEBHOOKS_MORE)
        return True
    return _show_other(empty, state)


def show_delivery_phase(empty: EmptyState, state: RowListState) -> bool:
    """Likewise for deliveries."""
    if state.phase is Phase.NOTHING:
        empty.show_state("outbox", _NO_DELIVERIES, _NO_DELIVERIES_MORE)
        return True
    return _show_other(empty, state)


def _show_other(empty: EmptyState, state: RowListState) -> bool:
    if state.phase is Phase.NOT_FETCHED:
        empty.show_state("offline", _NOT_FETCHED, _NOT_FETCHED_MORE)
        return True
    if state.phase is Phase.NO_MATCH:
        empty.show_state("filter", _NO_MATCH, _NO_MATCH_MORE(reading=state.reading), _CLEAR)
        return True
    return False
