"""Who asks: one per request, with the rights that hold for it."""

from __future__ import annotations

from hashlib import sha256
from typing import Literal

import msgspec

from crashdesk_server.access.permissions import Role
from crashdesk_server.storage.schema import DEFAULT_PROJECT


class Principal(msgspec.Struct, frozen=True):
    """A user by session, an API key with the lesser rights of key and owner, or nobody.

    Attributes:
        id: of the user or key; empty for nobody.
        role: the effective one.
        projects: the ids of the projects whose rows may be seen.
        credential: id of the session or key by which the caller is known.
        csrf_token: what a change made with the session's cookie has to repeat; None otherwise.
        expires_at, absolute_expires_at: when the credential ends, in milliseconds since 1970; None for never.
    """

    id: str
    kind: Literal["user", "api_key", "anonymous"]
    label: str
    user_id: str = ""
    email: str = ""
    name: str = ""
    role: Role = "pending"
    permissions: frozenset[str] = frozenset()
    projects: tuple[str, ...] = (DEFAULT_PROJECT,)
    credential: str = ""
    csrf_token: str | None = None
    expires_at: int | None = None
    absolute_expires_at: int | None = None

    @property
    def rights(self) -> str:
        """A fingerprint of what may be seen and done: two callers with the same rights share it."""
        text = "\n".join([self.role, *sorted(self.permissions), "", *sorted(self.projects)])
        return sha256(text.encode()).hexdigest()[:16]

    def may(self, permission: str | None) -> bool:
        """Return whether the caller holds a permission; None asks for being signed in only."""
        return self.kind != "anonymous" and (permission is None or permission in self.permissions)


ANONYMOUS = Principal(id="", kind="anonymous", label="", projects=())
