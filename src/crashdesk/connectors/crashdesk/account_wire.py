"""What our server sends about one's own account; read as tolerantly as `wire` says."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec

from crashdesk.connectors.crashdesk.wire import Id, Time
from crashdesk.core.secret import Secret

_MOST = msgspec.Meta(max_length=1_000)


class OpenSession(msgspec.Struct, frozen=True):
    """One session of the caller."""

    id: Id
    created_at: Time
    seen_at: Time
    expires_at: Time
    current: bool
    address: str = ""
    user_agent: str = ""


class OpenSessions(msgspec.Struct, frozen=True):
    """Answer of `GET /sessions`."""

    items: Annotated[tuple[OpenSession, ...], _MOST]


class KeyOwner(msgspec.Struct, frozen=True):
    """Whose a key is."""

    id: Id
    label: str


class ApiKey(msgspec.Struct, frozen=True):
    """One key, without its secret."""

    id: Id
    name: str
    prefix: str
    created_at: Time
    owner: KeyOwner | None = None
    role: str | None = None
    expires_at: Time | None = None
    last_used_at: Time | None = None
    last_used_from: str = ""


class ApiKeys(msgspec.Struct, frozen=True):
    """Answer of `GET /api-keys`."""

    items: Annotated[tuple[ApiKey, ...], _MOST]


class CreatedApiKey(ApiKey, frozen=True, kw_only=True):
    """Answer of `POST /api-keys`: the key itself, this once."""

    key: Secret


def read_secret(kind: type[Any], value: object) -> object:
    """Decode what is secret into what hides it: a wire struct in a traceback must not show it."""
    if kind is Secret and isinstance(value, str) and value:
        return Secret(value)
    raise ValueError("a secret is a string")


class Permission(msgspec.Struct, frozen=True):
    """One right."""

    name: str
    group: str = ""
    meaning: str = ""
    roles: tuple[str, ...] = ()
    grantable: bool = False


class Permissions(msgspec.Struct, frozen=True):
    """Answer of `GET /permissions`."""

    permissions: Annotated[tuple[Permission, ...], _MOST]
