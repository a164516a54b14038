"""When a delivery is attempted again: whatever went wrong but 410, until there are no attempts left."""

from __future__ import annotations

import random
from email.utils import parsedate_to_datetime

from crashdesk_server.clock import HOUR

MOST_MS = 6 * HOUR
"""The longest wait, also when a receiver asks for more."""
_JITTER = 0.2


def plain_wait_ms(backoff_ms: int, attempts: int) -> int:
    """Return how long to wait after so many attempts: it doubles each time."""
    return min(backoff_ms * 2 ** (attempts - 1), MOST_MS)


def wait_ms(backoff_ms: int, attempts: int, retry_after_ms: int | None) -> int:
    """Return how long to wait, scattered so that not all comes at once; a receiver may ask for more."""
    scattered = plain_wait_ms(backoff_ms, attempts) * random.uniform(1 - _JITTER, 1 + _JITTER)  # noqa: S311 - to spread, not to hide
    return min(max(round(scattered), retry_after_ms or 0), MOST_MS)


def to_come(backoff_ms: int, attempts: int, most: int, next_at: int | None) -> tuple[int, ...]:
    """Return when further attempts come if each fails: the next one, then without scatter."""
    if next_at is None:
        return ()
    times = [next_at]
    for done in range(attempts + 1, most):
        times.append(times[-1] + plain_wait_ms(backoff_ms, done))
    return tuple(times)


def read_retry_after(text: str, now: int) -> int | None:
    """Return how many milliseconds a `Retry-After` asks to wait, None if it says nothing."""
    if text.isdecimal() and len(text) < 10:
        return int(text) * 1000
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    if moment.tzinfo is None:
        return None
    return max(0, round(moment.timestamp() * 1000) - now)
