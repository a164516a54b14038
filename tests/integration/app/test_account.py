"""One's own account in the running program, against a real server."""

from __future__ import annotations

from pathlib import Path
from typing import Any, TypeVar

import httpx
import pytest
from PySide6.QtWidgets import QApplication, QDialog, QPushButton
from tests.support.gui_loop import run_on_qt
from tests.support.reference_server import EMAIL, PASSWORD, ServerProcess
from tests.support.running_program import KeptVault, RunningProgram, running_program, sign_in, until

from crashdesk.app import wiring
from crashdesk.core.connection import Link
from crashdesk.core.profile import AuthMethod
from crashdesk.settings.paths import find_paths
from crashdesk.ui.dialogs.api_keys.state import Page
from crashdesk.ui.dialogs.api_keys.view import KeysDialog
from crashdesk.ui.dialogs.my_rights.view import RightsDialog
from crashdesk.ui.dialogs.my_sessions.view import SessionsDialog
from crashdesk.ui.dialogs.password.view import PasswordDialog
from crashdesk.ui.dialogs.sign_in.state import Step
from crashdesk.ui.dialogs.sign_in.view import SignInDialog

D = TypeVar("D", bound=QDialog)
NEW = "four plain words"
NADIA = "nadia@example.org"


class Admin:
    """Somebody else, who decides about accounts by plain HTTP."""

    def __init__(self, url: str, email: str = EMAIL, password: str = PASSWORD) -> None:
        self.http = httpx.Client(base_url=f"{url}/api/v1")
        answer = self.http.post("/session", json={"email": email, "password": password})
        assert answer.status_code == 201, answer.text
        self.http.headers["X-CSRF-Token"] = answer.json()["csrf_token"]

    def __enter__(self) -> Admin:
        return self

    def __exit__(self, *_: object) -> None:
        self.http.close()

    def account(self, email: str) -> dict[str, Any]:
        [found] = [user for user in self.http.get("/users").json()["items"] if user["email"] == email]
        return found

    def decide(self, email: str, decision: str, **body: str) -> None:
        user = self.account(email)
        seen = {"If-Match": f'"{user["revision"]}"'}
        answer = self.http.post(f"/users/{user['id']}/{decision}", json=body, headers=seen)
        assert answer.status_code == 200, answer.text

    def is_signed_in(self) -> bool:
        return self.http.get("/session").status_code == 200


async def opened(running: RunningProgram, kind: type[D]) -> D:
    """Return the dialog of this kind once it is open."""

    def found() -> D | None:
        shown = [each for each in running.window.findChildren(kind) if each.isVisible()]
        return shown[0] if shown else None

    await until(found)
    dialog = found()
    assert dialog is not None
    return dialog


async def registered(running: RunningProgram, url: str) -> None:
    """Ask for an account as somebody would who starts the program for the first time."""
    dialog = await opened(running, SignInDialog)
    await until(lambda: dialog._task is not None and dialog._task.done())
    dialog.address.url.setText(url)
    dialog.submit.click()
    await until(lambda: dialog.presenter.state.step is Step.CREDENTIALS)
    dialog.credentials.ask.click()
    page = dialog.register
    page.name.setText("Nadia")
    page.email.setText(NADIA)
    page.password.setText(PASSWORD)
    page.again.setText(PASSWORD)
    dialog.submit.click()
    await until(lambda: running.link() is Link.AWAITING)


async def look(running: RunningProgram) -> None:
    """Press the button that looks at once."""
    running.window.awaiting.check.click()


def test_who_registers_waits_and_gets_in_when_somebody_lets_them(
    qapp: QApplication, tmp_path: Path, server: ServerProcess, vault: KeptVault
) -> None:
    async def work() -> None:
        async with running_program(qapp, tmp_path / "home", vault) as running:
            await registered(running, server.url)
            await until(running.window.awaiting.isVisible)
            assert "Nadia · nadia@example.org" in running.words()
            assert server.url in running.words()
            assert running.window.top.tabs.isHidden() or not running.window._host.specs
            since = await running.desk.store.account.waiting_since()
            assert since is not None
        # The next start knows that one waits before the server has answered.
        async with running_program(qapp, tmp_path / "home", vault) as running:
            await until(running.window.awaiting.isVisible)
            await until(lambda: running.link() is Link.AWAITING)
            assert await running.desk.store.account.waiting_since() == since
            with Admin(server.url) as admin:
                admin.decide(NADIA, "approve", role="operator")
            await look(running)
            await running.until_online()
            await until(lambda: not running.window.awaiting.isVisible())
            await until(lambda: running.window._host.specs)
            assert len(await running.rows()) == 3
            assert "You have been let in." in running.words()
            await until(running.desk.store.account.permissions)
            assert await running.desk.store.account.waiting_since() is None

    run_on_qt(qapp, work())


