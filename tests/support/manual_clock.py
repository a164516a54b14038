"""A clock that moves only when a test says so."""

from __future__ import annotations

from crashdesk.core.ids import Instant

NOVEMBER = Instant(1_795_000_000_000)
"""2026-11-18T11:06:40Z."""


class ManualClock:
    """Shows `instant` until it is advanced."""

    def __init__(self, instant: Instant = NOVEMBER) -> None:
        self.instant = instant

    def now(self) -> Instant:
        return self.instant

    def advance(self, ms: int) -> None:
        self.instant = Instant(self.instant + ms)
