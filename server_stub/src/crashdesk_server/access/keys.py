"""API keys: shown once, kept as a hash, never stronger than their owner."""

from __future__ import annotations

import secrets

from sqlalchemy import ColumnElement, delete, insert, select, update

from crashdesk_server.access.permissions import as_role, lower_role
from crashdesk_server.access.principal import Principal
from crashdesk_server.access.rights import granted_in, rights_of, rights_of_key
from crashdesk_server.access.sessions import token_hash
from crashdesk_server.access.users import UserRow, label_of, touch
from crashdesk_server.audit.record import SYSTEM, Origin, Target, record
from crashdesk_server.clock import MINUTE
from crashdesk_server.ids import Ids
from crashdesk_server.storage.schema import api_keys, users
from crashdesk_server.storage.transaction import Snapshot, Transaction

KEY_PREFIX = "cdk_"
_SHOWN = 12
"""How many characters of a key are kept readable, to tell keys apart."""
NOTED = MINUTE
"""Use is noted this often at most."""


def create_key(
    tx: Transaction, ids: Ids, user_id: str, role: str | None, name: str = "", origin: Origin = SYSTEM
) -> tuple[str, str]:
    """Make a key for a user, with the rights of `role` if weaker; return its id and, once, the key."""
    key = KEY_PREFIX + secrets.token_urlsafe(32)
    identifier = ids.new("key")
    tx.execute(
        insert(api_keys).values(
            id=identifier,
            key_hash=token_hash(key),
            prefix=key[:_SHOWN],
            user_id=user_id,
            role=role,
            created_at=tx.now,
            expires_at=None,
            name=name.strip(),
            last_used_from="",
        )
    )
    touch(tx, [user_id])
    shown = {"name": name.strip(), "owner_id": user_id, "prefix": key[:_SHOWN], "role": role}
    record(tx, origin, "api_key.created", Target("api_key", identifier, name.strip()), after=shown)
    return identifier, key


def find_key(snapshot: Snapshot, key: str) -> tuple[Principal, bool] | None:
    """Return who a valid key belongs to, and whether its use should be noted."""
    statement = (
        select(
            api_keys,
            users.c.email,
            users.c.name.label("user_name"),
            users.c.role.label("user_role"),
            users.c.enabled,
            users.c.grants,
        )
        .join(users, users.c.id == api_keys.c.user_id)
        .where(api_keys.c.key_hash == token_hash(key))
    )
    row = snapshot.execute(statement).first()
    if row is None or not row.enabled or (row.expires_at is not None and row.expires_at <= snapshot.now):
        return None
    own_role = as_role(row.user_role)
    principal = Principal(
        id=row.id,
        kind="api_key",
        label=f"{label_of(row.user_name, row.email)} ({row.prefix}…)",
        user_id=row.user_id,
        email=row.email,
        name=row.user_name,
        role=lower_role(own_role, as_role(row.role or own_role)),
        permissions=rights_of_key(rights_of(own_role, granted_in(row.grants)), row.role),
        credential=row.id,
        expires_at=row.expires_at,
    )
    return principal, row.last_used_at is None or snapshot.now - row.last_used_at >= NOTED


def note_key_use(tx: Transaction, key_id: str, address: str) -> None:
    """Note when and from where a key is used."""
    statement = update(api_keys).where(api_keys.c.id == key_id)
    tx.execute(statement.values(last_used_at=tx.now, last_used_from=address))


def are_live(now: int) -> ColumnElement[bool]:
    """Return the condition that keys haven't ended by time."""
    return api_keys.c.expires_at.is_(None) | (api_keys.c.expires_at > now)


def revoke(tx: Transaction, row: UserRow, origin: Origin) -> None:
    """Remove a key, given its row: it is refused from now on."""
    tx.execute(delete(api_keys).where(api_keys.c.id == row.id))
    touch(tx, [row.user_id])
    shown = {"name": row.name, "owner_id": row.user_id, "prefix": row.prefix, "role": row.role}
    record(tx, origin, "api_key.revoked", Target("api_key", row.id, row.name), before=shown)
