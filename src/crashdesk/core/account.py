"""What belongs to the person who is signed in: their sessions and API keys, and the rights there are."""

from __future__ import annotations

import msgspec

from crashdesk.core.ids import Instant
from crashdesk.core.people import Role
from crashdesk.core.secret import Secret


class OpenSession(msgspec.Struct, frozen=True):
    """A place where somebody is signed in. `current` is the session of this desk.

    `address` and `user_agent` are what the server saw: plain text of strangers.
    """

    id: str
    created_at: Instant
    seen_at: Instant
    expires_at: Instant
    address: str
    user_agent: str
    current: bool


class ApiKey(msgspec.Struct, frozen=True):
    """A key, without the secret. `role` None means: the rights of its owner."""

    id: str
    name: str
    prefix: str
    created_at: Instant
    owner_id: str = ""
    owner_label: str = ""
    role: str | None = None
    expires_at: Instant | None = None
    last_used_at: Instant | None = None
    last_used_from: str = ""


class NewApiKey(msgspec.Struct, frozen=True):
    """The wish for a key; `role` lowers its rights below those of its owner."""

    name: str
    role: Role | None = None


class CreatedApiKey(msgspec.Struct, frozen=True):
    """A new key and its secret, which is shown this once."""

    key: ApiKey
    secret: Secret


class Permission(msgspec.Struct, frozen=True):
    """A right of this server.

    Attributes:
        group: what it is about, in the server's words.
        roles: which roles hold it.
        grantable: whether it can be given to one person beyond the role.
    """

    name: str
    group: str
    meaning: str
    roles: tuple[str, ...]
    grantable: bool = False
