"""What becomes of queued changes when their object is no longer there."""

from __future__ import annotations

import msgspec

from crashdesk.core.ids import Instant
from crashdesk.core.journal import Event
from crashdesk.core.outbox import ChangeState, Lane, ObjectType
from crashdesk.core.text import QT_TRANSLATE_NOOP
from crashdesk.store.journal import write_journal
from crashdesk.store.objects import exists
from crashdesk.store.outbox_rows import entries_of_lane, save
from crashdesk.store.writer import Transaction

OBJECT_GONE = QT_TRANSLATE_NOOP(
    "Outbox", "This no longer exists on the server, or you may no longer see it. The change cannot be sent."
)


def forsake_lane(transaction: Transaction, lane: Lane, now: Instant) -> None:
    """Reject all changes of an object that is gone: a person reads it and discards them.

    What the changes still hold of the object goes with it.
    """
    for entry in entries_of_lane(transaction.connection, lane):
        bare = msgspec.structs.replace(entry, base=b"", theirs=b"")
        if entry.state is ChangeState.REJECTED:
            save(transaction, bare)
            continue
        rejected = msgspec.structs.replace(bare, state=ChangeState.REJECTED, problem=OBJECT_GONE)
        save(transaction, rejected)
        write_journal(transaction, Event.REJECTED, rejected, now, answer=str(OBJECT_GONE))


def forsake_lanes_of(transaction: Transaction, object_type: ObjectType, now: Instant) -> None:
    """Reject all changes of a type of which nothing may be seen any more."""
    rows = transaction.execute(
        "SELECT DISTINCT object_id FROM outbox WHERE type = ?", (object_type.value,)
    ).fetchall()
    for (object_id,) in rows:
        forsake_lane(transaction, Lane(object_type, str(object_id)), now)


def forsake_lost_lanes(transaction: Transaction, now: Instant) -> None:
    """Reject all changes whose object the store does not have."""
    rows = transaction.execute("SELECT DISTINCT type, object_id FROM outbox").fetchall()
    for object_type, object_id in rows:
        lane = Lane(ObjectType(object_type), str(object_id))
        if not exists(transaction.connection, lane):
            forsake_lane(transaction, lane, now)
