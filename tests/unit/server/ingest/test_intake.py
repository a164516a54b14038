"""Many waiting posts, one transaction."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from pathlib import Path
from threading import Event

import pytest

from crashdesk_server.clock import SystemClock
from crashdesk_server.ingest import intake
from crashdesk_server.ingest.intake import BusyError, Intake
from crashdesk_server.storage.database import Database
from crashdesk_server.storage.transaction import Transaction


class Written:
    """Remembers batches; refuses those with a negative number in them."""

    def __init__(self) -> None:
        self.batches: list[list[int]] = []

    def write(self, _tx: Transaction, items: Sequence[int]) -> None:
        if min(items) < 0:
            raise ArithmeticError("negative")
        self.batches.append(list(items))


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = Database(tmp_path, SystemClock())
    yield database
    database.close()


async def put_while_busy(
    database: Database, taker: Intake[int], items: Sequence[int]
) -> list[BaseException | None]:
    """Put items while the writer is held up by something else."""
    release = Event()
    held = asyncio.create_task(database.write(lambda _: release.wait(10)))
    puts = [asyncio.create_task(taker.put(item)) for item in items]
    await asyncio.sleep(0)
    release.set()
    outcomes = await asyncio.gather(*puts, return_exceptions=True)
    await held
    return outcomes


@pytest.mark.asyncio
async def test_what_waits_shares_a_transaction(database: Database):
    written = Written()
    taker = Intake[int](database, written.write)
    assert await put_while_busy(database, taker, range(100)) == [None] * 100
    assert written.batches == [list(range(100))]
    await taker.put(1000)
    assert written.batches[-1] == [1000]


@pytest.mark.asyncio
async def test_large_crowds_are_split(database: Database, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(intake, "MAX_BATCH", 40)
    written = Written()
    await put_while_busy(database, Intake[int](database, written.write), range(100))
    assert [len(batch) for batch in written.batches] == [40, 40, 20]


@pytest.mark.asyncio
async def test_a_failed_batch_is_the_answer_to_all_in_it_and_not_to_later_ones(database: Database):
    written = Written()
    taker = Intake[int](database, written.write)
    outcomes = await put_while_busy(database, taker, [1, -1, 2])
    assert [type(outcome) for outcome in outcomes] == [ArithmeticError] * 3
    await taker.put(3)
    assert written.batches == [[3]]


@pytest.mark.asyncio
async def test_too_many_waiting_are_sent_away(database: Database, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(intake, "MAX_WAITING", 2)
    taker = Intake[int](database, Written().write)
    outcomes = await put_while_busy(database, taker, range(3))
    assert [type(outcome) for outcome in outcomes] == [type(None), type(None), BusyError]


@pytest.mark.asyncio
async def test_a_sender_that_goes_away_takes_nobody_along(database: Database):
    written = Written()
    taker = Intake[int](database, written.write)
    release = Event()
    held = asyncio.create_task(database.write(lambda _: release.wait(10)))
    gone, stays = asyncio.create_task(taker.put(1)), asyncio.create_task(taker.put(2))
    await asyncio.sleep(0)
    gone.cancel()
    release.set()
    await stays
    await held
    assert written.batches == [[1, 2]]
