"""The frame that all dialogs about rows share: what, about which ones, a form, and two buttons."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, cast

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from crashdesk.core.text import QT_TRANSLATE_NOOP, Text
from crashdesk.ui.kit.forms import Form, set_kind
from crashdesk.ui.kit.plain import ElidedLabel, PlainLabel, without_mnemonic
from crashdesk.ui.kit.plain_dialogs import FittedDialog
from crashdesk.ui.kit.translate import render

_CANCEL = QT_TRANSLATE_NOOP("Decisions", "Cancel")
WIDTH = 440
"""Pixels; enough for a sentence and a field."""


class DecisionDialog(FittedDialog):
    """Asks until the input is good, then hands the change over and closes. Opened with `open()`.

    `about` names what it is about and may be text of a stranger.
    """

    def __init__(
        self,
        parent: QWidget,
        title: Text,
        verb: Text,
        about: str,
        decide: Callable[[Any], None],
        width: int = WIDTH,
    ) -> None:
        super().__init__(parent, width)
        self._decide = decide
        self.setWindowTitle(render(title))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.form = Form()
        self._shows_errors = False
        column = QVBoxLayout(self)
        column.setContentsMargins(22, 18, 22, 18)
        column.setSpacing(6)
        column.addWidget(PlainLabel(render(title), kind="heading"))
        column.addWidget(self._about(about))
        column.addSpacing(8)
        column.addWidget(self.form)
        column.addSpacing(10)
        self.cancel_button = QPushButton(without_mnemonic(render(_CANCEL)))
        self.cancel_button.setAutoDefault(False)
        self.cancel_button.clicked.connect(self.reject)
        self.ok_button = QPushButton(without_mnemonic(render(verb)))
        self.ok_button.setDefault(True)
        self.ok_button.clicked.connect(self.confirm)
        set_kind(self.ok_button, "main")
        buttons = QHBoxLayout()
        buttons.addStretch()
        buttons.addWidget(self.cancel_button)
        buttons.addWidget(self.ok_button)
        column.addLayout(buttons)

    def _about(self, words: str) -> QWidget:
        label = ElidedLabel(words)
        label.setForegroundRole(self.palette().ColorRole.PlaceholderText)
        return label

    def change(self) -> Any:
        """Return what was decided, or what is wrong by field; None where there is nothing to fill in."""
        return None

    def confirm(self) -> None:
        """Hand the change over, or show what is wrong and stay."""
        change = self.change()
        errors = _errors(change)
        if errors:
            self._shows_errors = True
            self.form.show_errors(errors, focus=True)
            return
        self.accept()
        self._decide(change)

    def recheck(self) -> None:
        """After a first refusal, show at each input whether it is good now."""
        if self._shows_errors:
            self.form.show_errors(_errors(self.change()))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Take Ctrl+Enter for yes where Enter means a new line."""
        has_control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if has_control and event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.confirm()
        else:
            super().keyPressEvent(event)


def _errors(change: object) -> Mapping[str, Text]:
    return cast("dict[str, Text]", change) if isinstance(change, dict) else {}
