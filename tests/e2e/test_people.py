"""Somebody asks to be let in; an admin decides by keyboard, and reads of it in the audit log."""

from __future__ import annotations

from collections.abc import Callable

import httpx
from tests.e2e.conftest import TITLES, Admin, sign_in
from tests.support.desk_process import DeskProcess
from tests.support.desktop import wait_for
from tests.support.reference_server import PASSWORD, ServerProcess

OpenDesk = Callable[[], DeskProcess]


def test_lets_somebody_in_who_asks_and_finds_it_in_the_log(
    server: ServerProcess, open_desk: OpenDesk
) -> None:
    desk = open_desk()
    sign_in(desk, server)
    with httpx.Client(base_url=f"{server.url}/api/v1") as nadia:
        wish = {"email": "nadia@example.org", "password": PASSWORD, "name": "Nadia"}
        assert nadia.post("/registrations", json=wish).status_code == 201
        desk.wait("check box", "Users, 1 to act on")
        assert nadia.get("/crash-groups").status_code == 403

        desk.key("ctrl+3")
        desk.wait("text", "Nadia")
        desk.key("v")
        desk.wait("check box", "Users")
        desk.wait("push button", "1 waiting")
        wait_for(lambda: nadia.get("/crash-groups").status_code == 200, "the rights of a viewer")

    desk.key("ctrl+6")
    desk.wait("label", "Verified: all * entries follow from each other")
    desk.key("slash")
    desk.type("action:user.approved")
    desk.key("Return", "Home")
    desk.wait("text", "admin@example.org approved Nadia as viewer")


def test_whoever_asked_waits_and_sees_the_crashes_once_let_in(
    server: ServerProcess, open_desk: OpenDesk
) -> None:
    desk = open_desk()
    desk.type_into("Server address", server.url)
    desk.key("Return")
    desk.press("push button", "No account yet? Ask for one")
    desk.type_into("Your name", "Nadia")
    desk.type_into("E-mail address", "nadia@example.org")
    desk.type_into("New password", PASSWORD, role="password text")
    desk.type_into("The password again", PASSWORD, role="password text")
    desk.key("Return")
    desk.wait("label", "You are waiting to be let in")
    assert desk.find("check box", "Crashes") is None

    with Admin(server) as admin:
        admin.approve("nadia@example.org", "viewer")
    desk.press("push button", "Check now")
    desk.wait("check box", "Crashes")
    desk.wait_for_rows(lambda rows: len(rows) == len(TITLES))
    assert desk.find("check box", "Users") is None
