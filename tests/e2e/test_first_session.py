"""A person's first hours with the program: connecting, triaging, restarting, signing out."""

from __future__ import annotations

import signal
from collections.abc import Callable

from tests.e2e.conftest import TITLES, Admin, by_palette, end_session, resolve, sign_in
from tests.support.desk_process import DeskProcess
from tests.support.desktop import Desktop, wait_for
from tests.support.reference_server import PASSWORD, ServerProcess

OpenDesk = Callable[[], DeskProcess]


def test_connects_filters_resolves_and_takes_it_back(server: ServerProcess, open_desk: OpenDesk) -> None:
    desk = open_desk()
    sign_in(desk, server)
    assert {title for row in desk.rows() for title in TITLES if title in row} == set(TITLES)

    desk.key("slash")
    desk.type("ledger")
    [row] = desk.wait_for_rows(lambda rows: len(rows) == 1)
    assert row.startswith("Open")
    desk.key("Return", "Return")
    desk.wait("text", "Stack", lambda seen: "Cannot open the ledger" in seen["text"])

    resolve(desk)
    desk.wait_for_rows(lambda rows: rows[0].startswith("Resolved"))
    desk.wait("push button", "1 waiting")
    desk.key("z")
    desk.wait_for_rows(lambda rows: rows[0].startswith("Open"))
    desk.wait_gone("push button", "* waiting")
    with Admin(server) as admin:
        assert admin.groups()["Cannot open the ledger"]["status"] == "open"


def test_stays_signed_in_and_shows_what_it_knows_without_the_server(
    server: ServerProcess, open_desk: OpenDesk
) -> None:
    desk = open_desk()
    sign_in(desk, server)
    assert desk.quit() == 0

    desk = open_desk()
    desk.wait("push button", "Online")
    desk.wait_for_rows(lambda rows: len(rows) == len(TITLES))
    assert desk.find("dialog", None) is None
    assert desk.quit() == 0

    server.end(signal.SIGTERM)
    desk = open_desk()
    desk.wait("push button", "Offline*")
    desk.wait_for_rows(lambda rows: len(rows) == len(TITLES))
    assert desk.find("dialog", None) is None


def test_an_ended_session_asks_once_and_goes_on_with_the_same_rows(
    desktop: Desktop, server: ServerProcess, open_desk: OpenDesk
) -> None:
    former = desktop.accounts()
    desk = open_desk()
    sign_in(desk, server)
    end_session(server, desktop.secret_of(new_credential(desktop, former)))
    desk.key("F5")
    desk.wait("dialog", "Sign in")
    assert [each["name"] for each in desk.everything() if each["role"] == "dialog"] == ["Sign in"]
    assert len(desk.rows()) == len(TITLES)

    desk.type_into("Password", PASSWORD, role="password text")
    desk.key("Return")
    desk.wait_gone("dialog", "Sign in")
    desk.wait("push button", "Online")
    assert len(desk.rows()) == len(TITLES)


def test_signing_out_forgets_the_secret(desktop: Desktop, server: ServerProcess, open_desk: OpenDesk) -> None:
    former = desktop.accounts()
    desk = open_desk()
    sign_in(desk, server)
    entry = new_credential(desktop, former)

    by_palette(desk, "Sign out")
    desk.wait("dialog", "Sign in")
    wait_for(lambda: entry not in desktop.accounts(), "the end of the entry")
    assert desk.rows() == []
    desk.kill()

    desk = open_desk()
    desk.wait("dialog", "Sign in")


def test_a_second_start_brings_the_first_window_to_the_front(
    server: ServerProcess, open_desk: OpenDesk
) -> None:
    desk = open_desk()
    sign_in(desk, server)
    desk.minimize()
    assert desk.start_another().wait(20) == 0
    desk.wait("frame", None, lambda seen: seen["active"])


def new_credential(desktop: Desktop, former: set[str]) -> str:
    """Return the account of the one credential that has come since."""
    [account] = {each for each in desktop.accounts() - former if each.endswith("/credential")}
    return account
