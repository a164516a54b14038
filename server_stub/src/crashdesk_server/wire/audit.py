"""The audit log."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from crashdesk_server.wire.session import Time

Digest = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$", description="32 bytes, hexadecimal")]


class AuditLine(msgspec.Struct, frozen=True, omit_defaults=True):
    """One entry of the log.

    Attributes:
        hash: of the log up to here.
        body: exactly the bytes that were hashed; absent when it is missing or was not asked for.
        body_hash: SHA-256 of the body, where that is absent; of the body as it is now, if the server has it.
        missing: why the body is: not for this caller, personal data that was erased, or purged by retention.
    """

    seq: int
    hash: Digest
    body: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET
    body_hash: Digest | msgspec.UnsetType = msgspec.UNSET
    missing: Literal["hidden", "erased", "purged"] | msgspec.UnsetType = msgspec.UNSET


class AuditPage(msgspec.Struct, frozen=True):
    """Answer of `GET /audit`. `first_seq` and `head_seq` are the numbers of the first and the last entry."""

    items: tuple[AuditLine, ...]
    first_seq: int
    head_seq: int
    has_more: bool


class Checkpoint(msgspec.Struct, frozen=True):
    """Answer of `GET /audit/checkpoint`: the server's signed word on the head of its log.

    Ed25519 (RFC 8032) over `crashdesk audit checkpoint v1`, server_id, seq, hash and time, each followed by a
    line feed.
    """

    server_id: str
    seq: int
    hash: Digest
    time: Time
    public_key: Digest
    signature: Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{128}$", description="64 bytes, hexadecimal")]


class AuditExport(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Body of `POST /audit/exports`: what a desk has written to a file."""

    query: Annotated[str, msgspec.Meta(max_length=1000, description="the filter, empty for everything")]
    count: Annotated[int, msgspec.Meta(ge=0, le=2**53)]
    format: Annotated[str, msgspec.Meta(min_length=1, max_length=20, description="such as `csv`")]
