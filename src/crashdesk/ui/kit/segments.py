"""A few choices side by side of which exactly one holds."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QToolButton, QWidget

from crashdesk.core.text import Text
from crashdesk.ui.kit.plain import without_mnemonic
from crashdesk.ui.kit.translate import render


class Segments(QFrame):
    """Buttons in one frame; the arrow keys go along them.

    Signals:
        chosen: the key of another choice that the user made.
    """

    chosen = Signal(str)

    def __init__(self, choices: Sequence[tuple[str, Text]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("segments")
        self._group = QButtonGroup(self)
        self.buttons: dict[str, QToolButton] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(1, 1, 1, 1)
        row.setSpacing(0)
        for key, title in choices:
            button = QToolButton()
            button.setText(without_mnemonic(render(title)))
            button.setCheckable(True)
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            button.clicked.connect(lambda _checked=False, key=key: self._on_clicked(key))
            self._group.addButton(button)
            row.addWidget(button)
            self.buttons[key] = button
        self.current = choices[0][0]
        self.buttons[self.current].setChecked(True)

    def choose(self, key: str) -> None:
        """Make a choice without telling of it."""
        self.current = key
        self.buttons[key].setChecked(True)

    @property
    def titles(self) -> tuple[str, ...]:
        """What the buttons say, in their order."""
        return tuple(button.text() for button in self.buttons.values())

    def set_title(self, key: str, title: Text) -> None:
        """Have a button say something else."""
        self.buttons[key].setText(without_mnemonic(render(title)))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Go along the choices."""
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
            return
        keys = list(self.buttons)
        key = keys[(keys.index(self.current) + step) % len(keys)]
        self.buttons[key].setFocus(Qt.FocusReason.TabFocusReason)
        self.buttons[key].click()

    def _on_clicked(self, key: str) -> None:
        if key != self.current:
            self.current = key
            self.chosen.emit(key)
