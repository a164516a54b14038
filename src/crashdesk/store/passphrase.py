"""A store key from a passphrase, where no keyring keeps one (Argon2id, RFC 9106)."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import os
import secrets
from pathlib import Path

import msgspec
from argon2.low_level import Type, hash_secret_raw

from crashdesk.core.errors import PassphraseWrong
from crashdesk.core.secret import Secret

_KEY_BYTES = 32
_SALT_BYTES = 16
_CHECKED = b"crashdesk store key"


class Derivation(msgspec.Struct, frozen=True):
    """How a key is derived: what lies beside the store. The defaults are RFC 9106's second recommendation.

    Attributes:
        salt: random, in hexadecimal.
        check: proves a passphrase right without touching the store, empty until the first key was derived.
    """

    salt: str
    time_cost: int = 3
    memory_kib: int = 64 * 1024
    parallelism: int = 4
    check: str = ""


def key_from_passphrase(passphrase: Secret, derivation: Derivation) -> Secret:
    """Derive the store key. Takes a third of a second and 64 MiB: not for the event loop."""
    raw = hash_secret_raw(
        passphrase.reveal().encode("utf-8", "surrogatepass"),
        bytes.fromhex(derivation.salt),
        time_cost=derivation.time_cost,
        memory_cost=derivation.memory_kib,
        parallelism=derivation.parallelism,
        hash_len=_KEY_BYTES,
        type=Type.ID,
    )
    return Secret(raw.hex())


async def key_for_store(path: Path, passphrase: Secret) -> Secret:
    """Return the key of the store at `path`; its derivation is read from beside it, or made for a new one.

    Raises:
        PassphraseWrong: it is not the passphrase that the store was begun with.
    """
    return await asyncio.to_thread(_key_for_store, path, passphrase)


def has_passphrase(path: Path) -> bool:
    """Tell whether the store at `path` was begun with a passphrase."""
    return _derivation_of(path).exists()


def _key_for_store(path: Path, passphrase: Secret) -> Secret:
    beside = _derivation_of(path)
    if beside.exists():
        derivation = msgspec.json.decode(beside.read_bytes(), type=Derivation)
        key = key_from_passphrase(passphrase, derivation)
        if not hmac.compare_digest(_check_of(key), derivation.check):
            raise PassphraseWrong
        return key
    derivation = Derivation(secrets.token_hex(_SALT_BYTES))
    key = key_from_passphrase(passphrase, derivation)
    _write(beside, msgspec.structs.replace(derivation, check=_check_of(key)))
    return key


def _derivation_of(path: Path) -> Path:
    return path.with_name(path.name + ".passphrase.json")


def _check_of(key: Secret) -> str:
    return hmac.new(bytes.fromhex(key.reveal()), _CHECKED, hashlib.sha256).hexdigest()


def _write(path: Path, derivation: Derivation) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    new = path.with_name(path.name + ".new")
    with open(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:  # noqa: PTH123 - with a mode
        file.write(msgspec.json.encode(derivation))
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)
