"""Slows down guessing: attempts are counted per key in a sliding window."""

from __future__ import annotations

from collections import deque
from math import ceil

from crashdesk_server.clock import MINUTE, SECOND, Clock
from crashdesk_server.web import problems
from crashdesk_server.web.address import sender_of
from crashdesk_server.web.problems import ProblemError

WINDOW = 15 * MINUTE
PER_ACCOUNT = 5
"""Attempts at one account from one address in a window."""
PER_ADDRESS = 30
"""Attempts from one address in a window, at whatever account."""
_KEYS = 20_000
"""The most keys that are remembered; the longest unused one is forgotten first."""


class Throttle:
    """Counts attempts; used on the event loop alone."""

    def __init__(self, clock: Clock, per_account: int = PER_ACCOUNT, per_address: int = PER_ADDRESS) -> None:
        self._clock = clock
        self._per_account = per_account
        self._per_address = per_address
        self._attempts: dict[tuple[str, ...], deque[int]] = {}

    def attempt(self, address: str, account: str) -> None:
        """Count an attempt before it is looked at, so that many at once count too.

        Raises:
            ProblemError: 429 with Retry-After; the refused attempt is not counted.
        """
        sender = sender_of(address)
        limits = {(sender, account): self._per_account, (sender,): self._per_address}
        now = self._clock.now()
        waits = [self._wait(key, limit, now) for key, limit in limits.items()]
        if any(waits):
            seconds = ceil(max(waits) / SECOND)
            raise ProblemError(
                problems.TOO_MANY_REQUESTS,
                f"Try again in {seconds} s.",
                headers={"Retry-After": str(seconds)},
            )
        for key in limits:
            attempts = self._attempts.pop(key, deque())
            attempts.append(now)
            self._attempts[key] = attempts
        while len(self._attempts) > _KEYS:
            del self._attempts[next(iter(self._attempts))]

    def succeed(self, address: str, account: str) -> None:
        """Take an attempt back that was right.

        The wrong ones before it stay: who holds a decoy's password could have them forgotten else, and so
        guess without end at the password of the account behind it.
        """
        sender = sender_of(address)
        for key in ((sender, account), (sender,)):
            if attempts := self._attempts.get(key):
                attempts.pop()

    def _wait(self, key: tuple[str, ...], limit: int, now: int) -> int:
        attempts = self._attempts.get(key, deque())
        while attempts and attempts[0] <= now - WINDOW:
            attempts.popleft()
        return attempts[0] + WINDOW - now if len(attempts) >= limit else 0
