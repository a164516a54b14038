"""When to try again, and after how long."""

from __future__ import annotations

import asyncio
import random
import re
import time
from collections.abc import Awaitable, Callable
from email.utils import parsedate_to_datetime

import msgspec

LONGEST_S = 86_400.0
"""A server that asks for more than a day is taken to mean a day."""

_SECONDS = re.compile(r"\d{1,9}", re.ASCII)


class Pace(msgspec.Struct, frozen=True):
    """Time and chance, handed in so that tests decide them. `now` is in seconds since 1970."""

    sleep: Callable[[float], Awaitable[object]] = asyncio.sleep
    chance: Callable[[], float] = random.random
    now: Callable[[], float] = time.time


class RetryPolicy(msgspec.Struct, frozen=True):
    """How often and how patiently.

    Attributes:
        attempts: in all, the first one included. Few: the connection above tries on for as long as it takes.
        base_s: the pause before the second attempt is up to this long, and doubles from there.
        longest_pause_s: a server that asks for more gets its pause from those who called, not from here.
    """

    attempts: int = 3
    base_s: float = 0.3
    cap_s: float = 5.0
    longest_pause_s: float = 20.0

    def pause_s(self, attempt: int, retry_after_s: float | None, chance: float) -> float | None:
        """Return how long to wait after the failed `attempt` (from 1), None to give up.

        `chance` in 0…1 spreads many desks that lost the same server at the same moment.
        """
        if attempt >= self.attempts:
            return None
        if retry_after_s is not None:
            return retry_after_s if retry_after_s <= self.longest_pause_s else None
        return chance * min(self.cap_s, self.base_s * 2 ** (attempt - 1))


REAL_PACE = Pace()
USUAL_POLICY = RetryPolicy()


def parse_retry_after(value: str, now: float) -> float | None:
    """Read a `Retry-After` header (seconds or date, RFC 9110 section 10.2.3); None when it says nothing."""
    value = value.strip()
    if _SECONDS.fullmatch(value):
        return min(float(value), LONGEST_S)
    try:
        return min(max(parsedate_to_datetime(value).timestamp() - now, 0.0), LONGEST_S)
    except (ValueError, TypeError, OverflowError):
        return None
