"""What the profiles dialog needs from the program."""

from __future__ import annotations

from typing import Protocol

import msgspec

from crashdesk.core.profile import Profile


class Losses(msgspec.Struct, frozen=True):
    """What goes when a profile is removed.

    Attributes:
        secret: the keyring has a session or key for it.
        store_mb: size of its local store, 0 when there is none.
        unsent: changes that its server has never got.
    """

    secret: bool
    store_mb: int
    unsent: int


class ProfileKeeper(Protocol):
    """Keeps profiles. Every call raises `SettingsError` when the file cannot be written."""

    @property
    def profiles(self) -> tuple[Profile, ...]:
        """All profiles."""
        ...

    def add(self, profile: Profile) -> Profile:
        """Save a new profile and return it with its id."""
        ...

    def change(self, profile: Profile) -> None:
        """Save a profile in place of the one with its id."""
        ...

    async def losses(self, profile: Profile) -> Losses:
        """Find out what would go. Raises `VaultTrouble`, `StoreTrouble`."""
        ...

    async def remove(self, profile: Profile) -> None:
        """Forget a profile, its secret and its local store."""
        ...
