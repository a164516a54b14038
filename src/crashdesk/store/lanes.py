"""The changes of one object among each other.

Dependence: all but those that stand alone (notes) rest on the change before them in the lane. The first
such entry knows the revision it was made on; those after it have none (`base_revision` None) until its
outcome is known, and then take what it brought, or, when it is taken back, what it was made on.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from crashdesk.core.change_rules import CHANGE_RULES
from crashdesk.core.changes import DomainObject
from crashdesk.core.outbox import Change, ChangeState, Lane, ObjectType, QueuedChange
from crashdesk.store import overlay
from crashdesk.store.driver import Connection
from crashdesk.store.objects import exists, put, type_of
from crashdesk.store.outbox_rows import all_entries, entries_of_lane, save
from crashdesk.store.writer import Transaction


def depends(object_type: ObjectType, change: Change, before: Sequence[QueuedChange]) -> bool:
    """Tell whether a change rests on one of those before it."""
    stands_alone = CHANGE_RULES[object_type].stands_alone
    return not stands_alone(change) and any(not stands_alone(entry.change) for entry in before)


def hand_on(transaction: Transaction, ended: QueuedChange, base: bytes, base_revision: int | None) -> None:
    """Give the entry that rested on `ended` what it rests on now."""
    stands_alone = CHANGE_RULES[ended.lane.type].stands_alone
    if stands_alone(ended.change):
        return
    for entry in entries_of_lane(transaction.connection, ended.lane):
        if entry.id > ended.id and not stands_alone(entry.change):
            save(transaction, msgspec.structs.replace(entry, base=base, base_revision=base_revision))
            return


def receive_beside(transaction: Transaction, lane: Lane, answer: DomainObject) -> None:
    """Keep an answer that is an object of its own, and count it unless the feed has brought it already."""
    server = overlay.server_state(transaction.connection, lane)
    answered = type_of(answer)
    is_known = exists(transaction.connection, Lane(answered, answer.id))
    put(transaction, answered, (answer,))
    if server is not None:
        counted = server if is_known else CHANGE_RULES[lane.type].count_in(server, answer)
        overlay.show(transaction, lane, counted)


def waiting_heads(connection: Connection) -> tuple[QueuedChange, ...]:
    """Return the first entry of each lane that waits; any other first entry blocks its lane."""
    heads: dict[Lane, QueuedChange] = {}
    for entry in all_entries(connection):
        heads.setdefault(entry.lane, entry)
    return tuple(head for head in heads.values() if head.state is ChangeState.WAITING)
