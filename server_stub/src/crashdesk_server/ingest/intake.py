"""Brings what the public endpoints receive into the database, many at once."""

from __future__ import annotations

from asyncio import CancelledError, Future, Task, create_task, get_running_loop
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from crashdesk_server.storage.database import Database
from crashdesk_server.storage.transaction import Transaction

T = TypeVar("T")

MAX_BATCH = 500
"""The most items of one transaction: keeps the wait of the first one short."""
MAX_WAITING = 5_000
"""The most items that wait; beyond, senders are told to come again."""


class BusyError(Exception):
    """More is coming in than can be written."""


class Intake(Generic[T]):
    """Collects items while the writer is busy and writes all of them in its next transaction.

    Used on the event loop; `write` runs on the writer thread.
    """

    def __init__(self, database: Database, write: Callable[[Transaction, Sequence[T]], None]) -> None:
        self._database = database
        self._write = write
        self._waiting: list[tuple[T, Future[None]]] = []
        self._flushing: Task[None] | None = None

    async def put(self, item: T) -> None:
        """Write an item; returns once it is durable.

        Raises:
            BusyError: too many are waiting.
            Exception: what writing raised; nothing of the item is kept.
        """
        if len(self._waiting) >= MAX_WAITING:
            raise BusyError
        done: Future[None] = get_running_loop().create_future()
        self._waiting.append((item, done))
        if self._flushing is None:
            self._flushing = create_task(self._flush(), name="intake")
        await done

    async def _flush(self) -> None:
        try:
            while self._waiting:
                batch, self._waiting = self._waiting[:MAX_BATCH], self._waiting[MAX_BATCH:]
                await self._write_batch(batch)
        finally:
            self._flushing = None

    async def _write_batch(self, batch: list[tuple[T, Future[None]]]) -> None:
        items = [item for item, _ in batch]
        error: BaseException | None = None
        try:
            await self._database.write(lambda tx: self._write(tx, items))
        except (Exception, CancelledError) as caught:  # noqa: BLE001 - the answer to everyone in the batch
            error = caught
        for _, done in batch:
            if done.done():
                continue  # the sender is gone
            if error is None:
                done.set_result(None)
            else:
                done.set_exception(error)
