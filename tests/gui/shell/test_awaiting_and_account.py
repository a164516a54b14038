"""The page of those who wait to be let in, and the account menu."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from msgspec import structs
from pytestqt.qtbot import QtBot
from tests.support.shell_fakes import (
    NOW,
    MemorySettings,
    StillClock,
    make_connection,
    make_profiles,
    make_session,
)

from crashdesk.core.connection import Link
from crashdesk.core.ids import Instant, ProfileId
from crashdesk.ui.kit.keymap import KeyMap
from crashdesk.ui.shell.awaiting_words import Waiting
from crashdesk.ui.shell.main_window import MainWindow

SESSION = make_session(capabilities=frozenset({"sessions", "api_keys"}))
PENDING = structs.replace(SESSION, role="pending", permissions=frozenset())


@pytest.fixture
def clock() -> StillClock:
    return StillClock()


@pytest.fixture
def window(qtbot: QtBot, clock: StillClock) -> Iterator[MainWindow]:
    settings = MemorySettings()
    window = MainWindow(settings, KeyMap(settings), clock, lambda _bug: None)
    window.set_profiles(make_profiles(), ProfileId("p1"))
    window.show()
    qtbot.waitExposed(window)
    yield window
    window.hide()
    window.deleteLater()


def test_who_waits_sees_it_and_can_look_change_the_password_and_leave(
    qtbot: QtBot, window: MainWindow, clock: StillClock
) -> None:
    page = window.awaiting
    window.set_session(PENDING)
    window.set_connection(make_connection(Link.AWAITING, retry_at=Instant(NOW + 9_000)))
    window.show_waiting(Waiting(PENDING, make_profiles()[0], NOW))
    assert page.isVisible() and "in 9 s" in page.looking()
    clock.instant = Instant(NOW + 4_000)
    page._show_looking()
    assert "in 5 s" in page.looking()
    with qtbot.waitSignal(window.retry_requested):
        page.check.click()
    with qtbot.waitSignal(window.password_requested):
        page.password.click()
    with qtbot.waitSignal(window.sign_out_requested):
        page.sign_out.click()
    assert window.status.connection_text() == "Waiting to be let in"
    window.show_waiting(None)
    assert window.empty.isVisible() and not page.isVisible()


def test_while_the_desk_asks_there_is_nothing_to_press(window: MainWindow) -> None:
    window.show_waiting(Waiting(PENDING, make_profiles()[0], NOW))
    window.set_connection(make_connection(Link.CONNECTING))
    assert not window.awaiting.check.isEnabled() and not window.awaiting.password.isEnabled()
    window.set_connection(make_connection(Link.OFFLINE, retry_at=Instant(NOW + 3_000)))
    assert window.awaiting.check.isEnabled() and not window.awaiting.password.isEnabled()
    assert "cannot be reached" in window.awaiting.looking()


def texts(window: MainWindow) -> dict[str, bool]:
    menu = window.top.account.menu()
    menu.aboutToShow.emit()
    return {action.text(): action.isEnabled() for action in menu.actions() if action.text()}


def test_the_account_menu_follows_the_connection(qtbot: QtBot, window: MainWindow) -> None:
    window.set_session(SESSION)
    window.set_connection(make_connection())
    online = texts(window)
    assert online["Change password…"] and online["My sessions…"] and online["My API keys…"]
    assert any("Operator: may look and triage" in text for text in online)
    window.set_connection(make_connection(Link.OFFLINE))
    offline = texts(window)
    assert offline["What I may do…"] and offline["Sign out"]
    assert not offline["Change password…"]
    assert any("needs the server" in text for text in offline)


@pytest.mark.parametrize(
    ("text", "signal"),
    [
        ("What I may do…", "rights_requested"),
        ("Change password…", "password_requested"),
        ("My sessions…", "sessions_requested"),
        ("My API keys…", "keys_requested"),
    ],
)
def test_what_is_chosen_is_asked_for(qtbot: QtBot, window: MainWindow, text: str, signal: str) -> None:
    window.set_session(SESSION)
    window.set_connection(make_connection())
    window.top.account.menu().aboutToShow.emit()
    action = next(each for each in window.top.account.menu().actions() if each.text() == text)
    with qtbot.waitSignal(getattr(window, signal)):
        action.trigger()


def test_account_actions_are_in_the_palette_and_not_in_the_main_menu(window: MainWindow) -> None:
    window.set_session(SESSION)
    assert "Change password…" in {command.title for command in window.commands()}
    menu = window.top.menu_button.menu()
    menu.aboutToShow.emit()
    assert "Change password…" not in {action.text() for action in menu.actions()}
