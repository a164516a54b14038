"""A position in the change feed, as clients carry it about without looking inside."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode

import msgspec

AFTER_ALL = "~"
"""Sorts after every type: stands for the place behind all rows of one token."""


class Position(msgspec.Struct, frozen=True, array_like=True):
    """Where a client stands.

    Attributes:
        server_id: of the database; a restored one has another.
        rights: fingerprint of what the client could see.
        types: which were asked for; empty for all.
        floor: the head when the client began with nothing: older tombstones never concern it.
        token, kind, identifier: the last row that was given.
    """

    server_id: str
    rights: str
    types: tuple[str, ...]
    floor: int
    token: int
    kind: str
    identifier: str


def encode_position(position: Position) -> str:
    """Return the opaque form."""
    return urlsafe_b64encode(msgspec.json.encode(position)).decode().rstrip("=")


def decode_position(text: str) -> Position:
    """Return the position of an opaque form.

    Raises:
        ValueError: it is none.
    """
    position = msgspec.json.decode(urlsafe_b64decode(text + "=" * (-len(text) % 4)), type=Position)
    if not (0 <= position.floor < 2**63 and 0 <= position.token < 2**63):
        raise ValueError("out of range")
    return position
