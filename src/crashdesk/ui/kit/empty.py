"""What a place shows while it has nothing to show: empty, loading, failed, offline."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QProgressBar, QPushButton, QVBoxLayout, QWidget

from crashdesk.core.text import Text
from crashdesk.ui.kit.forms import set_kind
from crashdesk.ui.kit.icon_label import IconLabel
from crashdesk.ui.kit.plain import PlainLabel, without_mnemonic
from crashdesk.ui.kit.translate import render

_ICON = 40
_LEAST_WIDTH, _MARGIN = 160, 12
_WIDTH = 420
"""Sentences wider than this are tiring to read in the middle of nothing."""


class EmptyState(QWidget):
    """An icon, a title, one sentence and perhaps a button, in the middle.

    Signals:
        pressed: the button was used.
    """

    pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon = IconLabel(_ICON)
        self._title = PlainLabel(kind="heading", wrap=True)
        self._sentence = PlainLabel(kind="muted", wrap=True)
        self._progress = QProgressBar()
        self._progress.setRange(0, 0)
        self._progress.setTextVisible(False)
        self._progress.setFixedWidth(160)
        self._button = QPushButton()
        set_kind(self._button, "main")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._button.clicked.connect(self.pressed)
        column = QVBoxLayout(self)
        column.setSpacing(8)
        column.addStretch(2)
        for part in (self._icon, self._title, self._sentence, self._progress, self._button):
            column.addWidget(part, 0, Qt.AlignmentFlag.AlignHCenter)
        for label in (self._title, self._sentence):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        column.insertSpacing(column.indexOf(self._progress), 8)
        column.addStretch(3)
        self._progress.hide()
        self._button.hide()

    def show_state(self, icon: str, title: Text, sentence: Text, button: Text | None = None) -> None:
        """Say that there is nothing, why, and what to do about it."""
        self._icon.show_icon(icon, "muted")
        self._say(render(title), render(sentence))
        self._icon.show()
        self._progress.hide()
        self._button.setVisible(button is not None)
        if button is not None:
            self.setFocusProxy(self._button)
            self._button.setText(without_mnemonic(render(button)))

    def show_loading(self, title: Text, sentence: Text) -> None:
        """Say that something is on its way."""
        self._say(render(title), render(sentence))
        self._icon.hide()
        self._button.hide()
        self._progress.show()
        self._progress.setAccessibleName(render(title))

    def _say(self, title: str, sentence: str) -> None:
        self._title.set_text(title)
        self._sentence.set_text(sentence)
        self._fit()
        self.setAccessibleName(f"{title}. {sentence}")

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Wrap anew."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        width = max(_LEAST_WIDTH, min(_WIDTH, self.width() - 2 * _MARGIN))
        for label in (self._title, self._sentence):
            # A layout that aligns its items gives them one line, whatever their height for a width is.
            label.setFixedSize(width, max(0, label.heightForWidth(width)))
