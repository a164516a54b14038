"""The journal: what this desk did, when, and what the server said to it. Kept, appended, never edited."""

from __future__ import annotations

import enum

import msgspec

from crashdesk.core.ids import ChangeId, Instant, ObjectId
from crashdesk.core.outbox import ObjectType, QueuedChange
from crashdesk.core.text import Text
from crashdesk.store.driver import Row
from crashdesk.store.worker import Worker
from crashdesk.store.writer import Transaction


class Event(enum.StrEnum):
    """What happened to a queued change."""

    QUEUED = "queued"
    UNDONE = "undone"
    SENT = "sent"
    UNKNOWN = "unknown"
    DONE = "done"
    ALREADY_DONE = "already_done"
    """Somebody else had decided the same meanwhile."""
    REBASED = "rebased"
    """Somebody else had changed something else meanwhile; it is sent again on top of that."""
    CONFLICT = "conflict"
    REJECTED = "rejected"
    DISCARDED = "discarded"


class JournalEntry(msgspec.Struct, frozen=True):
    """One line of the journal. `answer` is the new revision, or why it was refused."""

    at: Instant
    event: Event
    change_id: ChangeId
    object_type: ObjectType
    object_id: ObjectId
    sentence: Text
    answer: str


class Journal:
    """Reads the journal."""

    def __init__(self, reader: Worker) -> None:
        self._reader = reader

    async def latest(self, limit: int) -> tuple[JournalEntry, ...]:
        """Return the latest entries, the latest first."""
        query = (
            "SELECT at, event, change_id, type, object_id, sentence, answer FROM journal "
            "ORDER BY id DESC LIMIT ?"
        )
        rows = await self._reader.run(lambda connection: connection.execute(query, (limit,)).fetchall())
        return tuple(_entry(row) for row in rows)


def _entry(row: Row) -> JournalEntry:
    at, event, change_id, object_type, object_id, sentence, answer = row
    assert isinstance(at, int)
    assert isinstance(change_id, int)
    return JournalEntry(
        Instant(at),
        Event(event),
        ChangeId(change_id),
        ObjectType(object_type),
        str(object_id),
        msgspec.json.decode(str(sentence), type=Text),
        str(answer),
    )


def write_journal(
    transaction: Transaction, event: Event, entry: QueuedChange, now: Instant, *, answer: str = ""
) -> None:
    """Append what happened to `entry`."""
    transaction.execute(
        "INSERT INTO journal (at, event, change_id, type, object_id, sentence, change, answer) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            now,
            event.value,
            entry.id,
            entry.lane.type.value,
            entry.lane.id,
            msgspec.json.encode(entry.sentence).decode(),
            msgspec.json.encode(entry.change).decode(),
            answer,
        ),
    )
