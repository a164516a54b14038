"""Passwords, hashed by Argon2id (RFC 9106) off the event loop."""

from __future__ import annotations

from asyncio import Semaphore, to_thread

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

_AT_ONCE = 2
"""Each check takes 64 MiB and one core for a moment: no crowd of them may take the machine."""


class Passwords:
    """Hashes and checks passwords."""

    def __init__(self) -> None:
        self._hasher = PasswordHasher()
        self._slots = Semaphore(_AT_ONCE)
        self._decoy = ""

    async def hash(self, password: str) -> str:
        """Return what is kept of a password."""
        async with self._slots:
            return await to_thread(self.hash_now, password)

    def hash_now(self, password: str) -> str:
        """As `hash`, where waiting does no harm."""
        return self._hasher.hash(password)

    async def hash_with_salt(self, password: str, salt: bytes) -> str:
        """As `hash`, with a salt of 16 bytes or more that is given: equal passwords have equal results."""
        async with self._slots:
            return await to_thread(self._hasher.hash, password, salt=salt)

    async def matches(self, password: str, kept: str | None) -> bool:
        """Return whether a password is the kept one; without one it takes as long and is False."""
        async with self._slots:
            return await to_thread(self._verify, password, kept) and kept is not None

    def _verify(self, password: str, kept: str | None) -> bool:
        if kept is None:
            self._decoy = self._decoy or self._hasher.hash("nobody has this password")
        try:
            return self._hasher.verify(kept or self._decoy, password)
        except (VerificationError, InvalidHashError):
            return False
