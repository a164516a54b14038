"""First answers, kept with their effect, so that asking twice does a thing once.

A row is written in the transaction of the effect. Problems are not kept: nothing happened, so asking again is
judged anew.
"""

from __future__ import annotations

import msgspec
from sqlalchemy import delete, insert, select

from crashdesk_server.clock import DAY
from crashdesk_server.storage.schema import idempotency
from crashdesk_server.storage.transaction import Snapshot, Transaction

KEPT_DAYS = 7


class FirstAnswer(msgspec.Struct, frozen=True):
    """What was answered the first time; `secret_id` instead of a body that held a secret."""

    fingerprint: bytes
    status: int
    etag: str | None
    body: bytes | None
    secret_id: str | None


def recall(snapshot: Snapshot, scope: str, key: str) -> FirstAnswer | None:
    """Return the first answer to a key, if it has been used and is not too old."""
    statement = select(idempotency).where(
        idempotency.c.scope == scope,
        idempotency.c.key == key,
        idempotency.c.created_at > snapshot.now - KEPT_DAYS * DAY,
    )
    row = snapshot.execute(statement).first()
    if row is None:
        return None
    return FirstAnswer(row.fingerprint, row.status, row.etag, row.body, row.secret_id)


def remember(tx: Transaction, scope: str, key: str, answer: FirstAnswer) -> None:
    """Keep the first answer to a key."""
    tx.execute(delete(idempotency).where(idempotency.c.scope == scope, idempotency.c.key == key))
    tx.execute(
        insert(idempotency).values(scope=scope, key=key, created_at=tx.now, **msgspec.structs.asdict(answer))
    )


def purge_answers(tx: Transaction) -> None:
    """Forget answers that are too old."""
    tx.execute(delete(idempotency).where(idempotency.c.created_at <= tx.now - KEPT_DAYS * DAY))
