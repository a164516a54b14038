"""The one thread that writes. What is queued while it works shares the next commit."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from queue import Empty, SimpleQueue
from sqlite3 import Error
from threading import Lock, Thread
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import Connection, Engine

from crashdesk_server.clock import Clock
from crashdesk_server.storage.transaction import Transaction

T = TypeVar("T")

_GROUP = 256
"""The most units that share a commit: keeps the wait of the first one short."""


class ClosedError(Exception):
    """The database is being closed and takes no more work."""


class _Unit(NamedTuple):
    run: Callable[[Transaction], Any]
    future: Future[Any]


class Writer:
    """Runs units of work one after another, several to a commit, each in a savepoint of its own.

    Attributes:
        stirred: called after commits that the task runner waits for.
    """

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock
        self._queue: SimpleQueue[_Unit | None] = SimpleQueue()
        self._gate = Lock()
        self._closed = False
        self._owes_scrub = False
        self.stirred: Callable[[], None] = _nobody
        self._owes_stir = False
        self._thread = Thread(target=self._serve, name="writer", daemon=True)
        self._thread.start()

    @property
    def pending(self) -> int:
        """How many units wait, about."""
        return self._queue.qsize()

    def submit(self, run: Callable[[Transaction], T]) -> Future[T]:
        """Queue a unit; the future is done after its commit, or with what the unit raised."""
        future: Future[T] = Future()
        with self._gate:
            if self._closed:
                raise ClosedError("the database is closed")
            self._queue.put(_Unit(run, future))
        return future

    def close(self) -> None:
        """Run what is queued, then end the thread."""
        with self._gate:
            self._closed = True
            self._queue.put(None)
        self._thread.join()

    def _serve(self) -> None:
        with self._engine.connect() as connection:
            while (unit := self._queue.get()) is not None:
                if unit.future.set_running_or_notify_cancel():
                    self._commit_group(connection, unit)

    def _commit_group(self, connection: Connection, first: _Unit) -> None:
        units = [first]
        outcomes: list[tuple[Any, Exception | None]] = []
        try:
            with connection.begin():
                for unit in units:  # grows while it runs
                    outcomes.append(self._run(connection, unit))
                    if len(units) < _GROUP and (another := self._another()) is not None:
                        units.append(another)
            if self._owes_scrub:
                self._owes_scrub = not _empty_log(connection)
            if self._owes_stir:
                self._owes_stir = False
                self.stirred()
        except Exception as error:  # noqa: BLE001 - a failed commit is the answer to every unit in it
            outcomes = [(None, error) for _ in units]
            connection.invalidate()  # whatever is left open in it goes; the next group gets a new one
        for unit, (result, error) in zip(units, outcomes, strict=True):
            if error is None:
                unit.future.set_result(result)
            else:
                unit.future.set_exception(error)

    def _another(self) -> _Unit | None:
        with suppress(Empty):
            while (unit := self._queue.get_nowait()) is not None:
                if unit.future.set_running_or_notify_cancel():
                    return unit
            self._queue.put(None)  # for `_serve`, which ends with it
        return None

    def _run(self, connection: Connection, unit: _Unit) -> tuple[Any, Exception | None]:
        connection.exec_driver_sql("SAVEPOINT unit")
        try:
            transaction = Transaction(connection, self._clock.now())
            result = unit.run(transaction)
            transaction.finish()
            self._owes_scrub = self._owes_scrub or transaction.scrubs
            self._owes_stir = self._owes_stir or transaction.stirs
        except Exception as error:  # noqa: BLE001 - it belongs to whoever waits for the unit
            connection.exec_driver_sql("ROLLBACK TO unit")
            connection.exec_driver_sql("RELEASE unit")
            return None, error
        connection.exec_driver_sql("RELEASE unit")
        return result, None


def _nobody() -> None:
    """Stand in for a task runner where there is none."""


def _empty_log(connection: Connection) -> bool:
    """Move the write-ahead log into the file and cut it off; False if readers were in the way for long."""
    driver: Any = connection.connection.driver_connection
    try:
        (busy, _, _) = driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    except Error:
        return False
    return not busy
