"""Opaque identifiers that sort by the time they were made."""

from __future__ import annotations

import secrets
from threading import Lock

from crashdesk_server.clock import Clock

_DIGITS = "0123456789abcdefghjkmnpqrstvwxyz"
"""Crockford's base 32: ASCII order is numeric order, and no letter looks like a digit."""
_RANDOM_BITS = 80
_LENGTH = 26
"""48 bits of time and 80 of chance, five to a character."""


class Ids:
    """Makes ids such as `grp_01jd3v…`; later ones sort after earlier ones, within a millisecond too."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = Lock()
        self._last = 0

    def new(self, prefix: str) -> str:
        """Return a new id of a type; `prefix` is without the underscore."""
        with self._lock:
            fresh = self._clock.now() << _RANDOM_BITS | secrets.randbits(_RANDOM_BITS)
            same_moment = fresh >> _RANDOM_BITS <= self._last >> _RANDOM_BITS
            self._last = self._last + 1 + secrets.randbits(16) if same_moment else fresh
            return f"{prefix}_{_encode(self._last)}"


def _encode(number: int) -> str:
    return "".join(_DIGITS[number >> 5 * place & 31] for place in reversed(range(_LENGTH)))
