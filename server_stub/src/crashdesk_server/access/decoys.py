"""Answers for those who register an address that has an account already.

Nobody may find out by registering who has an account here. So they get a session of somebody who awaits
approval; it stays like one, but no admin sees it. The same address and password open it again.
"""

from __future__ import annotations

import hmac

from sqlalchemy import ColumnElement, delete, func, insert, select, update

from crashdesk_server.access.users import UserRow, email_key
from crashdesk_server.clock import DAY
from crashdesk_server.ids import Ids
from crashdesk_server.storage.schema import decoys, sessions
from crashdesk_server.storage.transaction import Snapshot, Transaction
from crashdesk_server.wire.session import Registration

KEPT_DAYS = 90


def salt_of(secret: bytes, email: str) -> bytes:
    """Return the salt for passwords of an address's decoys; without the server's secret it tells nothing."""
    return hmac.digest(secret, b"decoy\0" + email_key(email).encode(), "sha256")[:16]


def find(snapshot: Snapshot, email: str, password_hash: str) -> UserRow | None:
    """Return the decoy that an address and the salted hash of a password belong to."""
    statement = select(decoys).where(
        decoys.c.email_key == email_key(email), decoys.c.password_hash == password_hash
    )
    return snapshot.execute(statement.order_by(decoys.c.id).limit(1)).first()


def find_by_id(snapshot: Snapshot, identifier: str) -> UserRow | None:
    """Return a decoy."""
    return snapshot.execute(select(decoys).where(decoys.c.id == identifier)).first()


def create(tx: Transaction, ids: Ids, wanted: Registration, password_hash: str) -> str:
    """Make a decoy and return its id, which looks like that of an account."""
    identifier = ids.new("usr")
    tx.execute(
        insert(decoys).values(
            id=identifier,
            email=wanted.email.strip(),
            email_key=email_key(wanted.email),
            name=wanted.name.strip(),
            password_hash=password_hash,
            created_at=tx.now,
        )
    )
    return identifier


def change_password(tx: Transaction, identifier: str, password_hash: str) -> None:
    """Let another password open a decoy."""
    tx.execute(update(decoys).where(decoys.c.id == identifier).values(password_hash=password_hash))


def count_recent(snapshot: Snapshot) -> int:
    """Return how many were made in the last day.

    They take a place among the pending for so long, else the cap would tell them from accounts; not longer,
    because no admin could make the place free.
    """
    statement = select(func.count()).where(decoys.c.created_at > snapshot.now - DAY)
    return int(snapshot.execute(statement).scalar_one())


def delete_of_address(tx: Transaction, key: str) -> None:
    """Remove the decoys of an address whose account goes: who waits there may now really register."""
    _delete(tx, decoys.c.email_key == key)


def purge(tx: Transaction) -> None:
    """Remove decoys that are too old."""
    _delete(tx, decoys.c.created_at <= tx.now - KEPT_DAYS * DAY)


def _delete(tx: Transaction, which: ColumnElement[bool]) -> None:
    gone = tx.execute(delete(decoys).where(which).returning(decoys.c.id)).scalars().all()
    if gone:
        tx.execute(delete(sessions).where(sessions.c.user_id.in_(gone)))
