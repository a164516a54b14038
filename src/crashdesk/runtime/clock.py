"""The time of this computer."""

from __future__ import annotations

import time

from crashdesk.core.ids import Instant


class SystemClock:
    """`core.ports.Clock` by the operating system."""

    def now(self) -> Instant:
        """Return the present instant."""
        return Instant(time.time_ns() // 1_000_000)
