"""Keeping secrets in the database so that a copy of the database alone reveals nothing.

See docs/decisions/0017-webhook-secrets-are-sealed-in-the-database.md.
"""

from __future__ import annotations

import secrets
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from crashdesk_server.storage.files import server_secret

_NONCE = 12
"""Bytes, chosen at random each time: AES-GCM allows four billion of them for one key."""


class Seal:
    """Seals and opens, by a key that is derived from the server's own secret file."""

    def __init__(self, folder: Path) -> None:
        derived = HKDF(SHA256(), 32, salt=None, info=b"crashdesk webhook secrets v1")
        self._cipher = AESGCM(derived.derive(server_secret(folder)))

    def close(self, text: str, place: str) -> bytes:
        """Return a text as it may be kept; `place` says of what it is, and has to be said to open it."""
        nonce = secrets.token_bytes(_NONCE)
        return nonce + self._cipher.encrypt(nonce, text.encode(), place.encode())

    def open(self, sealed: bytes, place: str) -> str:
        """Return what was sealed.

        Raises:
            InvalidTag: it was sealed by another key or for another place, or was changed.
        """
        return self._cipher.decrypt(sealed[:_NONCE], sealed[_NONCE:], place.encode()).decode()
