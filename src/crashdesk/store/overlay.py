"""The overlay: a row with pending changes shows the server's row with those changes replayed in order."""

from __future__ import annotations

from collections.abc import Iterable

from crashdesk.core.change_rules import CHANGE_RULES
from crashdesk.core.changes import DomainObject
from crashdesk.core.ids import ObjectId
from crashdesk.core.outbox import ChangeState, Lane, ObjectType
from crashdesk.store.driver import Connection
from crashdesk.store.objects import decode, encode, find, put
from crashdesk.store.outbox_rows import entries_of_lane
from crashdesk.store.tables.catalogue import TABLES
from crashdesk.store.writer import Transaction


def server_state(connection: Connection, lane: Lane) -> DomainObject | None:
    """Return an object as the server has it, None when the store lacks it."""
    row = connection.execute(
        "SELECT body FROM shadow WHERE type = ? AND id = ?", (lane.type.value, lane.id)
    ).fetchone()
    return decode(lane.type, row[0]) if row else find(connection, lane.type, lane.id)


def show(transaction: Transaction, lane: Lane, server: DomainObject) -> None:
    """Write an object: `server` with the lane's changes replayed, and `server` itself aside.

    What was rejected is not replayed; a change in conflict is, until a person has decided.
    """
    rules = CHANGE_RULES.get(lane.type)
    shown, changed = server, False
    for entry in entries_of_lane(transaction.connection, lane):
        if entry.state is not ChangeState.REJECTED and rules is not None:
            shown, changed = rules.replay(shown, entry.change), True
    key = (lane.type.value, lane.id)
    if changed:
        transaction.execute("INSERT OR REPLACE INTO shadow VALUES (?, ?, ?)", (*key, encode(server)))
    else:
        transaction.execute("DELETE FROM shadow WHERE type = ? AND id = ?", key)
    put(transaction, lane.type, (shown,))


def refresh(transaction: Transaction, lane: Lane) -> None:
    """Show an object anew after its lane has changed."""
    server = server_state(transaction.connection, lane)
    if server is not None:
        show(transaction, lane, server)


def receive(transaction: Transaction, object_type: ObjectType, objects: Iterable[DomainObject]) -> None:
    """Write what the server sent, where there are pending changes beneath them."""
    pending = pending_ids(transaction.connection, object_type)
    plain: list[DomainObject] = []
    for found in objects:
        if found.id in pending:
            receive_one(transaction, Lane(object_type, found.id), found)
        else:
            plain.append(found)
    put(transaction, object_type, plain)


def receive_one(transaction: Transaction, lane: Lane, server: DomainObject) -> None:
    """Write one object the server sent, unless the store has a later state of it."""
    known = server_state(transaction.connection, lane)
    show(transaction, lane, server if known is None else later_of(lane.type, known, server))


def later_of(object_type: ObjectType, known: DomainObject, received: DomainObject) -> DomainObject:
    """Return the later of two states of an object: answers and the feed overtake each other."""
    order = TABLES[object_type].order
    return received if order is None else max(received, known, key=order)


def pending_ids(connection: Connection, object_type: ObjectType) -> frozenset[ObjectId]:
    """Return the objects of a type that have entries in the outbox."""
    rows = connection.execute(
        "SELECT DISTINCT object_id FROM outbox WHERE type = ?", (object_type.value,)
    ).fetchall()
    return frozenset(str(row[0]) for row in rows)
