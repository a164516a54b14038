"""The kernel on the loop that the program runs on: Qt's, which has no finalizers for generators.

What asyncio's own loop would tidy up behind an answer that was left early, nobody does there.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import aclosing

import msgspec
import pytest
from PySide6.QtWidgets import QApplication
from qasync import QEventLoop
from tests.support import faulty_server as faults
from tests.support.doors import LISTEN, QUICK, READ, a_door, a_profile
from tests.support.faulty_server import FaultyServer

from crashdesk.core import errors
from crashdesk.http.door import Door

ONE = msgspec.structs.replace(QUICK, connections=1)
"""With one connection in all, the next request shows whether the last one gave it back."""


def on_qt(app: QApplication, work: Callable[[FaultyServer, Door], Awaitable[None]]) -> None:
    """Run `work` on Qt's loop."""

    async def main() -> None:
        async with FaultyServer() as server, a_door(a_profile(server.url), limits=ONE) as door:
            await work(server, door)
            server.otherwise = faults.answer([1])
            assert (await door.send(READ)).body == b"[1]"

    with asyncio.Runner(loop_factory=lambda: QEventLoop(app)) as runner:
        runner.run(main())


@pytest.mark.parametrize(
    "behaviour",
    [faults.flood(), faults.flood(announced=True), faults.gzip_bomb(), faults.html(), faults.redirect("/x")],
    ids=["flood", "announced", "bomb", "html", "redirect"],
)
def test_an_answer_that_is_left_early_gives_its_connection_back(qapp, behaviour):
    async def work(server: FaultyServer, door: Door) -> None:
        server.script(behaviour)
        with pytest.raises(errors.AnswerUnusable):
            await door.send(READ)

    on_qt(qapp, work)


def test_a_request_that_is_cancelled_gives_its_connection_back(qapp):
    async def work(server: FaultyServer, door: Door) -> None:
        for number, behaviour in enumerate((faults.stay_silent, faults.drip), start=1):
            server.script(behaviour)
            task = asyncio.create_task(door.send(READ))
            await server.wait_for_requests(number)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task

    on_qt(qapp, work)


def test_a_stream_that_is_left_gives_its_connection_back(qapp):
    async def work(server: FaultyServer, door: Door) -> None:
        server.script(faults.endless_events)
        async with aclosing(door.events(LISTEN)) as events:
            async for event in events:
                if event.data == "t50":
                    break

    on_qt(qapp, work)
