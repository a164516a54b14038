"""Whether somebody else has changed an object: revisions that no change of this desk has brought."""

from __future__ import annotations

from crashdesk.core.ids import ObjectId
from crashdesk.core.journal import Event
from crashdesk.core.outbox import ChangeState, ObjectType
from crashdesk.store.driver import Connection, number_in
from crashdesk.store.folding import fold

_FOREIGN = """
SELECT (SELECT max(0, revision - :since) FROM object WHERE type = :type AND id = :id)
    - (SELECT count(DISTINCT answer) FROM journal_entry
       WHERE object_id = :folded_id AND object_type = :type AND event = :done
           AND CAST(CAST(answer AS INTEGER) AS TEXT) = answer AND CAST(answer AS INTEGER) > :since)
    - (SELECT count(*) FROM outbox
       WHERE object_id = :id AND type = :type AND state IN (:sending, :unknown))
"""
"""One statement, so that row, journal and outbox are read at one state of the store.

A change on its way may have brought a revision that the feed has told of before the answer is here.
"""


def changed_by_others(
    connection: Connection, object_type: ObjectType, object_id: ObjectId, since: int
) -> bool:
    """Tell whether the object has grown by more revisions than this desk accounts for."""
    values = {
        "since": since,
        "type": object_type.value,
        "id": object_id,
        "folded_id": fold(object_id),
        "done": Event.DONE.value,
        "sending": ChangeState.SENDING.value,
        "unknown": ChangeState.UNKNOWN.value,
    }
    row = connection.execute(_FOREIGN, values).fetchone()
    return bool(row) and row[0] is not None and number_in(row) > 0
