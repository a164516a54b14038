"""The chain of the audit log: each entry's hash covers all entries before it.

`hash = SHA-256(previous hash ‖ seq as 8 bytes, big-endian ‖ SHA-256(body))`; the one before the first is
32 zero bytes.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from typing import Any

import msgspec
from sqlalchemy import Connection, insert

from crashdesk_server.storage.schema import audit

GENESIS = bytes(32)
"""What the first entry is chained to."""


class Link(msgspec.Struct, frozen=True):
    """An entry that waits for its place in the chain.

    Attributes:
        body: exactly the bytes that are hashed, stored and sent.
        columns: what of it can be filtered by.
    """

    body: bytes
    columns: dict[str, Any]


def link_hash(previous: bytes, seq: int, body_hash: bytes) -> bytes:
    """Return the hash of the log up to and with entry `seq`."""
    return sha256(previous + seq.to_bytes(8, "big") + body_hash).digest()


def append(connection: Connection, links: Sequence[Link], first: int, previous: bytes) -> bytes:
    """Write entries from `first` on behind the one whose hash is `previous`; return the new head's hash."""
    rows: list[dict[str, Any]] = []
    for seq, link in enumerate(links, first):
        body_hash = sha256(link.body).digest()
        previous = link_hash(previous, seq, body_hash)
        rows.append(
            {
                "seq": seq,
                "body": link.body,
                "body_hash": body_hash,
                "hash": previous,
                "missing": "",
                **link.columns,
            }
        )
    connection.execute(insert(audit), rows)
    return previous
