"""The single row that orders all writing: the change token is taken from it as a transaction's last step.

Whoever holds the row commits before the next one gets it, so tokens become visible in their own order and a
reader of the feed misses none.
"""

from __future__ import annotations

import secrets

import msgspec
from sqlalchemy import ColumnElement, Connection, func, insert, select, update

from crashdesk_server.storage.chain import GENESIS
from crashdesk_server.storage.schema import audit, head


class Head(msgspec.Struct, frozen=True):
    """Which database it is, its latest token, the newest one of purged tombstones, and where the log ends."""

    server_id: str
    token: int
    purged_token: int
    audit_seq: int
    audit_hash: bytes


def read_head(connection: Connection) -> Head:
    """Return the head row."""
    row = connection.execute(select(head)).one()
    return Head(row.server_id, row.token, row.purged_token, row.audit_seq, row.audit_hash)


def advance(connection: Connection, *, tokens: int, entries: int) -> Head:
    """Lock the head row until the commit, advance it and return it; the caller owes `set_audit_hash`.

    Entries get numbers behind all there are: one that somebody has put behind the head stays, does not follow
    from it, and so is found, instead of keeping the server from writing.

    Args:
        connection: of the writing transaction.
        tokens: 1 if something has changed that feeds and hints tell of, else 0.
        entries: how many entries the audit log gets.

    Returns:
        The head with its new token and `audit_seq`, and still the former `audit_hash`.
    """
    values: dict[str, ColumnElement[int]] = {"token": head.c.token + tokens}
    if entries:
        last = select(func.coalesce(func.max(audit.c.seq), 0)).scalar_subquery()
        values["audit_seq"] = func.max(head.c.audit_seq, last) + entries
    statement = update(head).values(values).returning(*head.c)
    row = connection.execute(statement).one()
    return Head(row.server_id, row.token, row.purged_token, row.audit_seq, row.audit_hash)


def set_audit_hash(connection: Connection, value: bytes) -> None:
    """Note the hash of the log's new end."""
    connection.execute(update(head).values(audit_hash=value))


def create_head(connection: Connection) -> None:
    """Give a new database its identity, once."""
    if connection.execute(select(head.c.id)).first() is None:
        server_id = f"srv_{secrets.token_hex(16)}"
        connection.execute(
            insert(head).values(
                id=1, server_id=server_id, token=0, purged_token=0, audit_seq=0, audit_hash=GENESIS
            )
        )
