"""The parts of the window, each by itself."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu, QProgressBar, QPushButton, QToolButton, QWidget
from pytestqt.qtbot import QtBot
from tests.support.shell_fakes import NOW, StillClock, make_connection
from tests.visual.facts import cut_off

from crashdesk.core.actions import AVAILABLE, Availability
from crashdesk.core.connection import Link
from crashdesk.core.errors import ServerUnreachable
from crashdesk.core.ids import ActionId, ChangeId, Instant
from crashdesk.core.text import Text
from crashdesk.ui.kit.plain import PlainLabel
from crashdesk.ui.shell.command_palette import CommandPalette
from crashdesk.ui.shell.commands import Command
from crashdesk.ui.shell.connection_popup import ConnectionPopup
from crashdesk.ui.shell.jobs_popup import JobsPopup
from crashdesk.ui.shell.key_overlay import KeyOverlay
from crashdesk.ui.shell.menus import fill_menu
from crashdesk.ui.shell.running_job import RunningJob
from crashdesk.ui.shell.single_instance import SingleInstance
from crashdesk.ui.shell.status_bar import StatusBar
from crashdesk.ui.shell.toasts import Toasts, failure, undoable

NOT_NOW = Availability(enabled=False, reason=Text("T", "This needs the server."))


@pytest.fixture
def window(qtbot: QtBot) -> Iterator[QWidget]:
    window = QWidget()
    window.resize(900, 600)
    qtbot.addWidget(window)
    window.show()
    qtbot.waitExposed(window)
    yield window


def make_commands(ran: list[str]) -> list[Command]:
    def command(name: str, availability: Availability = AVAILABLE, *keys: str) -> Command:
        run = lambda: ran.append(name)  # noqa: E731
        return Command(ActionId(name), name, "Groups", keys, "", lambda: availability, run)

    return [command("Delete", NOT_NOW, "Del"), command("Resolve", AVAILABLE, "E"), command("Reopen & tell")]


def test_the_palette_is_driven_by_keyboard(qtbot: QtBot, window: QWidget) -> None:
    ran: list[str] = []
    palette = CommandPalette(window)
    palette.open_with(make_commands(ran))
    assert [command.title for command in palette.shown()] == ["Resolve", "Reopen & tell", "Delete"]
    palette.type("groups")
    assert len(palette.shown()) == 3
    palette.type("")
    qtbot.keyClicks(palette.needle, "re")
    assert [command.title for command in palette.shown()] == ["Resolve", "Reopen & tell"]
    qtbot.keyClick(palette.needle, Qt.Key.Key_Down)
    qtbot.keyClick(palette.needle, Qt.Key.Key_Return)
    assert ran == ["Reopen & tell"] and not palette.isVisible()


def test_the_palette_does_not_run_what_is_unavailable(qtbot: QtBot, window: QWidget) -> None:
    ran: list[str] = []
    palette = CommandPalette(window)
    palette.open_with(make_commands(ran))
    palette.type("delete")
    qtbot.keyClick(palette.needle, Qt.Key.Key_Return)
    assert ran == [] and palette.isVisible()
    palette.hide()


def test_menus_disable_and_say_why(qtbot: QtBot, window: QWidget) -> None:
    ran: list[str] = []
    menu = QMenu(window)
    fill_menu(menu, make_commands(ran))
    delete, resolve, reopen = menu.actions()
    assert not delete.isEnabled() and "needs the server" in delete.toolTip()
    assert reopen.text() == "Reopen && tell"
    resolve.trigger()
    assert ran == ["Resolve"]


def test_the_key_overlay_lists_what_has_a_key(qtbot: QtBot, window: QWidget) -> None:
    overlay = KeyOverlay(window)
    overlay.open_with(make_commands([]))
    texts = [label.text() for label in overlay.findChildren(PlainLabel)]
    assert "Resolve" in texts and "E" in texts and "Reopen & tell" not in texts
    qtbot.keyClick(overlay, "?")
    assert not overlay.isVisible()


def test_every_toast_has_the_room_it_needs(qtbot: QtBot, window: QWidget) -> None:
    window.resize(1200, 500)
    window.show()
    toasts = Toasts(window)
    for words in ("Resolved", "Assigned", "Reopened"):
        toasts.show_toast(undoable(Text("T", words), (ChangeId(7),), 8_000))
    assert toasts.height() >= sum(line.sizeHint().height() for line in toasts._lines)
    assert cut_off(window) == []


def test_toasts_count_down_and_can_be_taken_back(qtbot: QtBot, window: QWidget) -> None:
    toasts = Toasts(window)
    toasts.show_toast(undoable(Text("T", "Resolved"), (ChangeId(7),), 8_000))
    button = next(each for each in toasts.findChildren(QPushButton) if each.text() == "Undo (8)")
    assert button.focusPolicy() & Qt.FocusPolicy.TabFocus
    qtbot.waitUntil(lambda: button.text() == "Undo (7)", timeout=10_000)
    with qtbot.waitSignal(toasts.undo_requested) as taken:
        button.click()
    assert taken.args == [(7,)] and not toasts.can_undo() and not toasts.isVisible()


def test_a_toast_without_hold_back_offers_no_undo(qtbot: QtBot, window: QWidget) -> None:
    toasts = Toasts(window)
    toasts.show_toast(undoable(Text("T", "Resolved"), (ChangeId(7),), 0))
    assert not toasts.can_undo()


def test_a_toast_goes_when_its_time_is_up(qtbot: QtBot, window: QWidget) -> None:
    toasts = Toasts(window)
    toasts.show_toast(undoable(Text("T", "Resolved"), (ChangeId(7),), 1_000))
    qtbot.waitUntil(lambda: toasts.texts() == [], timeout=10_000)


def test_a_failure_has_details_and_the_oldest_makes_room(qtbot: QtBot, window: QWidget) -> None:
    toasts = Toasts(window)
    opened: list[bool] = []
    for number in range(5):
        toasts.show_toast(failure(Text("T", f"failed {number} <b>"), lambda: opened.append(True)))
    assert toasts.texts() == ["failed 2 <b>", "failed 3 <b>", "failed 4 <b>"]
    next(each for each in toasts.findChildren(QPushButton) if each.text() == "Details").click()
    assert opened == [True]


def test_jobs_show_progress_and_can_be_cancelled(qtbot: QtBot, window: QWidget) -> None:
    popup = JobsPopup(window)
    cancelled: list[bool] = []
    jobs = [
        RunningJob(Text("T", "Exporting"), 300, 1_200, lambda: cancelled.append(True)),
        RunningJob(Text("T", "Searching")),
    ]
    popup.set_jobs(jobs)
    bars = popup.findChildren(QProgressBar)
    assert [(bar.value(), bar.maximum()) for bar in bars] == [(25, 100), (-1, 0)]
    cancel, other = popup.findChildren(QToolButton)
    assert cancel.accessibleName() == "Cancel: Exporting" and not other.isEnabled()
    cancel.click()
    assert cancelled == [True] and not cancel.isEnabled()
    popup.set_jobs(jobs[1:])
    assert popup.findChildren(QToolButton)[0].accessibleName() == "Cancel: Searching"


def test_work_is_announced_once_it_lasts(qtbot: QtBot, window: QWidget) -> None:
    bar = StatusBar(StillClock(), window)
    one, two = RunningJob(Text("T", "Exporting & sorting")), RunningJob(Text("T", "Searching"))
    bar.set_jobs([one])
    assert bar.jobs_text() == ""
    bar.set_jobs([])
    bar.set_jobs([one])
    qtbot.waitUntil(lambda: bar.jobs_text() == "Exporting && sorting")
    bar.set_jobs([one, two])
    assert bar.jobs_text() == "2 jobs running"
    bar.set_jobs([])
    assert bar.jobs_text() == ""


def test_the_connection_says_why_and_offers_what_helps(qtbot: QtBot, window: QWidget) -> None:
    popup = ConnectionPopup(window)
    popup.set_state(
        make_connection(Link.OFFLINE, problem=ServerUnreachable(), retry_at=Instant(NOW + 5_000)), NOW
    )
    assert "The server cannot be reached." in [label.text() for label in popup.findChildren(PlainLabel)]
    button = popup.findChild(QPushButton)
    assert isinstance(button, QPushButton)
    with qtbot.waitSignal(popup.retry_requested):
        button.click()
    popup.set_state(make_connection(Link.SIGNED_OUT), NOW)
    with qtbot.waitSignal(popup.sign_in_requested):
        button.click()
    popup.set_state(make_connection(), NOW)
    assert button.isHidden()


def test_a_second_start_raises_the_first(qtbot: QtBot) -> None:
    identity = f"{os.getpid()}/{uuid.uuid4()}"
    first, second, other = SingleInstance(identity), SingleInstance(identity), SingleInstance(identity + "x")
    assert first.claim()
    with qtbot.waitSignal(first.raise_requested):
        assert not second.claim()
    assert other.claim()
    first.release()
    assert second.claim()
    second.release()
    other.release()
