"""Triage goes on while the server is away, and survives the end of the program."""

from __future__ import annotations

import signal
from collections.abc import Callable

from tests.e2e.conftest import TITLES, Admin, resolve, sign_in
from tests.support.desk_process import DeskProcess
from tests.support.desktop import wait_for
from tests.support.reference_server import ServerProcess


def test_changes_made_offline_arrive_exactly_once_although_the_program_was_killed(
    server: ServerProcess, open_desk: Callable[[], DeskProcess]
) -> None:
    desk = open_desk()
    sign_in(desk, server)
    server.end(signal.SIGKILL)
    desk.wait("push button", "Offline*")

    for step in range(len(TITLES)):
        resolve(desk)
        desk.wait("push button", f"{step + 1} waiting")
        desk.key("j")
    add_note(desk, "Looked at it on the train")
    desk.wait("push button", f"{len(TITLES) + 1} waiting")
    desk.kill()

    desk = open_desk()
    desk.wait("push button", f"{len(TITLES) + 1} waiting")
    rows = desk.wait_for_rows(lambda rows: len(rows) == len(TITLES))
    assert all(row.startswith("Resolved") for row in rows)

    server.start()
    desk.key("F5")
    desk.wait("push button", "Online")
    desk.wait_gone("push button", "* waiting")
    with Admin(server) as admin:
        done = {title: [entry["kind"] for entry in admin.activity(title)] for title in TITLES}
    assert [kinds.count("status_changed") for kinds in done.values()] == [1, 1, 1]
    assert sum(kinds.count("note") for kinds in done.values()) == 1
    assert all(row.startswith("Resolved") for row in desk.rows())


def test_what_was_sent_as_the_program_was_killed_is_not_sent_twice(
    server: ServerProcess, open_desk: Callable[[], DeskProcess]
) -> None:
    desk = open_desk()
    sign_in(desk, server)
    add_note(desk, "Seen twice today")
    desk.wait("push button", "1 waiting")
    with Admin(server) as admin:
        wait_for(lambda: notes_of(admin), "the note on the server")
        desk.kill()
        desk = open_desk()
        desk.wait("push button", "Online")
        desk.wait_gone("push button", "* waiting")
        assert notes_of(admin) == ["Seen twice today"]


def add_note(desk: DeskProcess, text: str) -> None:
    """Add a note to the current group."""
    desk.key("n")
    desk.wait("dialog", "Add a note")
    desk.type(text)
    desk.key("ctrl+Return")
    desk.wait_gone("dialog", "Add a note")


def notes_of(admin: Admin) -> list[str]:
    """Return the notes of all groups."""
    return [entry["note"] for title in TITLES for entry in admin.activity(title) if entry["note"]]
