"""What our server sends of its audit log."""

from __future__ import annotations

import msgspec


class AuditLine(msgspec.Struct):
    """One entry. `body` stays the very bytes that the chain hashes."""

    seq: int
    hash: str
    body: msgspec.Raw = msgspec.Raw()
    body_hash: str = ""
    missing: str = ""


class AuditCheckpoint(msgspec.Struct):
    """The signed head. Nothing is interpreted: the signature covers the text."""

    server_id: str
    seq: int
    hash: str
    time: str
    public_key: str
    signature: str
