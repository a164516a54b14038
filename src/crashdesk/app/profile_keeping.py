"""Keeps profiles for their dialog: adding, changing, and removing with everything that belongs to one."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import msgspec

from crashdesk.app.store_access import KEYS, StoreAccess
from crashdesk.core.ids import ServerId, UserId
from crashdesk.core.ports import Vault
from crashdesk.core.profile import Profile
from crashdesk.services.sessions import CREDENTIAL
from crashdesk.settings.profiles import ProfileBook
from crashdesk.ui.dialogs.profiles.service import Losses

_MB = 1_000_000
CloseDesk = Callable[[Profile], Awaitable[None]]
"""Closes the desk if it is the profile's: an open store cannot be deleted."""


class ProfileKeeping:
    """A `ProfileKeeper` over the profile book, the vault and the folder of stores."""

    def __init__(self, book: ProfileBook, vault: Vault, stores: StoreAccess, close_desk: CloseDesk) -> None:
        self._book = book
        self._vault = vault
        self._stores = stores
        self._close_desk = close_desk

    @property
    def profiles(self) -> tuple[Profile, ...]:
        """All profiles."""
        return self._book.profiles

    def add(self, profile: Profile) -> Profile:
        """Save a new profile and return it with its id."""
        return self._book.add(profile)

    def change(self, profile: Profile) -> None:
        """Save a profile in place of the one with its id.

        At another address somebody else may answer: one has to sign in there, and what proved who one is
        to the former server is never shown to the new one.
        """
        former = self._book.get(profile.id)
        if former is not None and former.url != profile.url:
            profile = msgspec.structs.replace(profile, last_server_id=ServerId(""), last_user_id=UserId(""))
        self._book.change(profile)

    async def losses(self, profile: Profile) -> Losses:
        """Find out what would go. Raises `VaultTrouble`, `StoreTrouble`."""
        secret = await self._vault.get(profile.id, CREDENTIAL)
        if not self._owns_store(profile):
            return Losses(secret=secret is not None, store_mb=0, unsent=0)
        path = self._stores.path_of(profile)
        size = await asyncio.to_thread(_size_of, path)
        return Losses(
            secret=secret is not None,
            store_mb=-(-size // _MB),
            unsent=await self._stores.count_unsent(profile) if size else 0,
        )

    async def remove(self, profile: Profile) -> None:
        """Forget a profile, its secret and its local store."""
        await self._close_desk(profile)
        await self._vault.delete(profile.id, CREDENTIAL)
        if self._owns_store(profile):
            path = self._stores.path_of(profile)
            await self._vault.delete(KEYS, path.stem)
            await asyncio.to_thread(_delete, path)
        self._book.remove(profile.id)

    def _owns_store(self, profile: Profile) -> bool:
        """Tell whether there is a store that no other profile leads to."""
        mine = (profile.last_server_id, profile.last_user_id)
        others = (other for other in self._book.profiles if other.id != profile.id)
        return bool(mine[0]) and all((o.last_server_id, o.last_user_id) != mine for o in others)


def _files_of(path: Path) -> list[Path]:
    """Return a store's file and what lies beside it; what was set aside stays: it may hold unsent changes."""
    return [file for file in path.parent.glob(f"{path.name}*") if ".set-aside-" not in file.name]


def _size_of(path: Path) -> int:
    return sum(file.stat().st_size for file in _files_of(path)) if path.parent.exists() else 0


def _delete(path: Path) -> None:
    for file in _files_of(path):
        file.unlink(missing_ok=True)
