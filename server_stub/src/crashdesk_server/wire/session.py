"""Setup, signing in and what the server says of itself."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

Email = Annotated[str, msgspec.Meta(min_length=3, max_length=254)]
MIN_PASSWORD, MAX_PASSWORD = 8, 200
"""Characters of a password."""
Password = Annotated[str, msgspec.Meta(min_length=MIN_PASSWORD, max_length=MAX_PASSWORD)]
PersonName = Annotated[str, msgspec.Meta(max_length=100)]
Time = Annotated[
    str,
    msgspec.Meta(
        pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$", description="RFC 3339, UTC, milliseconds"
    ),
]


class Retention(msgspec.Struct, frozen=True):
    """How long the server keeps things. `audit_days` null: what the audit log says is kept for ever."""

    tombstones_days: int
    idempotency_days: int
    reports_per_group: int
    deliveries_per_webhook: int
    audit_days: int | None


class Limits(msgspec.Struct, frozen=True):
    """What one request may hold."""

    page_size: int
    bulk_items: int
    request_bytes: int
    report_bytes: int
    note_length: int


class Meta(msgspec.Struct, frozen=True):
    """Answer of `GET /meta`."""

    kind: Literal["crashdesk"]
    server_id: str
    name: str
    version: str
    api_version: str
    capabilities: tuple[str, ...]
    auth_methods: tuple[Literal["session", "api_key"], ...]
    setup_required: bool
    registration: Literal["open", "closed"]
    retention: Retention
    limits: Limits
    time: Time


class Setup(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Body of `POST /setup`: the first admin and the one-time token from the server's first start."""

    token: str
    email: Email
    password: Password
    name: PersonName = ""


class Registration(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Body of `POST /registrations`.

    `token` is the one-time token of the set-up: with it an address that the server was told to expect becomes
    admin at once.
    """

    email: Email
    password: Password
    name: PersonName = ""
    token: str | None = None


class SignIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Body of `POST /session`."""

    email: Email
    password: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]


class SessionUser(msgspec.Struct, frozen=True):
    """The person a session or key belongs to."""

    id: str
    email: str
    name: str


class Session(msgspec.Struct, frozen=True):
    """Answer of `POST` and `GET /session`, `/setup`, `/registrations` and `/session/password`.

    `csrf_token` is null for an API key; `expires_at` is null for a key without end.
    """

    user: SessionUser
    via: Literal["session", "api_key"]
    role: Literal["pending", "viewer", "operator", "admin"]
    permissions: tuple[str, ...]
    view_groups: tuple[str, ...]
    csrf_token: str | None
    expires_at: Time | None
    absolute_expires_at: Time | None


class OpenSession(msgspec.Struct, frozen=True):
    """One of the caller's sessions. `address` and `user_agent` are those it was opened with."""

    id: str
    created_at: Time
    seen_at: Time
    expires_at: Time
    address: str
    user_agent: str
    current: bool


class PasswordChange(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Body of `POST /session/password`. Every session ends, and the answer begins a new one."""

    current_password: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
    new_password: Password
