"""The key that signs checkpoints: 32 bytes in a file that nobody else may read, or from the environment."""

from __future__ import annotations

import secrets
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from crashdesk_server.storage.files import write_private

FILE_NAME = "audit-signing.key"


class SigningKey:
    """Signs with the key that is in force; the file is read each time, since a command may change it."""

    def __init__(self, folder: Path, given: bytes | None = None) -> None:
        self._file = folder / FILE_NAME
        self._given = given

    @property
    def public(self) -> str:
        """The public key, 64 hexadecimal digits."""
        return _public(self._key())

    def sign(self, message: bytes) -> str:
        """Return the Ed25519 signature of a message, 128 hexadecimal digits."""
        return self._key().sign(message).hex()

    def successor(self) -> bytes:
        """Return a new key, which is not in force yet."""
        return secrets.token_bytes(32)

    def replace(self, key: bytes) -> None:
        """Put a new key in force."""
        write_private(self._file, key)

    def _key(self) -> Ed25519PrivateKey:
        if self._given is not None:
            return Ed25519PrivateKey.from_private_bytes(self._given)
        if not self._file.exists():
            write_private(self._file, secrets.token_bytes(32))
        return Ed25519PrivateKey.from_private_bytes(self._file.read_bytes())


def public_of(key: bytes) -> str:
    """Return the public key of a private one, 64 hexadecimal digits."""
    return _public(Ed25519PrivateKey.from_private_bytes(key))


def checkpoint_message(server_id: str, seq: int, head_hash: str, time: str) -> bytes:
    """Return what a checkpoint's signature covers."""
    return f"crashdesk audit checkpoint v1\n{server_id}\n{seq}\n{head_hash}\n{time}\n".encode()


def announcement_message(server_id: str, public_key: str) -> bytes:
    """Return what the former key signs when another one takes its place."""
    return f"crashdesk audit key v1\n{server_id}\n{public_key}\n".encode()


def _public(key: Ed25519PrivateKey) -> str:
    return key.public_key().public_bytes_raw().hex()
