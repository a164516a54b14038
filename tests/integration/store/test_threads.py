"""Threads do what is still wanted, stop what is not, and tell failures in words."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest
import pytest_asyncio
from tests.support.store_builders import KEY

from crashdesk.core.errors import StoreFull
from crashdesk.store.announcements import Announcements
from crashdesk.store.driver import Connection, connect
from crashdesk.store.worker import Worker
from crashdesk.store.writer import Transaction, Writer

ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"


@pytest_asyncio.fixture
async def worker(tmp_path: Path) -> AsyncGenerator[Worker]:
    worker = Worker("tested", lambda: connect(tmp_path / "a.db", KEY))
    await worker.start()
    yield worker
    await worker.close()


@pytest.mark.asyncio
async def test_a_cancelled_read_is_interrupted_and_the_next_one_runs(worker: Worker) -> None:
    begun = asyncio.Event()
    loop = asyncio.get_running_loop()

    def read(connection: Connection) -> None:
        loop.call_soon_threadsafe(begun.set)
        connection.execute(ENDLESS).fetchone()

    reading = asyncio.create_task(worker.run(read))
    await begun.wait()
    reading.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reading
    assert await worker.run(lambda connection: connection.execute("SELECT 1").fetchone()) == (1,)


@pytest.mark.asyncio
async def test_cancelled_before_it_began_work_is_dropped(worker: Worker) -> None:
    gate = threading.Event()
    done: list[str] = []
    first = asyncio.create_task(worker.run(lambda _connection: gate.wait()))
    dropped = asyncio.create_task(worker.run(lambda _connection: done.append("dropped")))
    kept = asyncio.create_task(worker.run(lambda _connection: done.append("kept"), interruptible=False))
    await asyncio.sleep(0)
    dropped.cancel()
    kept.cancel()
    await asyncio.gather(dropped, kept, return_exceptions=True)
    gate.set()
    await first
    await worker.run(lambda _connection: None)
    assert done == ["kept"]


@pytest.mark.asyncio
async def test_a_bug_is_raised_where_it_is_awaited(worker: Worker) -> None:
    with pytest.raises(ZeroDivisionError):
        await worker.run(lambda _connection: 1 // 0)
    with pytest.raises(Exception, match="syntax error"):
        await worker.run(lambda connection: connection.execute("SELEC"))


@pytest.mark.asyncio
async def test_a_closed_worker_takes_nothing(worker: Worker) -> None:
    await worker.close()
    with pytest.raises(RuntimeError):
        await worker.run(lambda _connection: None)


@pytest.mark.asyncio
async def test_a_full_disk_is_told_and_leaves_what_was_there(worker: Worker) -> None:
    def prepare(connection: Connection) -> None:
        connection.execute("CREATE TABLE outbox (a)")
        connection.execute("PRAGMA max_page_count = 20")

    def fill(transaction: Transaction) -> None:
        transaction.execute("INSERT INTO outbox VALUES ('kept')")

    def overfill(transaction: Transaction) -> None:
        transaction.execute("DELETE FROM outbox")
        transaction.executemany("INSERT INTO outbox VALUES (?)", [("x" * 4000,)] * 100)

    await worker.run(prepare)
    writer = Writer(worker, Announcements(asyncio.get_running_loop()))
    await writer.write(fill, kept=True)
    with pytest.raises(StoreFull):
        await writer.write(overfill, kept=True)
    rows = await worker.run(lambda connection: connection.execute("SELECT a FROM outbox").fetchall())
    assert rows == [("kept",)]


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("kept", "queued", "synchronous"), [(True, False, 2), (False, True, 2), (False, False, 1)]
)
async def test_commits_of_what_cannot_be_fetched_again_wait_for_the_disk(
    worker: Worker, kept: bool, queued: bool, synchronous: int
) -> None:
    await worker.run(lambda connection: connection.execute("CREATE TABLE outbox (a)"))
    if queued:
        await worker.run(lambda connection: connection.execute("INSERT INTO outbox VALUES (1)"))
    writer = Writer(worker, Announcements(asyncio.get_running_loop()))
    mode = await writer.write(
        lambda transaction: transaction.execute("PRAGMA synchronous").fetchone(), kept=kept
    )
    assert mode == (synchronous,)
