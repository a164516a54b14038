"""Letting somebody in from the running program, against a real server."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import httpx
from PySide6.QtWidgets import QApplication
from tests.support.gui_loop import run_on_qt
from tests.support.reference_server import PASSWORD, ServerProcess
from tests.support.running_program import KeptVault, RunningProgram, running_program, sign_in, until

from crashdesk.ui.tabs.users import actions
from crashdesk.ui.tabs.users.tab import UsersTab

NADIA = "nadia@example.org"


@contextmanager
def registered(url: str) -> Generator[httpx.Client]:
    """Ask for an account by plain HTTP, and stay signed in."""
    with httpx.Client(base_url=f"{url}/api/v1") as http:
        wish = {"email": NADIA, "password": PASSWORD, "name": "Nadia"}
        assert http.post("/registrations", json=wish).status_code == 201
        yield http


def users_tab(running: RunningProgram) -> UsersTab:
    tab = running.window._host.current
    assert isinstance(tab, UsersTab)
    return tab


def counted(running: RunningProgram) -> str:
    return next(name for name in running.window.top.tabs.names() if name.startswith("Users"))


async def approve(running: RunningProgram) -> None:
    """Approve as operator by the key's action, once the person is open."""
    await until(lambda: running.window.availability(actions.APPROVE_OPERATOR).enabled)
    running.window.carry_out(actions.APPROVE_OPERATOR)
    await until(lambda: "Approved Nadia as operator" in running.window.toasts.texts())


def test_a_person_is_announced_approved_taken_back_and_let_in(
    qapp: QApplication, tmp_path: Path, server: ServerProcess, vault: KeptVault
) -> None:
    async def work() -> None:
        await sign_in(tmp_path / "home", server.url, vault)
        async with running_program(qapp, tmp_path / "home", vault) as running:
            await running.until_online()
            await until(lambda: counted(running) == "Users")
            with registered(server.url) as nadia:
                await until(lambda: counted(running) == "Users, 1 to act on")
                await until(lambda: "Nadia asks to be let in" in running.window.toasts.texts())
                running.window.carry_out(actions.SHOW_PENDING)
                tab = users_tab(running)
                await until(lambda: tab.presenter.state.person is not None)
                await until(lambda: tab.view.segments.titles[0] == "Pending users (1)")
                await approve(running)
                await until(lambda: counted(running) == "Users")
                running.window.toasts.undo_latest()
                await until(lambda: counted(running) == "Users, 1 to act on")
                assert nadia.get("/crash-groups").status_code == 403
                await approve(running)
                assert running.window.toasts.texts().count("Nadia asks to be let in") <= 1
                await until(lambda: nadia.get("/crash-groups").status_code == 200)
                assert nadia.get("/session").json()["role"] == "operator"

    run_on_qt(qapp, work())


def test_an_account_is_changed_and_deleted_with_the_servers_answer(
    qapp: QApplication, tmp_path: Path, server: ServerProcess, vault: KeptVault
) -> None:
    async def work() -> None:
        await sign_in(tmp_path / "home", server.url, vault)
        with registered(server.url):
            async with running_program(qapp, tmp_path / "home", vault) as running:
                await running.until_online()
                running.window.carry_out(actions.SHOW_PENDING)
                tab = users_tab(running)
                await until(lambda: tab.presenter.state.person is not None)
                assert "asks to be let in" not in "".join(running.window.toasts.texts())
                await until(lambda: tab.presenter.state.rights)
                running.window.carry_out(actions.RENAME)
                dialog = await _dialog(running)
                dialog.name.setText("Nadia B.")
                dialog.confirm()
                await until(
                    lambda: tab.presenter.state.person and tab.presenter.state.person.name == "Nadia B."
                )
                running.window.carry_out(actions.DELETE)
                (await _dialog(running)).confirm()
                await until(lambda: counted(running) == "Users")
                await until(lambda: tab.presenter.state.shown.count.value == 0)

    run_on_qt(qapp, work())


async def _dialog(running: RunningProgram):
    from crashdesk.ui.tabs.users.dialogs.user_dialog import UserDialog

    def found() -> list[UserDialog]:
        return [each for each in running.window.findChildren(UserDialog) if each.isVisible()]

    await until(found)
    return found()[0]
