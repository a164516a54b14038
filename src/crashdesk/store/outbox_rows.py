"""Entries of the outbox as rows: the entry as JSON, and beside it what is searched by."""

from __future__ import annotations

import msgspec

from crashdesk.core.ids import ChangeId
from crashdesk.core.outbox import Lane, QueuedChange
from crashdesk.store.driver import Connection, Row, SqlValue
from crashdesk.store.writer import Transaction

_ENCODER = msgspec.json.Encoder()
_DECODER = msgspec.json.Decoder(QueuedChange)


def add(transaction: Transaction, entry: QueuedChange) -> QueuedChange:
    """Append `entry` and return it with the number it was given."""
    cursor = transaction.execute(
        "INSERT INTO outbox (type, object_id, idempotency_key, state, send_at, entry) "
        "VALUES (?, ?, ?, ?, ?, ?)",
        (entry.lane.type.value, entry.lane.id, entry.idempotency_key, *_searched(entry)),
    )
    transaction.changed_outbox()
    return msgspec.structs.replace(entry, id=ChangeId(cursor.lastrowid))


def save(transaction: Transaction, entry: QueuedChange) -> None:
    """Replace an entry by its later state."""
    transaction.execute(
        "UPDATE outbox SET state = ?, send_at = ?, entry = ? WHERE id = ?", (*_searched(entry), entry.id)
    )
    transaction.changed_outbox()


def delete(transaction: Transaction, entry: QueuedChange) -> None:
    """Remove an entry."""
    transaction.execute("DELETE FROM outbox WHERE id = ?", (entry.id,))
    transaction.changed_outbox()


def entry_of(connection: Connection, change_id: ChangeId) -> QueuedChange | None:
    """Return one entry, None when it is no longer there."""
    row = connection.execute("SELECT id, entry FROM outbox WHERE id = ?", (change_id,)).fetchone()
    return _decoded(row) if row else None


def entries_of_lane(connection: Connection, lane: Lane) -> tuple[QueuedChange, ...]:
    """Return the entries of one object, in order."""
    rows = connection.execute(
        "SELECT id, entry FROM outbox WHERE type = ? AND object_id = ? ORDER BY id",
        (lane.type.value, lane.id),
    )
    return tuple(_decoded(row) for row in rows.fetchall())


def all_entries(connection: Connection) -> tuple[QueuedChange, ...]:
    """Return all entries, in order."""
    return tuple(
        _decoded(row) for row in connection.execute("SELECT id, entry FROM outbox ORDER BY id").fetchall()
    )


def _searched(entry: QueuedChange) -> tuple[SqlValue, ...]:
    return entry.state.value, entry.send_at, _ENCODER.encode(entry).decode()


def _decoded(row: Row) -> QueuedChange:
    change_id, entry = row
    assert isinstance(change_id, int)
    assert isinstance(entry, str)
    return msgspec.structs.replace(_DECODER.decode(entry), id=ChangeId(change_id))
