"""What somebody is told who looks elsewhere, and where following it leads."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from typing import Any

import msgspec
import pytest
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot
from tests.support.shell_fakes import (
    LabelTab,
    MemorySettings,
    StillClock,
    make_builder,
    make_session,
    make_specs,
)

from crashdesk.core.actions import ActionSpec, Effect
from crashdesk.core.ids import ActionId
from crashdesk.core.text import Text
from crashdesk.ui.kit.keymap import KeyMap
from crashdesk.ui.kit.tab_spec import More, TabSpec
from crashdesk.ui.shell.main_window import MainWindow
from crashdesk.ui.shell.notices import WindowNotices

ASKS = Text("T", "{person} asks to be let in")


class AwayWindow(QWidget):
    """A window whose place in the stack a test decides."""

    is_in_front = False

    def isActiveWindow(self) -> bool:
        return self.is_in_front


class Desktop:
    """Records what is shown and answers as told."""

    def __init__(self, answer: bool | None) -> None:
        self.answer = answer
        self.shown: list[tuple[str, ...]] = []
        self.done: list[str] = []

    async def notify(self, *texts: str) -> bool | None:
        self.shown.append(texts)
        return self.answer

    def notices(self, window: QWidget) -> WindowNotices:
        def start(work: Coroutine[Any, Any, None]) -> None:
            asyncio.run(work)

        return WindowNotices(window, lambda: self.done.append("front"), self.notify, start)


def shown(desktop: Desktop, window: AwayWindow, person: str = "Mira") -> Desktop:
    window.setWindowTitle("Production")
    desktop.notices(window).show(ASKS(person=person), lambda: desktop.done.append("then"))
    return desktop


def test_a_notice_leads_back_to_the_window(qtbot: QtBot) -> None:
    window = AwayWindow()
    qtbot.addWidget(window)
    desktop = shown(Desktop(answer=True), window)
    assert desktop.shown == [("CrashDesk", "Production", "Mira asks to be let in", "Show")]
    assert desktop.done == ["front", "then"]


def test_a_notice_that_was_closed_leads_nowhere(qtbot: QtBot) -> None:
    window = AwayWindow()
    qtbot.addWidget(window)
    assert shown(Desktop(answer=False), window).done == []


def test_nothing_is_shown_over_a_window_that_is_in_front(qtbot: QtBot) -> None:
    window = AwayWindow()
    qtbot.addWidget(window)
    window.is_in_front = True
    assert shown(Desktop(answer=True), window).shown == []


def test_without_a_desktop_the_window_asks_for_attention(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = AwayWindow()
    qtbot.addWidget(window)
    alerted: list[QWidget] = []
    monkeypatch.setattr("crashdesk.ui.shell.notices.QApplication.alert", alerted.append)
    shown(Desktop(answer=None), window)
    assert alerted == [window]


def test_what_a_name_hides_is_made_visible(qtbot: QtBot) -> None:
    window = AwayWindow()
    qtbot.addWidget(window)
    desktop = shown(Desktop(answer=False), window, "Mira\u202e\nsays: all is well")
    assert desktop.shown[0][2] == "Mira‹U+202E›↵says: all is well asks to be let in"


class PassingAttendant:
    def __init__(self, log: list[str]) -> None:
        self._log = log

    async def close(self) -> None:
        self._log.append("closed")


@pytest.fixture
def window(qtbot: QtBot) -> Iterator[MainWindow]:
    settings = MemorySettings()
    window = MainWindow(settings, KeyMap(settings), StillClock(), lambda _bug: None)
    window.set_session(make_session())
    yield window
    window.hide()
    window.deleteLater()


def test_what_looks_after_a_tab_lives_as_long_as_the_tab_is_offered(window: MainWindow) -> None:
    log: list[str] = []

    def attend(spec: TabSpec) -> PassingAttendant | None:
        log.append(spec.key)
        return PassingAttendant(log) if spec.key == "users" else None

    window.show_tabs(make_specs(), make_builder({}), attend)
    assert log == ["crash_groups", "usage", "users"]
    asyncio.run(window.close_tabs())
    assert log[3:] == ["closed"]


def test_an_action_of_another_tab_brings_it_to_the_front(window: MainWindow) -> None:
    action = ActionSpec(ActionId("users.show_pending"), Text("T", "Show"), effect=Effect.LOCAL)
    specs = [
        msgspec.structs.replace(spec, actions=(action,)) if spec.key == "users" else spec
        for spec in make_specs()
    ]
    built: dict[str, LabelTab] = {}
    window.show_tabs(specs, make_builder(built))
    assert list(built) == ["crash_groups"]
    window.carry_out(ActionId("users.show_pending"))
    assert built["users"].triggered == ["users.show_pending"]
    assert built["crash_groups"].triggered == []


def test_a_toast_has_a_button_that_leads_on(window: MainWindow) -> None:
    followed: list[str] = []
    run: Callable[[], None] = lambda: followed.append("there")  # noqa: E731
    window.toast(ASKS(person="Mira"), more=More(Text("T", "Show"), run))
    button = next(each for each in window.toasts.findChildren(QPushButton) if each.text() == "Show")
    assert button.isVisibleTo(window.toasts)
    button.click()
    assert followed == ["there"]
