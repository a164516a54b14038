"""How long to wait before trying again."""

from __future__ import annotations

import random
from collections.abc import Callable

from crashdesk.core.errors import CrashDeskError, TooManyRequests
from crashdesk.core.ids import MINUTE, SECOND

FIRST_MS = 2 * SECOND
LONGEST_MS = MINUTE


class Backoff:
    """Doubles the wait from 2 s to 60 s and spreads it, so that desks do not return in step."""

    def __init__(self, spread: Callable[[], float] = random.random) -> None:
        self._spread = spread
        self._failures = 0

    def reset(self) -> None:
        """Begin anew: something worked."""
        self._failures = 0

    def next_ms(self, problem: CrashDeskError | None = None) -> int:
        """Count a failure and return the wait; a pause that the server asked for is the least."""
        wait = min(FIRST_MS * 2**self._failures, LONGEST_MS)
        self._failures = min(self._failures + 1, 16)
        jittered = int(wait * (0.75 + self._spread() / 2))
        if isinstance(problem, TooManyRequests):
            return max(jittered, int(problem.retry_after_s * SECOND))
        return jittered
