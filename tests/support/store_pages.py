"""The file of a store as whoever has its key could read it, page by page."""

from __future__ import annotations

from pathlib import Path

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC
from tests.support.store_builders import KEY


def pages(path: Path) -> bytes:
    """Return file and write-ahead log decrypted, free pages and left-overs of cells included.

    Pages are AES-256-CBC with the raw key; of each the last 80 bytes are its vector and checksum
    (https://www.zetetic.net/sqlcipher/design/).
    """
    plain = bytearray()
    for file, head, between in ((path, 0, 0), (path.with_name(path.name + "-wal"), 32, 24)):
        raw = file.read_bytes() if file.exists() else b""
        for start in range(head + between, len(raw), 4096 + between):
            page = raw[start : start + 4096]
            aes = Cipher(AES(bytes.fromhex(KEY.reveal())), CBC(page[-80:-64])).decryptor()
            plain += aes.update(page[:-80]) if start else bytes(16) + aes.update(page[16:-80])
    return bytes(plain)
