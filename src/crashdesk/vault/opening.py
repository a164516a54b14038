"""Finds a keyring that really keeps secrets."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable
from typing import cast

from crashdesk.core.errors import VaultMissing
from crashdesk.core.secret import Secret
from crashdesk.vault.keyring_vault import Backend, KeyringVault, understood
from crashdesk.vault.worker import Worker

TIMEOUT_S = 10.0
"""How long one call may take. A Secret Service answers in 11 ms; one that asks for a password may never."""

_TRUSTED = frozenset(
    f"keyring.backends.{name}" for name in ("SecretService", "libsecret", "kwallet", "macOS", "Windows")
)
"""Backends that encrypt at rest. Anything else (plain files, null, plug-ins) counts as no keyring."""

FindBackend = Callable[[], Backend]


async def open_vault(find: FindBackend | None = None, *, timeout_s: float = TIMEOUT_S) -> KeyringVault:
    """Return a vault whose keyring has just kept, returned and forgotten a probe.

    `find` is for another backend than the operating system's own; it runs in the worker's thread.
    Raises `VaultMissing` when there is none that encrypts and keeps (take a `SessionVault` then, and tell
    the person), `VaultLocked`, `VaultTimeout`, or `VaultTrouble` for everything else.
    """
    worker = Worker(timeout_s)
    backend = await worker.run(lambda: understood(find or find_backend))
    vault = KeyringVault(backend, worker)
    await _prove(vault)
    return vault


def find_backend() -> Backend:
    """Return the system's own keyring, or raise `VaultMissing`. Blocks: `keyring` looks for services."""
    import keyring

    found = keyring.get_keyring()
    # A chain may mix services with plain files: only its parts can be judged.
    chained = type(found).__module__ == "keyring.backends.chainer"
    parts: Iterable[object] = getattr(found, "backends", ()) if chained else (found,)
    for part in parts:
        if type(part).__module__ in _TRUSTED:
            return cast("Backend", part)
    raise VaultMissing(detail=f"not used: {type(found).__module__}")


async def _prove(vault: KeyringVault) -> None:
    probe = Secret(secrets.token_hex(16))
    name = secrets.token_hex(4)
    await vault.put("probe", name, probe)
    try:
        kept = await vault.get("probe", name)
    finally:
        await vault.delete("probe", name)
    if kept != probe:
        raise VaultMissing(detail="the keyring forgot what it was given")
