"""What a server says of itself and of the person who is signed in."""

from __future__ import annotations

import enum

import msgspec

from crashdesk.core.ids import Instant, ServerId, UserId
from crashdesk.core.people import Role
from crashdesk.core.secret import Secret


class ServerMeta(msgspec.Struct, frozen=True):
    """The public self-description of a server.

    Attributes:
        kind: the connector's kind that talks to it, `crashdesk` for our own.
        capabilities: fine-grained names such as `crash_groups.triage`.
        auth_methods: of `session` and `api_key`.
        time: the server's clock when it answered.
        registration: strangers can ask for an account.
    """

    kind: str
    server_id: ServerId
    name: str
    version: str
    capabilities: frozenset[str]
    auth_methods: tuple[str, ...]
    setup_required: bool
    time: Instant
    registration: bool = False


class Session(msgspec.Struct, frozen=True):
    """Who is signed in, with which rights, until when.

    Attributes:
        permissions: the constants of the server that this credential holds.
        capabilities: the server's capabilities, reduced to what this credential may do.
        expires_at: when an idle session ends; None for an API key without end.
        via: `session` or `api_key`.
    """

    user_id: UserId
    email: str
    name: str
    role: str
    permissions: frozenset[str]
    capabilities: frozenset[str]
    via: str
    expires_at: Instant | None = None
    absolute_expires_at: Instant | None = None

    @property
    def label(self) -> str:
        """The name to show: the person's name, else the e-mail address."""
        return self.name or self.email

    @property
    def is_by_key(self) -> bool:
        """Whether an API key is in use and no session, with which one manages sessions, keys and password."""
        return self.via == CredentialKind.API_KEY.value

    @property
    def awaits_approval(self) -> bool:
        """Whether this person may see nothing: nobody has let them in yet, or all rights are gone."""
        return self.role == Role.PENDING or not self.permissions


class CredentialKind(enum.StrEnum):
    """The form of what the vault keeps for a profile."""

    COOKIE = "cookie"
    API_KEY = "api_key"


class Credential(msgspec.Struct, frozen=True):
    """What a client proves itself with.

    Attributes:
        csrf_token: goes with a cookie on every write.
    """

    kind: CredentialKind
    secret: Secret
    csrf_token: Secret | None = None
