"""A store belongs to one person on one server: nothing of it reaches another."""

from __future__ import annotations

import asyncio
import signal
from pathlib import Path

from PySide6.QtWidgets import QApplication
from tests.integration.app.conftest import TITLES
from tests.support import faulty_server as faults
from tests.support.gui_loop import run_on_qt
from tests.support.reference_server import ServerProcess
from tests.support.running_program import KeptVault, RunningProgram, running_program, sign_in, until
from tests.support.unreliable_way import UnreliableWay, at

from crashdesk.core.connection import Link
from crashdesk.core.crash_groups import NoteAddition
from crashdesk.core.errors import OtherServer
from crashdesk.settings.declared import HOLD_BACK_SECONDS
from crashdesk.ui.kit.row_table import RowTable


def test_nothing_of_the_outbox_is_sent_to_another_server(
    qapp: QApplication, tmp_path: Path, server: ServerProcess, vault: KeptVault
) -> None:
    async def work() -> None:
        (tmp_path / "other").mkdir()
        with ServerProcess(tmp_path / "other" / "data") as other:
            async with UnreliableWay(server.url) as way:
                await sign_in(tmp_path, way.url, vault)
                async with running_program(qapp, tmp_path, vault) as running:
                    running.settings.put(HOLD_BACK_SECONDS, 0)
                    await running.until_online()
                    way.spoil(faults.hang_up)
                    await until(lambda: running.link() is Link.OFFLINE)
                    rows = await running.rows()
                    await running.desk.triage.change([row.id for row in rows], NoteAddition("mine"))

                    asked = len(way.requests)
                    way.lead_to(other.url)
                    way.mend()
                    running.desk.connection.retry_now()
                    await until(lambda: running.link() is Link.STOPPED)
                    assert isinstance(running.desk.state.problem, OtherServer)
                    assert {request.method for request in way.requests[asked:]} == {"GET"}
                    assert len(await running.desk.store.outbox.entries()) == len(TITLES)
                    assert len(await running.rows()) == len(TITLES)
                    assert "Another server" in running.words()

                    way.lead_to(server.url)
                    running.window.retry_requested.emit()
                    await running.until_online()
                    await until(lambda: outbox_is_empty(running))

    run_on_qt(qapp, work())


async def outbox_is_empty(running: RunningProgram) -> bool:
    return not await running.desk.store.outbox.entries()


def test_the_server_dies_and_comes_back(
    qapp: QApplication, tmp_path: Path, server: ServerProcess, vault: KeptVault
) -> None:
    async def work() -> None:
        await sign_in(tmp_path, server.url, vault)
        async with running_program(qapp, tmp_path, vault) as running:
            running.settings.put(HOLD_BACK_SECONDS, 0)
            await running.until_online()
            server.end(signal.SIGKILL)
            await until(lambda: running.link() is Link.OFFLINE)
            rows = await running.rows()
            await running.desk.triage.change([row.id for row in rows], NoteAddition("offline"))
            assert all(row.pending for row in await running.rows())

            server.start()
            await running.until_online()
            await until(lambda: outbox_is_empty(running))
            assert not any(row.pending for row in await running.rows())

    run_on_qt(qapp, work())


def test_lost_rights_take_the_data_off_the_screen_and_out_of_the_store(
    qapp: QApplication, tmp_path: Path, server: ServerProcess, vault: KeptVault
) -> None:
    lost = faults.problem(410, "resync-required", reason="rights-changed")
    refused = faults.problem(403, "forbidden")

    async def work() -> None:
        async with UnreliableWay(server.url) as way:
            await sign_in(tmp_path, way.url, vault)
            async with running_program(qapp, tmp_path, vault) as running:
                await running.until_online()
                await until(lambda: any(title in running.words() for title in TITLES))
                [store] = (tmp_path / "data" / "stores").glob("*.crashdesk")

                async def withdraw(request: faults.Received, writer: asyncio.StreamWriter) -> None:
                    await (lost if "since=" in request.target else refused)(request, writer)

                way.spoil(withdraw, at("/changes"))
                running.desk.connection.retry_now()
                await until(lambda: running.link() is Link.STOPPED)
                assert await running.rows() == []
                await until(lambda: not any(table.model().rowCount() for table in tables_of(running)))
                await until(lambda: not any(title in running.words() for title in TITLES))
                assert store.exists()

    run_on_qt(qapp, work())


def tables_of(running: RunningProgram) -> list[RowTable]:
    return running.window.findChildren(RowTable)
