"""Tombstones are kept for a while; then whoever has not asked since must begin anew."""

from __future__ import annotations

from sqlalchemy import delete, func, select, update

from crashdesk_server.clock import DAY
from crashdesk_server.storage.schema import changes, head
from crashdesk_server.storage.transaction import Transaction

KEPT_DAYS = 30


def purge_tombstones(tx: Transaction) -> None:
    """Remove tombstones that are too old and remember up to which token there are none."""
    old = changes.c.deleted_at <= tx.now - KEPT_DAYS * DAY
    newest = tx.execute(select(func.max(changes.c.token)).where(old)).scalar()
    if newest is not None:
        tx.execute(delete(changes).where(old))
        tx.execute(update(head).where(head.c.purged_token < newest).values(purged_token=newest))
