"""The door to the database: one writer thread that commits in groups, and a few readers.

An answer of `write` comes after its COMMIT has reached the disk (`synchronous=FULL`), so whatever was
acknowledged survives the death of the process and of the machine.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Connection, Engine, QueuePool, create_engine, event

from crashdesk_server.clock import Clock
from crashdesk_server.storage.head import create_head
from crashdesk_server.storage.migrate import migrate
from crashdesk_server.storage.transaction import Snapshot, Transaction
from crashdesk_server.storage.writer import Writer

T = TypeVar("T")

FILE_NAME = "crashdesk.db"
_READERS = 4
_BUSY_S = 10
"""How long to wait for another process, such as `crashdesk-server key` beside a running server."""
_CACHE_KIB = 8 * 1024


class Database:
    """The SQLite file in a data folder, made and migrated when it is opened."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        file = folder / FILE_NAME
        file.touch(mode=0o600)
        self._clock = clock
        self._write_engine = _engine(file, "rw", "BEGIN IMMEDIATE")
        with self._write_engine.begin() as connection:
            migrate(connection)
            create_head(connection)
        self._read_engine = _engine(file, "ro", "BEGIN")
        self._readers = ThreadPoolExecutor(_READERS, thread_name_prefix="reader")
        self._writer = Writer(self._write_engine, clock)

    def when_stirred(self, listener: Callable[[], None]) -> None:
        """Have the one `listener` called, on the writer thread, after commits that bring background work."""
        self._writer.stirred = listener

    @property
    def pending(self) -> int:
        """How many units of work wait for the writer, about."""
        return self._writer.pending

    async def write(self, unit: Callable[[Transaction], T]) -> T:
        """Run a unit of work on the writer thread and return its result once it is durable.

        Whatever it raises is raised here, and nothing of it is kept.
        """
        return await asyncio.wrap_future(self._writer.submit(unit))

    def write_now(self, unit: Callable[[Transaction], T]) -> T:
        """As `write`, from a thread that may block."""
        return self._writer.submit(unit).result()

    async def read(self, query: Callable[[Snapshot], T]) -> T:
        """Run a query on a reader thread, in one consistent snapshot."""
        return await asyncio.wrap_future(self._submit_read(query))

    def read_now(self, query: Callable[[Snapshot], T]) -> T:
        """As `read`, from a thread that may block."""
        return self._submit_read(query).result()

    def close(self) -> None:
        """Finish what is queued and close every connection."""
        self._readers.shutdown()
        self._writer.close()
        self._read_engine.dispose()
        self._write_engine.dispose()

    def _submit_read(self, query: Callable[[Snapshot], T]) -> Future[T]:
        return self._readers.submit(self._read, query)

    def _read(self, query: Callable[[Snapshot], T]) -> T:
        with self._read_engine.connect() as connection:
            return query(Snapshot(connection, self._clock.now()))


def _engine(file: Path, mode: str, begin: str) -> Engine:
    def connect() -> sqlite3.Connection:
        connection = sqlite3.connect(
            f"{file.absolute().as_uri()}?mode={mode}",
            uri=True,
            timeout=_BUSY_S,
            # The driver would begin transactions by itself, and later than it should: the event below does.
            isolation_level=None,
            check_same_thread=False,
        )
        connection.execute(f"PRAGMA cache_size=-{_CACHE_KIB}")
        if mode == "rw":
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("PRAGMA synchronous=FULL")
            # What is erased shall not stay readable in free pages of the file.
            connection.execute("PRAGMA secure_delete=ON")
        return connection

    def start(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    engine = create_engine(
        "sqlite+pysqlite://",
        creator=connect,
        poolclass=QueuePool,
        pool_size=_READERS,
        hide_parameters=True,  # errors are logged, and values may be somebody's report or the hash of a token
    )
    event.listen(engine, "begin", start)
    return engine