def test_nothing_but_the_session_is_asked_for_while_one_waits(
    qapp: QApplication, tmp_path: Path, server: ServerProcess, vault: KeptVault
) -> None:
    async def work() -> None:
        async with running_program(qapp, tmp_path / "home", vault) as running:
            await registered(running, server.url)
            already = server.log.count("\n")
            for _ in range(3):
                seen = server.log.count("/api/v1/session")
                await look(running)
                await until(lambda seen=seen: server.log.count("/api/v1/session") > seen)
                await until(lambda: running.link() is Link.AWAITING)
            asked = server.log.splitlines()[already:]
            assert len(asked) >= 3
            assert all("/api/v1/session" in line for line in asked)

    run_on_qt(qapp, work())


def test_who_is_rejected_reads_why_when_signing_in(
    qapp: QApplication, tmp_path: Path, server: ServerProcess, vault: KeptVault
) -> None:
    async def work() -> None:
        async with running_program(qapp, tmp_path / "home", vault) as running:
            await registered(running, server.url)
            with Admin(server.url) as admin:
                admin.decide(NADIA, "reject", reason="Nobody here knows {you}.")
            await look(running)
            dialog = await opened(running, SignInDialog)
            await until(lambda: dialog.presenter.state.step is Step.CREDENTIALS)
            assert running.window.empty.isVisible() and not running.window.awaiting.isVisible()
            dialog.credentials.password.setText(PASSWORD)
            dialog.submit.click()
            await until(lambda: dialog.presenter.state.trouble)
            assert "Nobody here knows {you}." in str(dialog.presenter.state.trouble)
            dialog.reject()

    run_on_qt(qapp, work())


def test_a_changed_password_keeps_this_desk_signed_in_and_nobody_else(
    qapp: QApplication, tmp_path: Path, server: ServerProcess, vault: KeptVault
) -> None:
    home = tmp_path / "home"

    async def work() -> None:
        await sign_in(home, server.url, vault)
        with Admin(server.url) as other:
            async with running_program(qapp, home, vault) as running:
                await running.until_online()
                before = vault.all()
                running.window.password_requested.emit()
                dialog = await opened(running, PasswordDialog)
                dialog.current.setText("not the password")
                dialog.password.setText(NEW)
                dialog.again.setText(NEW)
                dialog.submit.click()
                await until(lambda: dialog.presenter.state.errors)
                assert set(dialog.presenter.state.errors) == {"current"}
                await running.until_online()
                assert other.is_signed_in()
                dialog.current.setText(PASSWORD)
                dialog.submit.click()
                await until(lambda: not _is_visible(dialog))
                await running.until_online()
                await until(lambda: vault.all() != before)
                assert not other.is_signed_in()
                assert "Every other session of yours has ended" in running.words()
                assert not [each for each in running.window.findChildren(SignInDialog) if each.isVisible()]
                [done, refused] = await running.desk.store.journal.latest(2)
                assert str(done.sentence) == str(refused.sentence) == "Change the password"
            async with running_program(qapp, home, vault) as running:
                await running.until_online()
        with Admin(server.url, password=NEW) as again:
            assert again.is_signed_in()

    run_on_qt(qapp, work())


def test_sessions_elsewhere_are_listed_and_ended(
    qapp: QApplication, tmp_path: Path, server: ServerProcess, vault: KeptVault
) -> None:
    home = tmp_path / "home"

    async def work() -> None:
        await sign_in(home, server.url, vault)
        with Admin(server.url) as one, Admin(server.url) as two:
            async with running_program(qapp, home, vault) as running:
                await running.until_online()
                running.window.sessions_requested.emit()
                dialog = await opened(running, SessionsDialog)
                await until(lambda: len(dialog.table.rows()) == 3)
                own = [row for row in dialog.table.rows() if row.strong]
                assert [row.cells[0].startswith("This desk: CrashDesk ") for row in own] == [True]
                others = [row.cells[0] for row in dialog.table.rows() if not row.strong]
                assert all(program.startswith("python-httpx ") for program in others)
                number = next(n for n, row in enumerate(dialog.table.rows()) if not row.strong)
                dialog.table.choose(number)
                dialog.end.click()
                await until(lambda: len(dialog.table.rows()) == 2 and not dialog.presenter.state.busy)
                assert [one.is_signed_in(), two.is_signed_in()].count(True) == 1
                dialog.end_others.click()
                await until(lambda: len(dialog.table.rows()) == 1 and not dialog.presenter.state.busy)
                assert not one.is_signed_in() and not two.is_signed_in()
                assert running.link() is Link.ONLINE
                dialog.accept()

    run_on_qt(qapp, work())


