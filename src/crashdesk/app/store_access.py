"""Opening the local store of a person on a server, wherever its key can be kept."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from crashdesk.core.errors import PassphraseWrong, StoreDamaged, StoreKeyLost, StoreTrouble
from crashdesk.core.ports import Clock, Vault
from crashdesk.core.profile import Profile
from crashdesk.core.secret import Secret
from crashdesk.store.passphrase import has_passphrase, key_for_store
from crashdesk.store.store import Store, new_store_key, open_store
from crashdesk.ui.dialogs.vault.state import Protection

KEYS = "store-key"
"""Owner of the keys in the vault; an entry's name is that of the store's file."""


class AskForProtection(Protocol):
    """Asks how to keep local data where there is no keyring."""

    async def __call__(self, *, exists: bool, was_wrong: bool) -> Protection | None:
        """Return the decision; None when the person would rather not open the store at all."""
        ...


class NotOpened(Exception):
    """The person would rather quit than open the local store."""


class StoreAccess:
    """Knows where stores lie and how to get at their keys."""

    def __init__(self, folder: Path, vault: Vault, clock: Clock, quota_bytes: Callable[[], int]) -> None:
        self._folder = folder
        self._vault = vault
        self._clock = clock
        self._quota_bytes = quota_bytes

    async def open(
        self, profile: Profile, ask: AskForProtection, on_trouble: Callable[[StoreTrouble], None]
    ) -> Store:
        """Open or create the store of the person who last signed in to `profile`.

        A file that its key does not open, or that is damaged, is set aside, told through `on_trouble`, and a
        new one begun. Raises `StoreTrouble` and `VaultTrouble` for everything else.
        """
        path = self.path_of(profile)
        key = await self._key(path, ask)
        if key is None:
            return await self._open(None, new_store_key())
        try:
            return await self._open(path, key)
        except (StoreKeyLost, StoreDamaged) as trouble:
            on_trouble(trouble)
            return await self._open(path, key)

    async def count_unsent(self, profile: Profile) -> int:
        """Return how many changes wait in a store whose key the vault has; 0 where nobody can look.

        Raises `StoreTrouble` and `VaultTrouble`.
        """
        path = self.path_of(profile)
        key = await self._vault.get(KEYS, path.stem)
        if key is None or not await asyncio.to_thread(path.exists):
            return 0
        store = await self._open(path, key)
        try:
            return len(await store.outbox.entries())
        finally:
            await store.close()

    def is_known(self, profile: Profile) -> bool:
        """Tell whether there is a store under a passphrase for who last signed in to `profile`."""
        return bool(profile.last_server_id) and has_passphrase(self.path_of(profile))

    def path_of(self, profile: Profile) -> Path:
        """Return the file for a person on a server. Ids come from servers and never become a file name."""
        digest = hashlib.sha256(f"{profile.last_server_id}\0{profile.last_user_id}".encode()).hexdigest()
        return self._folder / f"{digest[:32]}.crashdesk"

    async def _key(self, path: Path, ask: AskForProtection) -> Secret | None:
        if not self._vault.keeps:
            return await self._key_from_person(path, ask)
        key = await self._vault.get(KEYS, path.stem)
        if key is None:
            key = new_store_key()
            await self._vault.put(KEYS, path.stem, key)
        return key

    async def _key_from_person(self, path: Path, ask: AskForProtection) -> Secret | None:
        """Ask once a session; the vault of the session remembers the answer."""
        key = await self._vault.get(KEYS, path.stem)
        if key is None:
            key = await self._derive(path, ask)
            if key is not None:
                await self._vault.put(KEYS, path.stem, key)
        return key

    @staticmethod
    async def _derive(path: Path, ask: AskForProtection) -> Secret | None:
        exists, was_wrong = await asyncio.to_thread(has_passphrase, path), False
        while True:
            protection = await ask(exists=exists, was_wrong=was_wrong)
            if protection is None:
                raise NotOpened
            if protection.passphrase is None:
                return None
            try:
                return await key_for_store(path, protection.passphrase)
            except PassphraseWrong:
                was_wrong = True

    async def _open(self, path: Path | None, key: Secret) -> Store:
        return await open_store(path, key, self._clock, report_quota=self._quota_bytes)
