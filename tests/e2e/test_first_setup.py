"""A server that nobody has set up yet gets its first admin from the desk."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from tests.support.desk_process import DeskProcess
from tests.support.reference_server import ServerProcess

NOBODY = {"CRASHDESK_ADMIN_EMAIL": "", "CRASHDESK_ADMIN_PASSWORD": ""}


def test_the_token_that_the_server_printed_makes_the_first_admin(
    tmp_path: Path, open_desk: Callable[[], DeskProcess]
) -> None:
    with ServerProcess(tmp_path / "server", environment=NOBODY) as server:
        desk = open_desk()
        desk.type_into("Server address", server.url)
        desk.key("Return")
        desk.wait("label", "Set up a new server")
        fill_in(desk, "wrong-token")
        desk.wait("label", "This is not the token that the server printed.*")

        fill_in(desk, token_in(server.log))
        desk.wait("push button", "Online")
        desk.wait("push button", "Account: Ada, admin")


def fill_in(desk: DeskProcess, token: str) -> None:
    """Fill in the form and send it."""
    desk.type_into("One-time token", token, role="password text")
    desk.type_into("E-mail address", "ada@example.org")
    desk.type_into("Your name", "Ada")
    desk.type_into("New password", "correct horse battery", role="password text")
    desk.type_into("The password again", "correct horse battery", role="password text")
    desk.key("Return")


def token_in(log: str) -> str:
    """Return the token from what the server printed."""
    found = re.search(r"^Set-up token, .*: (\S+)$", log, re.MULTILINE)
    assert found, log
    return found[1]
