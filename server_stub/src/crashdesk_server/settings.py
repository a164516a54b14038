"""What the server is told when it starts."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import msgspec

DEFAULT_PROXIES = ("127.0.0.0/8", "::1/128")
"""Whose forwarded headers are believed unless told otherwise: a proxy on the same machine."""


class FirstAdmin(msgspec.Struct, frozen=True):
    """The admin that the environment asks for; made once, never changed afterwards."""

    email: str
    password: str


class ServerSettings(msgspec.Struct, frozen=True):
    """How one server process runs.

    Attributes:
        data: folder of the database and of the files that belong to it; made if missing.
        public_url: origin under which browsers and desks reach the server, without a slash at the end.
        metrics_token: lets `/metrics` be read from other machines.
        setup_token: the one-time token, when the environment gives it.
        audit_days: for how long the audit log keeps what its entries say; None for ever.
        audit_key: the key that signs checkpoints, 32 bytes, when the environment gives it.
        registration: whether people may register by themselves.
        webhook_allow: networks that webhooks may call although they are private.
        keep_deliveries: how many ended deliveries of each webhook are kept.
        admin_emails: whoever registers such an address with the one-time token is admin at once.
    """

    data: Path
    public_url: str
    name: str = "CrashDesk"
    ingest_limit: bool = True
    trusted_proxies: tuple[str, ...] = DEFAULT_PROXIES
    metrics_token: str | None = None
    setup_token: str | None = None
    first_admin: FirstAdmin | None = None
    audit_days: int | None = None
    audit_key: bytes | None = None
    registration: Literal["open", "closed"] = "open"
    admin_emails: tuple[str, ...] = ()
    webhook_allow: tuple[str, ...] = ()
    keep_deliveries: int = 200
