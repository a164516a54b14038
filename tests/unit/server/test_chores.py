from __future__ import annotations

import asyncio
import logging
from pathlib import Path

import pytest
from tests.support.reference_server import SetClock

from crashdesk_server.area import Chore
from crashdesk_server.chores import Chores
from crashdesk_server.storage.database import Database
from crashdesk_server.storage.transaction import Transaction


@pytest.mark.asyncio
async def test_a_chore_that_fails_is_tried_again_and_stops_no_other(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    database = Database(tmp_path, SetClock())
    loop = asyncio.get_running_loop()
    runs: list[str] = []
    enough = asyncio.Event()

    def fail(_tx: Transaction) -> None:
        runs.append("bad")
        raise LookupError("no")

    def work(_tx: Transaction) -> None:
        runs.append("good")
        if min(runs.count("bad"), runs.count("good")) >= 3:
            loop.call_soon_threadsafe(enough.set)

    with caplog.at_level(logging.CRITICAL, "crashdesk_server.chores"):
        task = asyncio.create_task(Chores(database, [Chore("bad", 0, fail), Chore("good", 0, work)]).run())
        await asyncio.wait_for(enough.wait(), 20)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    database.close()
