"""What each session or key has been recorded as reading: an entry for each, not for each request."""

from __future__ import annotations

from sqlalchemy import delete, select
from sqlalchemy.dialects.sqlite import insert

from crashdesk_server.clock import DAY
from crashdesk_server.storage.schema import audit_seen
from crashdesk_server.storage.transaction import Snapshot, Transaction

KEPT_DAYS = 14
"""As long as a session can last; a key is recorded anew afterwards."""


def was_seen(snapshot: Snapshot, credential: str, collection: str) -> bool:
    """Tell whether a credential has been recorded as reading a collection."""
    statement = select(audit_seen.c.at).where(
        audit_seen.c.credential == credential, audit_seen.c.collection == collection
    )
    return snapshot.execute(statement).first() is not None


def note_seen(tx: Transaction, credential: str, collection: str) -> bool:
    """Note that a credential reads a collection; False if that is known."""
    statement = insert(audit_seen).values(credential=credential, collection=collection, at=tx.now)
    return tx.execute(statement.on_conflict_do_nothing()).rowcount > 0


def forget_seen(tx: Transaction) -> None:
    """Forget what is older than any session."""
    tx.execute(delete(audit_seen).where(audit_seen.c.at <= tx.now - KEPT_DAYS * DAY))
