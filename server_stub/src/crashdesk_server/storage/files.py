"""Small files beside the database that nobody else on the machine may read."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

KEY_FILE = "secret.key"


def write_private(file: Path, content: bytes) -> None:
    """Write a file of mode 0600 that is there whole or not at all."""
    temporary = file.with_suffix(".new")
    temporary.unlink(missing_ok=True)
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(descriptor)
    temporary.replace(file)


def server_secret(folder: Path) -> bytes:
    """Return the server's own 32 random bytes, made at the first call."""
    file = folder / KEY_FILE
    if not file.exists():
        write_private(file, secrets.token_bytes(32))
    return file.read_bytes()
