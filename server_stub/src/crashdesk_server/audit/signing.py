"""The key that signs checkpoints: 32 bytes in a file that nobody else may read, or from the environment."""

from __future__ import annotations

import secrets
from pathlib import Path
from threading import Lock
from typing import Any

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import select

from crashdesk_server.audit.record import SYSTEM, record
from crashdesk_server.storage.database import Database
from crashdesk_server.storage.files import write_private
from crashdesk_server.storage.head import read_head
from crashdesk_server.storage.schema import audit
from crashdesk_server.storage.transaction import Snapshot, Transaction

FILE_NAME = "audit-signing.key"
NEXT_FILE_NAME = "audit-signing-next.key"
"""A key that is about to take over. It is in force from the entry on that announces it."""
_ACTION = "audit.key_changed"


class _Announced(msgspec.Struct):
    public_key: str


class _Body(msgspec.Struct):
    after: _Announced


class SigningKey:
    """Finds the key in force, anew each time: a command may change it beside the running server."""

    def __init__(self, folder: Path, given: bytes | None = None) -> None:
        """`given` is the key from the environment; then there are no files."""
        self._file = folder / FILE_NAME
        self._next = folder / NEXT_FILE_NAME
        self._given = given
        self._making = Lock()

    def in_force(self, snapshot: Snapshot) -> Ed25519PrivateKey:
        """Return the key that signs what a snapshot shows; the first call makes it."""
        if self._given is not None:
            return Ed25519PrivateKey.from_private_bytes(self._given)
        coming = _read(self._next)
        if coming is not None and public_of(coming) == _announced(snapshot):
            return coming
        with self._making:
            if not self._file.exists():
                write_private(self._file, secrets.token_bytes(32))
        return Ed25519PrivateKey.from_private_bytes(self._file.read_bytes())

    def rotate(self, database: Database) -> None:
        """Put a new key in force, announced by an entry that the old one has signed.

        Whenever it is interrupted, either the old key signs and nothing is announced, or the new one signs.
        """
        self._settle(database)
        write_private(self._next, secrets.token_bytes(32))
        database.write_now(self._announce)
        self._next.replace(self._file)

    def _settle(self, database: Database) -> None:
        """Finish what an interrupted rotation has left."""
        coming = _read(self._next)
        if coming is not None and public_of(coming) == database.read_now(_announced):
            self._next.replace(self._file)
        self._next.unlink(missing_ok=True)

    def _announce(self, tx: Transaction) -> None:
        old, coming = self.in_force(tx), _read(self._next)
        assert coming is not None
        public = public_of(coming)
        message = announcement_message(read_head(tx.connection).server_id, public)
        record(tx, SYSTEM, _ACTION, after={"public_key": public, "signature": old.sign(message).hex()})


def public_of(key: Ed25519PrivateKey) -> str:
    """Return the public key of a private one, 64 hexadecimal digits."""
    return key.public_key().public_bytes_raw().hex()


def checkpoint_message(server_id: str, seq: int, head_hash: str, time: str) -> bytes:
    """Return what a checkpoint's signature covers."""
    return f"crashdesk audit checkpoint v1\n{server_id}\n{seq}\n{head_hash}\n{time}\n".encode()


def announcement_message(server_id: str, public_key: str) -> bytes:
    """Return what the former key signs when another one takes its place."""
    return f"crashdesk audit key v1\n{server_id}\n{public_key}\n".encode()


def _read(file: Path) -> Ed25519PrivateKey | None:
    try:
        return Ed25519PrivateKey.from_private_bytes(file.read_bytes())
    except FileNotFoundError:
        return None


def _announced(snapshot: Snapshot) -> str:
    """Return the public key that the log announced last, empty if it never did."""
    newest = select(audit.c.body).where(audit.c.action == _ACTION).order_by(audit.c.seq.desc()).limit(1)
    body: Any = snapshot.execute(newest).scalar()
    if body is None:
        return ""
    try:
        return msgspec.json.decode(body, type=_Body).after.public_key
    except msgspec.DecodeError:
        return ""  # somebody has been at the database; the desk will say so
