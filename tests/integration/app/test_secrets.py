"""Nothing secret, and nothing that a report contains, can be read on the disk or in the log."""

from __future__ import annotations

import logging
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QWidget
from tests.integration.app.conftest import TITLES
from tests.support.gui_loop import run_on_qt
from tests.support.reference_server import EMAIL, PASSWORD, ServerProcess
from tests.support.running_program import KeptVault, RunningProgram, running_program, sign_in, until

from crashdesk.app import wiring
from crashdesk.core.crash_groups import NoteAddition
from crashdesk.runtime.logs import LogFiles
from crashdesk.settings.paths import find_paths

NOTE = "Only for our eyes"


@pytest.mark.parametrize("by_key", [False, True])
def test_a_whole_session_leaves_no_secret_behind(
    by_key: bool,
    qapp: QApplication,
    tmp_path: Path,
    server: ServerProcess,
    vault: KeptVault,
    caplog: pytest.LogCaptureFixture,
) -> None:
    home = tmp_path / "home"
    key = api_key(server) if by_key else ""
    seen: list[str] = []
    tokens: list[str] = []
    caplog.set_level(logging.DEBUG)

    async def work() -> None:
        await sign_in(home, server.url, vault, key)
        async with running_program(qapp, home, vault) as running:
            await running.until_online()
            rows = await running.rows()
            await running.desk.triage.change([rows[0].id], NoteAddition(NOTE))
            await until(lambda: any(title in running.words() for title in TITLES))
            seen.extend(texts_of(running))
            _, credential = await running.desk.client.session()
            if credential.csrf_token:
                tokens.append(credential.csrf_token.reveal())

    logs = LogFiles(find_paths(home).logs)
    logs.open()
    try:
        run_on_qt(qapp, work())
    finally:
        logs.close()

    secrets = [PASSWORD, *secrets_of(home, vault), *tokens]
    assert (key in secrets) if by_key else len(secrets) >= 4, "a cookie, its CSRF token and the store's key"
    files = [path for path in home.rglob("*") if path.is_file()]
    assert any(path.suffix == ".crashdesk" for path in files)
    assert any(path.name == "crashdesk.log" for path in files)
    for secret in secrets:
        assert not any(secret.encode() in path.read_bytes() for path in files)
        assert secret not in caplog.text
        assert not any(secret in text for text in seen)
    for words in (*TITLES, NOTE):
        for coded in (words.encode(), words.encode("utf-16-le")):
            assert [path for path in files if coded in path.read_bytes()] == []
        assert words not in caplog.text


def api_key(server: ServerProcess) -> str:
    """Make a key on the server as its admin would."""
    command = [sys.executable, "-m", "crashdesk_server", "key", "--data", str(server.data), "--email", EMAIL]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def secrets_of(home: Path, vault: KeptVault) -> list[str]:
    """Return what the vault keeps: the cookie and the key of the store."""
    assert wiring.load_profiles(find_paths(home)).profiles
    return [secret.reveal().partition(":")[2] or secret.reveal() for secret in vault.all()]


def texts_of(running: RunningProgram) -> list[str]:
    """Return every text property of every object of the window."""
    found: list[str] = []
    for each in [running.window, *running.window.findChildren(QObject)]:
        meta = each.metaObject()
        for number in range(meta.propertyCount()):
            member = meta.property(number)
            if member.typeName() == "QString":
                found.append(str(member.read(each)))
    assert any(isinstance(each, QWidget) for each in running.window.children())
    return found
