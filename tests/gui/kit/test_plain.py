"""Text of others is shown as it stands in every widget of the kit."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from crashdesk.ui.kit.plain import (
    ElidedLabel,
    PlainLabel,
    PlainTextView,
    button_text,
    plain_tooltip,
    set_plain_tooltip,
    without_mnemonic,
)

HOSTILE = "<b>bold</b> <img src='http://evil.example/x.png'> a\x00b \u202egnp &amp;"


def test_a_label_never_reads_markup(qtbot: QtBot) -> None:
    label = PlainLabel(HOSTILE)
    qtbot.addWidget(label)
    assert label.textFormat() == Qt.TextFormat.PlainText
    assert "<b>bold</b>" in label.text() and "‹NUL›" in label.text() and "U+202E" in label.text()


def test_a_tooltip_shows_markup_as_it_stands() -> None:
    document = QTextDocument()
    document.setHtml(plain_tooltip(HOSTILE + "\nsecond line"))
    assert document.toPlainText().startswith("<b>bold</b> <img src='http://evil.example/x.png'>")
    assert "second line" in document.toPlainText() and "&amp;" in document.toPlainText()


def test_a_tooltip_is_cut(qtbot: QtBot) -> None:
    assert len(plain_tooltip("x" * 100_000)) < 1_000
    assert plain_tooltip("line\n" * 1_000).count("line") < 20
    widget = QWidget()
    qtbot.addWidget(widget)
    set_plain_tooltip(widget, "")
    assert widget.toolTip() == ""


def test_a_narrow_label_elides_and_tells_the_whole(qtbot: QtBot) -> None:
    label = ElidedLabel("TypeError: cannot read properties of undefined\nsecond")
    qtbot.addWidget(label)
    label.resize(80, 20)
    label.show()
    assert "cannot read" in label.toolTip() and "↵" in label.text()
    label.resize(2_000, 20)
    assert label.toolTip() == ""


def test_a_tooltip_is_described_without_its_markup(qtbot: QtBot) -> None:
    button, explained = QPushButton(), QPushButton()
    explained.setAccessibleDescription("What it does")
    for widget in (button, explained):
        qtbot.addWidget(widget)
        set_plain_tooltip(widget, "<b>Save</b>")
    set_plain_tooltip(button, "Save & go")
    assert button.accessibleDescription() == "Save & go"
    assert explained.accessibleDescription() == "What it does"


def test_a_view_takes_megabytes_and_keeps_the_keyboard(qtbot: QtBot) -> None:
    view = PlainTextView()
    qtbot.addWidget(view)
    view.set_text(("y" * 20_000 + "\n") * 300 + HOSTILE)
    assert "‹… +16,000›" in view.toPlainText().splitlines()[0]
    assert "<b>bold</b>" in view.toPlainText()
    assert view.isReadOnly()
    assert view.textInteractionFlags() & Qt.TextInteractionFlag.TextSelectableByKeyboard


def test_a_name_does_not_stretch_its_button() -> None:
    assert button_text("Tom & Jerry") == "Tom && Jerry"
    assert button_text("x" * 200) == "x" * 25 + "…"


@pytest.mark.parametrize(("text", "shown"), [("Save & go", "Save && go"), ("a\nb", "a↵b")])
def test_ampersands_are_no_mnemonics(text: str, shown: str) -> None:
    assert without_mnemonic(text) == shown
