"""The desk keeps its rows, its changes and its calm whatever comes back from the server's address."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from tests.integration.app.conftest import TITLES
from tests.support import faulty_server as faults
from tests.support.faulty_server import Behaviour, Received
from tests.support.gui_loop import run_on_qt
from tests.support.reference_server import ServerProcess
from tests.support.running_program import (
    Heartbeat,
    KeptVault,
    RunningProgram,
    running_program,
    sign_in,
    until,
)
from tests.support.unreliable_way import UnreliableWay, Where, at, everywhere

from crashdesk.core.connection import Link
from crashdesk.core.crash_groups import NoteAddition

NONSENSE: dict[str, Behaviour] = {
    "a page": faults.html(),
    "an error page": faults.html(502),
    "a fault": faults.answer({"detail": "boom"}, 500),
    "a cut body": faults.cut_mid_body,
    "another protocol": faults.speak_nonsense,
    "nothing": faults.hang_up,
    "a list": faults.answer([1, 2, 3]),
    "wrong types": faults.answer({"items": 7, "next_token": [], "has_more": "no", "server_id": {}}),
    "not JSON": faults.answer(b"{\xff\xfe"),
    "deep nesting": faults.answer(b"[" * 100_000),
    "another origin": faults.redirect("http://127.0.0.1:9/elsewhere"),
    "100 MB": faults.flood(),
    "an announced 100 MB": faults.flood(announced=True),
    "a bomb": faults.gzip_bomb(),
}
PLACES: dict[str, Where] = {"all": everywhere, "the feed": at("/changes"), "the session": at("/session")}


CASES = [
    *((nonsense, "all") for nonsense in NONSENSE),
    *(
        (nonsense, "the feed")
        for nonsense in ("a list", "a cut body", "wrong types", "deep nesting", "a bomb")
    ),
    *((nonsense, "the session") for nonsense in ("an error page", "wrong types", "not JSON", "100 MB")),
]


@pytest.mark.parametrize(("nonsense", "place"), CASES)
def test_nonsense_is_said_in_words_and_costs_nothing(
    qapp: QApplication, tmp_path: Path, shared_server: ServerProcess, nonsense: str, place: str
) -> None:
    vault = KeptVault()

    async def work() -> None:
        async with UnreliableWay(shared_server.url) as way:
            await sign_in(tmp_path, way.url, vault)
            async with running_program(qapp, tmp_path, vault) as running:
                await running.until_online()
                rows = await running.rows()
                heart = Heartbeat()
                way.spoil(NONSENSE[nonsense], PLACES[place])
                await met_by(running, way)
                await running.desk.triage.change([rows[0].id], NoteAddition("kept"))

                problem = running.desk.state.problem
                assert problem is not None
                assert len(str(problem.text)) > 10 and "{" not in str(problem.text)
                assert "Offline" in running.words()
                assert [row.id for row in await running.rows()] == [row.id for row in rows]
                assert len(await running.desk.store.outbox.entries()) == 1
                assert heart.beats > 0
                await heart.stop()

                way.mend()
                await running.until_online()
                assert len(await running.rows()) == len(TITLES)

    run_on_qt(qapp, work())


async def met_by(running: RunningProgram, way: UnreliableWay) -> None:
    """Wait until the desk has tried again and failed at the nonsense."""

    def look() -> bool:
        if not way.spoiled:
            way.cut()
            running.desk.connection.retry_now()
        return running.link() is Link.OFFLINE and way.spoiled > 0

    await until(look)


@pytest.mark.parametrize(
    "stream", [faults.endless_line, faults.html(), faults.flood(), faults.events(b"\xff")]
)
def test_a_spoiled_stream_of_hints_does_not_stop_the_desk(
    qapp: QApplication, tmp_path: Path, shared_server: ServerProcess, stream: Behaviour
) -> None:
    vault = KeptVault()

    async def work() -> None:
        async with UnreliableWay(shared_server.url) as way:
            await sign_in(tmp_path, way.url, vault)
            way.spoil(stream, at("/events"))
            async with running_program(qapp, tmp_path, vault) as running:
                await until(lambda: way.spoiled > 0)
                await until(running.rows)
                way.mend()
                await running.until_online()

    run_on_qt(qapp, work())


async def endless_hints(_request: Received, writer: asyncio.StreamWriter) -> None:
    """Say without end that there is something new."""
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n"
    writer.write(head)
    while not writer.is_closing():
        writer.write(b'event: changed\ndata: {"token": "t"}\n\n' * 100)
        await writer.drain()
        await asyncio.sleep(0)


def test_hints_without_end_leave_the_desk_responsive(
    qapp: QApplication, tmp_path: Path, shared_server: ServerProcess
) -> None:
    vault = KeptVault()

    async def work() -> None:
        async with UnreliableWay(shared_server.url) as way:
            await sign_in(tmp_path, way.url, vault)
            way.spoil(endless_hints, at("/events"))
            async with running_program(qapp, tmp_path, vault) as running:
                await until(lambda: way.spoiled > 0)
                await until(running.rows)
                heart = Heartbeat()
                await until(lambda: heart.beats > 50)
                feeds = sum("/changes" in request.path for request in way.requests)
                await until(lambda: sum("/changes" in r.path for r in way.requests) > feeds + 2)
                assert heart.beats > 52
                await heart.stop()

    run_on_qt(qapp, work())


@pytest.mark.parametrize("place", ["/changes", "/session", "/meta"])
@pytest.mark.parametrize("slow", [faults.drip, faults.stay_silent])
def test_a_slow_answer_neither_blocks_the_window_nor_quitting(
    qapp: QApplication, tmp_path: Path, shared_server: ServerProcess, slow: Behaviour, place: str
) -> None:
    vault = KeptVault()

    async def work() -> None:
        async with UnreliableWay(shared_server.url) as way:
            await sign_in(tmp_path, way.url, vault)
            async with running_program(qapp, tmp_path, vault) as running:
                await running.until_online()
            way.spoil(slow, at(place))
            async with running_program(qapp, tmp_path, vault) as running:
                await until(lambda: way.spoiled > 0)
                assert running.link() is Link.CONNECTING
                assert len(await running.rows()) == len(TITLES)
                heart = Heartbeat()
                await until(lambda: heart.beats > 20)
                await heart.stop()

    run_on_qt(qapp, work())
