"""The window shows what it is given and asks for what the user wants."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot
from tests.support.shell_fakes import (
    NOW,
    LabelTab,
    MemorySettings,
    StillClock,
    make_builder,
    make_connection,
    make_profiles,
    make_session,
    make_specs,
)

from crashdesk.core.connection import Link
from crashdesk.core.errors import AnswerUnusable, OtherServer, ServerFault, ServerUnreachable, SessionEnded
from crashdesk.core.ids import ActionId, ChangeId, Instant, ProfileId
from crashdesk.core.outbox import OutboxSummary
from crashdesk.core.text import Text
from crashdesk.ui.kit.keymap import KeyMap
from crashdesk.ui.shell import actions
from crashdesk.ui.shell.main_window import MainWindow


@pytest.fixture
def bugs() -> list[BaseException]:
    return []


@pytest.fixture
def settings() -> MemorySettings:
    return MemorySettings()


@pytest.fixture
def window(qtbot: QtBot, settings: MemorySettings, bugs: list[BaseException]) -> Iterator[MainWindow]:
    window = MainWindow(settings, KeyMap(settings), StillClock(), bugs.append)
    window.resize(1100, 700)
    window.show()
    qtbot.waitExposed(window)
    yield window
    window.hide()
    window.deleteLater()


@pytest.fixture
def tabs(window: MainWindow) -> dict[str, LabelTab]:
    built: dict[str, LabelTab] = {}
    window.set_session(make_session())
    window.set_profiles(make_profiles(), ProfileId("p2"))
    window.set_connection(make_connection())
    window.show_tabs(make_specs(), make_builder(built))
    return built


def command(window: MainWindow, action: str):
    return next(each for each in window.commands() if each.id == action)


def test_tabs_are_built_when_first_looked_at(
    qtbot: QtBot, window: MainWindow, tabs: dict[str, LabelTab]
) -> None:
    assert list(tabs) == ["crash_groups"]
    qtbot.keyClick(window, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    assert list(tabs) == ["crash_groups", "usage"]
    assert tabs["usage"].widget.isVisible()


def test_the_last_tab_comes_back(
    window: MainWindow, tabs: dict[str, LabelTab], settings: MemorySettings
) -> None:
    command(window, "shell.tab3").run()
    asyncio.run(window.close_tabs())
    assert tabs["crash_groups"].closed and tabs["users"].closed
    again: dict[str, LabelTab] = {}
    window.show_tabs(make_specs(), make_builder(again))
    assert list(again) == ["users"]


def test_keys_reach_the_tab_in_front(qtbot: QtBot, window: MainWindow, tabs: dict[str, LabelTab]) -> None:
    qtbot.keyClick(tabs["crash_groups"].widget, Qt.Key.Key_E)
    assert tabs["crash_groups"].triggered == ["crash_groups.resolve"]
    qtbot.keyClick(window, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(tabs["usage"].widget, Qt.Key.Key_E)
    assert tabs["crash_groups"].triggered == ["crash_groups.resolve"]
    window.key_map.rebind(ActionId("shell.tab2"), ("Alt+2",))
    window.bind_keys()
    assert "Alt+2" in window.top.tabs.tooltips()[1]


def test_letters_typed_into_a_field_are_text(
    qtbot: QtBot, window: MainWindow, tabs: dict[str, LabelTab]
) -> None:
    field = QLineEdit(tabs["crash_groups"].widget)
    field.show()
    field.setFocus()
    qtbot.keyClicks(field, "eaz?")
    assert field.text() == "eaz?"
    assert tabs["crash_groups"].triggered == []


def test_what_cannot_be_done_says_why(qtbot: QtBot, window: MainWindow, tabs: dict[str, LabelTab]) -> None:
    window.set_session(make_session(capabilities=frozenset()))
    assert "operator" in str(command(window, "crash_groups.resolve").availability().reason)
    qtbot.keyClick(tabs["crash_groups"].widget, Qt.Key.Key_E)
    assert tabs["crash_groups"].triggered == []
    assert "may not" in window.status.said()


def test_deleting_needs_the_server_and_resolving_does_not(
    window: MainWindow, tabs: dict[str, LabelTab]
) -> None:
    window.set_connection(make_connection(Link.OFFLINE, problem=ServerUnreachable()))
    assert not command(window, "crash_groups.delete").availability().enabled
    assert command(window, "crash_groups.resolve").availability().enabled


def test_a_read_only_profile_offers_no_change(window: MainWindow, tabs: dict[str, LabelTab]) -> None:
    window.set_profiles(make_profiles(), ProfileId("p3"))
    assert not command(window, "crash_groups.resolve").availability().enabled
    assert command(window, "crash_groups.copy").availability().enabled


def test_being_offline_is_said_once_and_goes_by_itself(
    qtbot: QtBot, window: MainWindow, tabs: dict[str, LabelTab]
) -> None:
    window.set_connection(make_connection(Link.OFFLINE, retry_at=Instant(NOW + 5_000)))
    assert "Offline" in window.banners.texts()["connection"]
    assert "5 s" in window.status.connection_text()
    with qtbot.waitSignal(window.retry_requested):
        command(window, actions.RETRY).run()
    window.set_connection(make_connection())
    assert window.banners.texts() == {}


def test_an_attempt_to_connect_leaves_the_word_about_being_offline_alone(
    window: MainWindow, tabs: dict[str, LabelTab]
) -> None:
    offline = make_connection(Link.OFFLINE)
    window.set_connection(offline)
    window.set_connection(make_connection(Link.CONNECTING))
    assert "Offline" in window.banners.texts()["connection"]
    window.banners.clear("connection")
    window.set_connection(offline)
    assert window.banners.texts() == {}


def test_the_banner_says_what_somebody_can_do_something_about(window: MainWindow) -> None:
    window.set_connection(make_connection(Link.OFFLINE, problem=AnswerUnusable()))
    assert window.banners.texts()["connection"] == str(AnswerUnusable.default)

    window.set_connection(make_connection(Link.OFFLINE, problem=ServerUnreachable()))
    assert "Offline" in window.banners.texts()["connection"]

    window.set_connection(make_connection(Link.STOPPED, problem=OtherServer()))
    assert window.banners.texts()["connection"] == str(OtherServer.default)


def test_a_closed_profile_leaves_no_changes_behind(window: MainWindow, tabs: dict[str, LabelTab]) -> None:
    window.set_outbox(OutboxSummary(held=1))
    window.toast(Text("T", "Resolved"), undo=(ChangeId(7),))
    window.set_connection(None)
    assert not window.toasts.can_undo()
    assert window.toasts.texts() == []
    assert window.status.outbox_text() == ""


def test_an_ended_session_offers_to_sign_in(qtbot: QtBot, window: MainWindow) -> None:
    window.errors.background(SessionEnded())
    assert "ended" in window.banners.texts()["session"]
    window.set_session(make_session())
    assert window.banners.texts() == {}


def test_undo_by_key_takes_back_the_newest(
    qtbot: QtBot, window: MainWindow, tabs: dict[str, LabelTab]
) -> None:
    window.toast(Text("T", "first"), undo=(ChangeId(1),))
    window.toast(Text("T", "second"), undo=(ChangeId(2), ChangeId(3)))
    with qtbot.waitSignal(window.undo_requested) as taken:
        qtbot.keyClick(tabs["crash_groups"].widget, Qt.Key.Key_Z)
    assert taken.args == [(2, 3)]
    assert window.toasts.texts() == ["first"]


def test_failures_reach_their_surface(window: MainWindow, bugs: list[BaseException]) -> None:
    window.errors.background(ServerFault())
    assert "failed to answer" in window.status.said()
    assert window.toasts.texts() == []
    window.report(ServerFault(detail="502 from upstream"))
    assert "failed to answer" in window.toasts.texts()[0]
    bug = ZeroDivisionError()
    window.errors.background(bug)
    assert bugs == [bug]


def test_closing_asks_the_program_to_end(qtbot: QtBot, window: MainWindow) -> None:
    with qtbot.waitSignal(window.quit_requested):
        window.close()
    assert window.isVisible()


def test_counts_and_outbox_are_shown_and_named(window: MainWindow, tabs: dict[str, LabelTab]) -> None:
    window.set_count("users", 3)
    assert "3" in window.top.tabs.names()[2]
    window.set_count("users", None)
    assert window.top.tabs.names()[2] == "Users"
    window.set_outbox(OutboxSummary(held=1, waiting=1, stuck=1))
    assert window.status.outbox_text() == "2 waiting · 1 to decide"


def test_rebinding_a_key_holds(qtbot: QtBot, window: MainWindow, tabs: dict[str, LabelTab]) -> None:
    window.key_map.rebind(command(window, "crash_groups.resolve").id, ("R",))
    window.bind_keys()
    qtbot.keyClick(tabs["crash_groups"].widget, Qt.Key.Key_E)
    qtbot.keyClick(tabs["crash_groups"].widget, Qt.Key.Key_R)
    assert tabs["crash_groups"].triggered == ["crash_groups.resolve"]
