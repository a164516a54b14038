"""The single row that orders all writing: the change token is taken from it as a transaction's last step.

Whoever holds the row commits before the next one gets it, so tokens become visible in their own order and a
reader of the feed misses none.
"""

from __future__ import annotations

import secrets

import msgspec
from sqlalchemy import Connection, insert, select, update

from crashdesk_server.storage.schema import head


class Head(msgspec.Struct, frozen=True):
    """Which database it is, its latest change token, and the newest token of purged tombstones."""

    server_id: str
    token: int
    purged_token: int


def read_head(connection: Connection) -> Head:
    """Return the head row."""
    row = connection.execute(select(head.c.server_id, head.c.token, head.c.purged_token)).one()
    return Head(row.server_id, row.token, row.purged_token)


def next_token(connection: Connection) -> int:
    """Lock the head row until the commit and return the next change token."""
    statement = update(head).values(token=head.c.token + 1).returning(head.c.token)
    return connection.execute(statement).scalar_one()


def create_head(connection: Connection) -> None:
    """Give a new database its identity, once."""
    if connection.execute(select(head.c.id)).first() is None:
        server_id = f"srv_{secrets.token_hex(16)}"
        connection.execute(insert(head).values(id=1, server_id=server_id, token=0, purged_token=0))
