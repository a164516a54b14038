"""A clock for telling history."""

from __future__ import annotations


class ReplayClock:
    """Shows the time of what is being replayed; never goes back."""

    def __init__(self, start: int) -> None:
        self._now = start

    def now(self) -> int:
        """Return the milliseconds since 1970-01-01 UTC."""
        return self._now

    def advance_to(self, time: int) -> None:
        """Move on; a time that has passed changes nothing."""
        self._now = max(self._now, time)
