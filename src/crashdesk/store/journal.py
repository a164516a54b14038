"""Writing and reading the journal: what this desk did, when, and what the server said to it."""

from __future__ import annotations

import msgspec

from crashdesk.core.ids import Instant, ObjectId
from crashdesk.core.journal import Event, JournalEntry
from crashdesk.core.outbox import ObjectType, QueuedChange
from crashdesk.core.ports import Clock
from crashdesk.core.text import Text
from crashdesk.store.driver import Connection
from crashdesk.store.objects import decode, put
from crashdesk.store.worker import Worker
from crashdesk.store.writer import Transaction, Writer


class StoreJournal:
    """A `Journal` over the store."""

    def __init__(self, writer: Writer, reader: Worker, clock: Clock) -> None:
        self._writer = writer
        self._reader = reader
        self._clock = clock

    async def record(
        self, event: Event, object_type: ObjectType, object_id: ObjectId, sentence: Text, answer: str = ""
    ) -> None:
        """Append what became of an action that was not queued."""
        await self._writer.write(
            lambda transaction: append(
                transaction,
                JournalEntry("", self._clock.now(), event, object_type, object_id, sentence, answer),
            ),
            kept=True,
        )

    async def latest(self, limit: int) -> tuple[JournalEntry, ...]:
        """Return the latest entries, the latest first."""
        query = "SELECT body FROM object WHERE type = ? ORDER BY id DESC LIMIT ?"
        rows = await self._reader.run(
            lambda connection: connection.execute(query, (ObjectType.JOURNAL_ENTRY.value, limit)).fetchall()
        )
        entries = (decode(ObjectType.JOURNAL_ENTRY, row[0]) for row in rows)
        return tuple(entry for entry in entries if isinstance(entry, JournalEntry))


def append(transaction: Transaction, entry: JournalEntry) -> None:
    """Write `entry` under the next number."""
    number = _last_number(transaction.connection) + 1
    put(transaction, ObjectType.JOURNAL_ENTRY, (msgspec.structs.replace(entry, id=f"{number:019}"),))


def write_journal(
    transaction: Transaction, event: Event, entry: QueuedChange, now: Instant, *, answer: str = ""
) -> None:
    """Append what happened to a queued change."""
    append(
        transaction,
        JournalEntry(
            id="",
            at=now,
            event=event,
            object_type=entry.lane.type,
            object_id=entry.lane.id,
            sentence=entry.sentence,
            answer=answer,
            change_id=entry.id,
            change=msgspec.json.encode(entry.change).decode(),
        ),
    )


def _last_number(connection: Connection) -> int:
    row = connection.execute(
        "SELECT max(id) FROM object WHERE type = ?", (ObjectType.JOURNAL_ENTRY.value,)
    ).fetchone()
    return int(str(row[0])) if row and row[0] is not None else 0
