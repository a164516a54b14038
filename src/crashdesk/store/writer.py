"""The one thread that writes: every change of the store is a transaction there."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Generator
from typing import TypeVar

from crashdesk.core.ids import ObjectId
from crashdesk.core.outbox import ObjectType
from crashdesk.store.announcements import Announcements, Changes
from crashdesk.store.driver import Connection
from crashdesk.store.worker import Worker

T = TypeVar("T")


class Transaction:
    """An open transaction, which notes what it changes."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.execute = connection.execute
        self.executemany = connection.executemany
        self.changes = Changes()

    def changed(self, object_type: ObjectType, object_id: ObjectId | None) -> None:
        """Note that an object (None: many of a type) looks different now."""
        self.changes.add(object_type, object_id)

    def changed_outbox(self) -> None:
        """Note that the outbox is different now."""
        self.changes.outbox = True


class Writer:
    """Runs transactions one after the other and announces them.

    A transaction that was handed over is carried out even if its caller is cancelled: whether a change
    is kept must not hang on who waits for it.
    """

    def __init__(self, worker: Worker, announcements: Announcements) -> None:
        self._worker = worker
        self._announcements = announcements

    async def write(self, work: Callable[[Transaction], T], *, kept: bool) -> T:
        """Run `work` in a transaction and return its result.

        `kept` tells whether tables are touched that cannot be fetched again. Such a commit is on the disk
        when this returns; others can be lost with the power, and are then fetched again.
        """
        loop = asyncio.get_running_loop()

        def run(connection: Connection) -> T:
            with transaction(connection, durable=kept or _has_queued(connection)) as open_transaction:
                result = work(open_transaction)
            with contextlib.suppress(RuntimeError):  # the loop has closed: nobody listens
                loop.call_soon_threadsafe(self._announcements.post, open_transaction.changes)
            return result

        return await self._worker.run(run, interruptible=False)

    async def empty_log(self) -> None:
        """Move the write-ahead log into the file: what a transaction has overwritten is in neither then.

        Best effort: a reader in the middle of a query leaves the log to the next time.
        """
        await self._worker.run(
            lambda connection: connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall(),
            interruptible=False,
        )


@contextlib.contextmanager
def transaction(connection: Connection, *, durable: bool) -> Generator[Transaction]:
    """Commit what happens inside, or nothing of it. `durable` waits for the disk (`synchronous=FULL`)."""
    connection.execute(f"PRAGMA synchronous = {'FULL' if durable else 'NORMAL'}")
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield Transaction(connection)
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:  # SQLite has rolled back by itself when the disk is full
            connection.execute("ROLLBACK")
        raise


def _has_queued(connection: Connection) -> bool:
    """Tell whether the outbox holds something: then also a pull may change it."""
    return connection.execute("SELECT 1 FROM outbox LIMIT 1").fetchone() is not None
