"""Words without an end and rows of many widgets stay within the width they are given."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from crashdesk.ui.kit.flow_layout import FlowLayout
from crashdesk.ui.kit.wrapped_text import WrappedText


def place(qtbot: QtBot, width: int) -> tuple[QWidget, QVBoxLayout]:
    shown = QWidget()
    qtbot.addWidget(shown)
    column = QVBoxLayout(shown)
    column.setContentsMargins(0, 0, 0, 0)
    shown.resize(width, 400)
    shown.show()
    return shown, column


def test_a_word_without_an_end_is_broken_and_wholly_in_sight(qtbot: QtBot) -> None:
    shown, column = place(qtbot, 200)
    text = WrappedText("x" * 500)
    column.addWidget(text)
    column.addStretch(1)
    qtbot.waitUntil(lambda: text.height() > 50)
    assert shown.width() == 200 and shown.minimumSizeHint().width() < 100
    assert text.verticalScrollBar().maximum() == 0
    narrow = text.height()
    shown.resize(600, 400)
    qtbot.waitUntil(lambda: text.height() < narrow)


def test_it_is_plain_and_copied_as_it_stands(qtbot: QtBot) -> None:
    _, column = place(qtbot, 120)
    text = WrappedText("<b>bold</b>\u202e " + "y" * 80)
    column.addWidget(text)
    assert text.text().startswith("<b>bold</b>\u2039U+202E\u203a y")
    QTest.keyClick(text, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(text, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == text.text(), "breaking lines adds nothing"


def test_a_row_goes_on_in_the_next_line_and_hidden_things_take_no_room(qtbot: QtBot) -> None:
    shown, column = place(qtbot, 220)
    row = FlowLayout(spacing=4)
    buttons = [QPushButton(f"Button {number}") for number in range(4)]
    for button in buttons:
        row.addWidget(button)
    column.addLayout(row)
    column.addStretch(1)
    qtbot.waitUntil(lambda: len({button.y() for button in buttons}) > 1)
    assert all(button.geometry().right() < 220 for button in buttons)
    shown.resize(800, 400)
    qtbot.waitUntil(lambda: len({button.y() for button in buttons}) == 1)
    before = buttons[1].x()
    buttons[0].hide()
    qtbot.waitUntil(lambda: buttons[1].x() < before)
    assert row.sizeHint().width() < 800 and row.minimumSize().width() < 220
