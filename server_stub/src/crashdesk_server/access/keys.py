"""API keys: shown once, kept as a hash, never stronger than their owner."""

from __future__ import annotations

import secrets

from sqlalchemy import insert, select

from crashdesk_server.access.permissions import ROLES, as_role, lower_role
from crashdesk_server.access.principal import Principal
from crashdesk_server.access.sessions import token_hash
from crashdesk_server.access.users import label_of
from crashdesk_server.ids import Ids
from crashdesk_server.storage.schema import api_keys, users
from crashdesk_server.storage.transaction import Snapshot, Transaction

KEY_PREFIX = "cdk_"
_SHOWN = 12
"""How many characters of a key are kept readable, to tell keys apart."""


def create_key(tx: Transaction, ids: Ids, user_id: str, role: str | None) -> str:
    """Make a key for a user, with the rights of `role` if that is weaker, and return it for the only time."""
    key = KEY_PREFIX + secrets.token_urlsafe(32)
    tx.execute(
        insert(api_keys).values(
            id=ids.new("key"),
            key_hash=token_hash(key),
            prefix=key[:_SHOWN],
            user_id=user_id,
            role=role,
            created_at=tx.now,
            expires_at=None,
        )
    )
    return key


def find_key(snapshot: Snapshot, key: str) -> Principal | None:
    """Return who a key belongs to, or None when it is not valid."""
    statement = (
        select(
            api_keys.c.id,
            api_keys.c.prefix,
            api_keys.c.expires_at,
            api_keys.c.role.label("key_role"),
            users.c.id.label("user_id"),
            users.c.email,
            users.c.name,
            users.c.role,
            users.c.enabled,
        )
        .join(users, users.c.id == api_keys.c.user_id)
        .where(api_keys.c.key_hash == token_hash(key))
    )
    row = snapshot.execute(statement).first()
    if row is None or not row.enabled or (row.expires_at is not None and row.expires_at <= snapshot.now):
        return None
    role = lower_role(as_role(row.role), as_role(row.key_role or row.role))
    return Principal(
        id=row.id,
        kind="api_key",
        label=f"{label_of(row.name, row.email)} ({row.prefix}…)",
        user_id=row.user_id,
        email=row.email,
        name=row.name,
        role=role,
        permissions=ROLES[role],
        credential=row.id,
        expires_at=row.expires_at,
    )
