"""Whatever is done while something else is still under way, nothing is left open and nothing is a bug."""

from __future__ import annotations

import asyncio
import threading
from pathlib import Path

import msgspec
import pytest
from PySide6.QtWidgets import QApplication
from tests.support import faulty_server as faults
from tests.support.gui_loop import run_on_qt
from tests.support.reference_server import ServerProcess
from tests.support.running_program import KeptVault, running_program, sign_in, until
from tests.support.unreliable_way import UnreliableWay, at

from crashdesk.app import wiring
from crashdesk.core.connection import Link
from crashdesk.core.errors import OtherServer
from crashdesk.settings.paths import find_paths


def stores_open() -> list[str]:
    return [thread.name for thread in threading.enumerate() if thread.name.startswith("store-")]


@pytest.mark.parametrize("turns", [0, 1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144])
def test_quitting_at_any_moment_of_the_start_closes_everything(
    qapp: QApplication, tmp_path: Path, shared_server: ServerProcess, turns: int
) -> None:
    vault = KeptVault()

    async def work() -> None:
        await sign_in(tmp_path, shared_server.url, vault)
        async with running_program(qapp, tmp_path, vault):
            for _ in range(turns):
                await asyncio.sleep(0)
        assert stores_open() == []

    run_on_qt(qapp, work())


@pytest.mark.parametrize("turns", [0, 1, 2, 3, 5, 8, 13, 21, 34])
def test_switching_at_any_moment_ends_with_the_last_choice(
    qapp: QApplication, tmp_path: Path, shared_server: ServerProcess, turns: int
) -> None:
    vault = KeptVault()

    async def work() -> None:
        await sign_in(tmp_path, shared_server.url, vault)
        async with running_program(qapp, tmp_path, vault) as running:
            await running.until_online()
            profile = running.desk.profile.id
            for _ in range(4):
                running.program.switch_to(profile)
                for _ in range(turns):
                    await asyncio.sleep(0)
            await until(lambda: running.program.desk is not None and running.link() is Link.ONLINE)
            assert len(stores_open()) == 3
            running.program.switch_to(profile)
        assert stores_open() == []

    run_on_qt(qapp, work())


def test_a_profile_that_cannot_connect_leaves_no_store_open(
    qapp: QApplication, tmp_path: Path, shared_server: ServerProcess
) -> None:
    vault = KeptVault()

    async def work() -> None:
        await sign_in(tmp_path, shared_server.url, vault)
        profiles = wiring.load_profiles(find_paths(tmp_path))
        assert profiles.first is not None
        profiles.change(msgspec.structs.replace(profiles.first, ca_file=str(tmp_path / "missing.pem")))
        async with running_program(qapp, tmp_path, vault) as running:
            await until(lambda: "cannot be opened" in running.words())
            assert stores_open() == []

    run_on_qt(qapp, work())


def test_a_desk_that_has_stopped_tries_again_when_told_to(
    qapp: QApplication, tmp_path: Path, shared_server: ServerProcess
) -> None:
    vault = KeptVault()

    async def work() -> None:
        async with UnreliableWay(shared_server.url) as way:
            await sign_in(tmp_path, way.url, vault)
            meta = {
                "kind": "crashdesk", "server_id": "srv_other", "name": "", "version": "1", "capabilities": [],
                "auth_methods": [], "setup_required": False, "time": "2026-11-18T11:06:40.123Z",
            }  # fmt: skip
            way.spoil(faults.answer(meta), at("/meta"))
            async with running_program(qapp, tmp_path, vault) as running:
                await until(lambda: running.link() is Link.STOPPED)
                assert isinstance(running.desk.state.problem, OtherServer)
                way.mend()
                running.window.retry_requested.emit()
                await until(lambda: running.link() is Link.ONLINE)

    run_on_qt(qapp, work())