def test_a_key_is_made_stored_used_and_revoked(
    qapp: QApplication, tmp_path: Path, server: ServerProcess, vault: KeptVault
) -> None:
    home = tmp_path / "home"

    async def work() -> None:
        await sign_in(home, server.url, vault)
        async with running_program(qapp, home, vault) as running:
            await running.until_online()
            running.window.keys_requested.emit()
            dialog = await opened(running, KeysDialog)
            await until(lambda: dialog.presenter.state.keys == ())
            dialog.list.new.click()
            dialog.new.name.setText("status page")
            dialog.main.click()
            await until(lambda: dialog.presenter.state.page is Page.SHOWN)
            key = dialog.secret.field.text()
            assert key.startswith("cdk_")
            dialog.secret.store.click()
            await until(lambda: dialog.secret.is_saved)
            profiles = wiring.load_profiles(find_paths(home)).profiles
            [added] = [profile for profile in profiles if profile.auth_method is AuthMethod.API_KEY]
            assert added.name == "Test · status page"
            files = [path for path in home.rglob("*") if path.is_file()]
            assert not any(key.encode() in path.read_bytes() for path in files)
            dialog.main.click()
            dialog.accept()
            running.program.switch_to(added.id)
            await until(
                lambda: running.program.profile is not None and running.program.profile.id == added.id
            )
            await running.until_online()
            assert running.program.session is not None
            assert (running.program.session.via, running.program.session.role) == ("api_key", "viewer")
            running.program.switch_to(next(each.id for each in profiles if each.id != added.id))
            await until(lambda: running.program.session and running.program.session.via == "session")
            await running.until_online()
            running.window.keys_requested.emit()
            dialog = await opened(running, KeysDialog)
            await until(dialog.list.table.rows)
            assert dialog.list.table.rows()[0].cells[:3] == ("status page", f"{key[:12]}…", "Viewer")
            assert "127.0.0.1" in dialog.list.table.rows()[0].cells[4]
            dialog.list.revoke.click()
            await until(lambda: [each for each in dialog.findChildren(QDialog) if each.isVisible()])
            [question] = [each for each in dialog.findChildren(QDialog) if each.isVisible()]
            question.findChildren(QPushButton)[1].click()
            await until(lambda: dialog.presenter.state.keys == ())
            bearer = {"Authorization": f"Bearer {key}"}
            assert httpx.get(f"{server.url}/api/v1/session", headers=bearer).status_code == 401
            dialog.accept()

    run_on_qt(qapp, work())


def test_rights_are_explained_without_the_server(
    qapp: QApplication, tmp_path: Path, server: ServerProcess, vault: KeptVault
) -> None:
    home = tmp_path / "home"

    async def work() -> None:
        await sign_in(home, server.url, vault)
        async with running_program(qapp, home, vault) as running:
            await running.until_online()
            await until(running.desk.store.account.permissions)
        server.end(9)
        async with running_program(qapp, home, vault) as running:
            await until(lambda: running.link() is Link.OFFLINE)
            running.window.rights_requested.emit()
            dialog = await opened(running, RightsDialog)
            assert any(
                row.cells[0].startswith("Read and export the audit log") for row in dialog.table.rows()
            )
            dialog.accept()

    run_on_qt(qapp, work())


@pytest.mark.parametrize("signal", ["password_requested", "sessions_requested", "keys_requested"])
def test_a_dialog_goes_with_its_desk(
    signal: str, qapp: QApplication, tmp_path: Path, shared_server: ServerProcess, vault: KeptVault
) -> None:
    home = tmp_path / "home"

    async def work() -> None:
        await sign_in(home, shared_server.url, vault)
        async with running_program(qapp, home, vault) as running:
            await running.until_online()
            getattr(running.window, signal).emit()
            dialog = await opened(running, QDialog)
            running.window.sign_out_requested.emit()
            await opened(running, SignInDialog)
            assert not _is_visible(dialog)
            next(each for each in running.window.findChildren(SignInDialog)).reject()

    run_on_qt(qapp, work())


def _is_visible(dialog: QDialog) -> bool:
    try:
        return dialog.isVisible()
    except RuntimeError:  # Qt has deleted it already
        return False
