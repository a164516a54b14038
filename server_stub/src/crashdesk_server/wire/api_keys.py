"""API keys."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from crashdesk_server.wire.crash_groups import PersonRef
from crashdesk_server.wire.session import Time

Role = Literal["viewer", "operator", "admin"]


class ApiKey(msgspec.Struct, frozen=True):
    """A key as it is listed.

    Attributes:
        prefix: its first characters, to tell keys apart.
        role: lowers its rights below those of its owner; null for the owner's own.
        last_used_at, last_used_from: the last use, noted once a minute at most; null and empty for never.
    """

    id: str
    name: str
    prefix: str
    owner: PersonRef
    role: str | None
    created_at: Time
    expires_at: Time | None
    last_used_at: Time | None
    last_used_from: str


class NewApiKey(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Body of `POST /api-keys`."""

    name: Annotated[str, msgspec.Meta(min_length=1, max_length=100)]
    role: Role | None = None


class CreatedApiKey(ApiKey, frozen=True):
    """Answer of `POST /api-keys`: the only time that the key itself is told."""

    key: str
