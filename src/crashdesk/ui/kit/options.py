"""Radio buttons, some of which have an input beside them."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QRadioButton, QVBoxLayout, QWidget

from crashdesk.core.text import Text
from crashdesk.ui.kit.forms import Field
from crashdesk.ui.kit.plain import without_mnemonic
from crashdesk.ui.kit.translate import render

_INDENT = 24


class Options(QWidget):
    """One choice out of several, by arrow keys or by digit: 1 chooses the first and goes to its field.

    Signals:
        chosen: another one is chosen.
    """

    chosen = Signal()

    def __init__(self, name: Text) -> None:
        super().__init__()
        self.setAccessibleName(render(name))
        self._group = QButtonGroup(self)
        self._group.idToggled.connect(self._on_toggled)
        self._fields: dict[int, Field] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(7)

    def add(self, label: Text, field: Field | None = None) -> QRadioButton:
        """Append a choice; its field is shown while it is the one chosen."""
        number = len(self._group.buttons())
        button = QRadioButton(without_mnemonic(render(label)))
        self._group.addButton(button, number)
        self._column.addWidget(button)
        if field is not None:
            field.setContentsMargins(0, 0, 0, 0)
            field.layout().setContentsMargins(_INDENT, 0, 0, 4)  # pyright: ignore[reportOptionalMemberAccess] - a field has one
            field.hide()
            self._fields[number] = field
            self._column.addWidget(field)
        return button

    @property
    def number(self) -> int:
        """Which choice is made, counted from 0."""
        return self._group.checkedId()

    def choose(self, number: int) -> None:
        """Make a choice and go to it."""
        button = self._group.button(number)
        button.setChecked(True)
        button.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Choose by digit."""
        number = event.key() - Qt.Key.Key_1
        if 0 <= number < len(self._group.buttons()):
            self.choose(number)
            if number in self._fields:
                self._fields[number].editor.setFocus(Qt.FocusReason.ShortcutFocusReason)
        else:
            super().keyPressEvent(event)

    def _on_toggled(self, number: int, checked: bool) -> None:
        field = self._fields.get(number)
        if field is not None:
            field.setVisible(checked)
        if checked:
            self.chosen.emit()
            self.window().adjustSize()
