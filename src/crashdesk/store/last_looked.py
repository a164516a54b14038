"""When this person last looked at a place of the program. Kept: no server knows it."""

from __future__ import annotations

from crashdesk.core.ids import Instant
from crashdesk.store.worker import Worker
from crashdesk.store.writer import Transaction, Writer


class LastLooked:
    """Remembers instants by the name of a place, such as `crash_groups`."""

    def __init__(self, writer: Writer, reader: Worker) -> None:
        self._writer = writer
        self._reader = reader

    async def at(self, place: str) -> Instant | None:
        """Return when `place` was last looked at, None for never."""
        query = "SELECT at FROM last_looked WHERE place = ?"
        row = await self._reader.run(lambda connection: connection.execute(query, (place,)).fetchone())
        return Instant(int(str(row[0]))) if row else None

    async def mark(self, place: str, at: Instant) -> None:
        """Note that `place` is looked at; an earlier instant than the one known changes nothing."""

        def mark(transaction: Transaction) -> None:
            transaction.execute(
                "INSERT INTO last_looked VALUES (?, ?) "
                "ON CONFLICT (place) DO UPDATE SET at = max(at, excluded.at)",
                (place, at),
            )

        await self._writer.write(mark, kept=True)
