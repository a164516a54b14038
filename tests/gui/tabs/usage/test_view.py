"""The usage tab's figures, and what it says without any."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QToolButton
from pytestqt.qtbot import QtBot
from tests.support.manual_clock import NOVEMBER

from crashdesk.core.ids import MINUTE, Instant
from crashdesk.core.usage import Usage, UsageDay, UsageShare
from crashdesk.ui.kit.empty import EmptyState
from crashdesk.ui.kit.histogram_chart import HistogramChart
from crashdesk.ui.kit.plain import ElidedLabel
from crashdesk.ui.tabs.usage.state import Measure, UsageState
from crashdesk.ui.tabs.usage.view import UsageWidget

HOSTILE = "<b>2.0</b>\u202e"
USAGE = Usage(
    Instant(NOVEMBER - 3 * MINUTE),
    (UsageDay("2026-11-17", 1_200, 5_000), UsageDay("2026-11-18", 40, 60)),
    (UsageShare("2.1.0", 900, 1), UsageShare(HOSTILE, 300, 9)),
    tuple(UsageShare(f"platform {number:02}", 20 - number, 1) for number in range(15)),
)
STATE = UsageState(usage=USAGE, loading=False)


@pytest.fixture
def widget(qtbot: QtBot) -> UsageWidget:
    shown = UsageWidget(lambda: NOVEMBER)
    qtbot.addWidget(shown)
    shown.resize(900, 600)
    shown.show()
    return shown


def labels(widget: UsageWidget) -> list[str]:
    plain = [label.text() for label in widget.findChildren(QLabel) if label.isVisible()]
    return plain + [label.text() for label in widget.findChildren(ElidedLabel) if label.isVisible()]


def test_figures_are_said_and_drawn(widget: UsageWidget) -> None:
    widget.show_state(STATE)
    said = labels(widget)
    assert "1\u202f200 installs on the busiest of the last 2 days" in said
    assert "counted 3 min ago" in said
    (chart,) = [each for each in widget.findChildren(HistogramChart) if each.isVisible()]
    assert chart.reading(0) == "2026-11-17: 1\u202f200 installs"
    assert "<b>2.0</b>\u2039U+202E\u203a" in said
    assert all(label.textFormat() is Qt.TextFormat.PlainText for label in widget.findChildren(QLabel))
    assert "platform 11" in said and "platform 12" not in said and "all others" in said


def test_opens_are_chosen_by_their_button(qtbot: QtBot, widget: UsageWidget) -> None:
    widget.show_state(STATE)
    opens = next(button for button in widget.findChildren(QToolButton) if button.text() == "Opens")
    with qtbot.waitSignal(widget.measure_chosen) as chosen:
        qtbot.mouseClick(opens, Qt.MouseButton.LeftButton)
    assert chosen.args == [Measure.OPENS]
    widget.show_state(replace(STATE, measure=Measure.OPENS))
    assert "5\u202f060 opens in the last 2 days" in labels(widget)


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (UsageState(), "Fetching usage figures."),
        (UsageState(loading=False, offline=True), "No usage figures on this computer."),
        (UsageState(loading=False, failed=True), "The usage figures could not be fetched."),
        (UsageState(loading=True, failed=True), "Fetching usage figures."),
        (replace(STATE, usage=replace(USAGE, days=(UsageDay("2026-11-18", 0, 0),))), "Nobody has opened"),
    ],
)
def test_without_figures_it_says_why(widget: UsageWidget, state: UsageState, words: str) -> None:
    widget.show_state(state)
    empty = widget.findChild(EmptyState)
    assert empty is not None and empty.isVisible() and not widget.has_figures
    assert empty.accessibleName().startswith(words)


def test_old_figures_stay_and_say_that_they_are_old(widget: UsageWidget) -> None:
    widget.show_state(replace(STATE, offline=True))
    assert widget.has_figures
    assert "counted 3 min ago, the server cannot be reached" in labels(widget)
