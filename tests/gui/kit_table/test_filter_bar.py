from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMainWindow, QVBoxLayout, QWidget
from tests.support.gui_loop import discard

from crashdesk.core.query.complete import complete
from crashdesk.core.query.crash_group_fields import CRASH_GROUP_FIELDS
from crashdesk.core.tables import CountKind, RowCount
from crashdesk.core.text import Text
from crashdesk.ui.kit.filter_bar import FilterBar

KEY = Qt.Key


class Typist:
    """A filter bar in a window, and what it told."""

    def __init__(self) -> None:
        self.window = QMainWindow()
        page = QWidget()
        column = QVBoxLayout(page)
        self.bar = FilterBar(Text("T", "Filter"), Text("T", "{count} group(s)"), Text("T", "All groups"))
        column.addWidget(self.bar)
        column.addStretch()
        self.window.setCentralWidget(page)
        self.window.resize(800, 400)
        self.window.show()
        self.window.activateWindow()
        self.changed: list[str] = []
        self.wanted: list[tuple[str, int]] = []
        self.left: list[bool] = []
        self.bar.changed.connect(self.changed.append)
        self.bar.completion_wanted.connect(lambda text, cursor: self.wanted.append((text, cursor)))
        self.bar.left.connect(lambda: self.left.append(True))
        self.bar.focus()

    def press(self, key: Qt.Key) -> None:
        QTest.keyClick(self.bar.edit, key)

    def type(self, text: str) -> None:
        QTest.keyClicks(self.bar.edit, text)

    def offer(self) -> None:
        text, cursor = self.wanted[-1]
        self.bar.offer(complete(text, cursor, CRASH_GROUP_FIELDS, lambda _field, _prefix: ()))

    @property
    def labels(self) -> list[str]:
        """What is said in the second line."""
        return [self.bar._problem.text(), self.bar._reading.text(), self.bar._count.text()]


@pytest.fixture
def typist(qtbot):
    typist = Typist()
    qtbot.waitUntil(typist.bar.edit.hasFocus)
    yield typist
    discard(typist.window)


def test_a_filter_is_applied_once_a_moment_after_the_last_key(qtbot, typist):
    typist.type("is:open")
    assert typist.changed == []
    qtbot.waitUntil(lambda: bool(typist.changed))

    assert typist.changed == ["is:open"]
    assert len(typist.wanted) == 7


def test_enter_applies_it_at_once_and_goes_to_the_rows(typist):
    typist.type("a")
    typist.press(KEY.Key_Return)

    assert (typist.changed, typist.left) == (["a"], [True])


def test_escape_clears_and_then_goes_back(typist):
    typist.type("a")
    typist.press(KEY.Key_Return)
    typist.press(KEY.Key_Escape)
    assert (typist.bar.edit.text(), typist.changed, len(typist.left)) == ("", ["a", ""], 1)
    typist.press(KEY.Key_Escape)
    assert len(typist.left) == 2


def test_a_proposal_is_taken_with_tab(typist):
    typist.type("sev")
    typist.offer()
    typist.press(KEY.Key_Tab)
    assert typist.bar.edit.text() == "severity:"
    typist.offer()
    typist.press(KEY.Key_Down)
    typist.press(KEY.Key_Down)
    typist.press(KEY.Key_Return)
    assert typist.bar.edit.text() == "severity:medium "
    assert typist.left == []


def test_escape_closes_the_proposals_first(typist):
    typist.type("sev")
    typist.offer()
    typist.press(KEY.Key_Escape)
    assert typist.bar.edit.text() == "sev"
    typist.press(KEY.Key_Return)
    assert typist.left == [True]


def test_enter_takes_no_proposal_that_nobody_chose(typist):
    typist.type("sev")
    typist.offer()
    typist.press(KEY.Key_Return)

    assert typist.bar.edit.text() == "sev"
    assert typist.left == [True]


def test_down_asks_for_proposals(typist):
    typist.press(KEY.Key_Down)

    assert typist.wanted == [("", 0)]


def test_proposals_that_come_too_late_do_not_open(typist):
    typist.type("sev")
    typist.bar.columns_button.setFocus()
    typist.offer()

    assert typist.bar._list.completions is None


def test_a_problem_takes_the_place_of_the_reading(typist):
    typist.bar.show_reading("status is open")
    typist.bar.show_problem(Text("T", "No such field."), 0, 3)
    assert typist.bar._problem.isVisible()
    assert not typist.bar._reading.isVisible()
    assert typist.bar.edit.accessibleDescription() == "No such field."
    typist.bar.show_problem(None)
    assert typist.bar._reading.isVisible()
    assert typist.bar.edit.accessibleDescription() == ""


def test_hostile_text_in_a_problem_stays_plain(typist):
    typist.bar.show_problem(Text("T", "There is no field “{name}”.")(name="<b>x</b>\u202e"), 0, 3)

    assert typist.bar._problem.textFormat() == Qt.TextFormat.PlainText
    assert "\u202e" not in typist.bar._problem.text()


def test_the_count_says_how_sure_it_is(typist):
    said = []
    for count in (
        RowCount(1),
        RowCount(1204),
        RowCount(10_000, CountKind.CAPPED),
        RowCount(7, CountKind.COUNTING),
    ):
        typist.bar.show_count(count)
        said.append(typist.labels[2])

    assert said == ["1 group", "1\u202f204 groups", "10\u202f000+ groups", "counting…"]


def test_a_filter_that_is_shown_is_not_told_of(qtbot, typist):
    typist.bar.set_text("is:open")
    typist.press(KEY.Key_Return)

    assert typist.changed == []


def test_a_state_that_comes_while_typing_does_not_overwrite(typist):
    typist.type("is:op")
    typist.bar.set_text("")

    assert typist.bar.edit.text() == "is:op"
