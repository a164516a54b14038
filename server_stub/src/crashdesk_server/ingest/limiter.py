"""How often one address may post."""

from __future__ import annotations

from crashdesk_server.clock import MINUTE, Clock
from crashdesk_server.web.address import sender_of

WINDOW = MINUTE
REPORTS = 5
PINGS = 30
METRICS = 30
"""Posts per address and window, as in the wire format's reference."""

_ADDRESSES = 50_000
"""Addresses remembered within a window; when there are more, further ones share one count."""
_OTHERS = ""


class Limiter:
    """Counts posts of one kind in fixed windows. Used on the event loop alone."""

    def __init__(self, clock: Clock, limit: int) -> None:
        self._clock = clock
        self._limit = limit
        self._window = 0
        self._counts: dict[str, int] = {}

    def allows(self, address: str) -> bool:
        """Count a post, valid or not, and tell whether it may go on."""
        address = sender_of(address)
        window = self._clock.now() // WINDOW
        if window != self._window:
            self._window, self._counts = window, {}
        if address not in self._counts and len(self._counts) >= _ADDRESSES:
            address = _OTHERS
        count = self._counts.get(address, 0) + 1
        self._counts[address] = count
        return count <= self._limit
