"""The row of tabs across the top: icon, title and how many things ask for action."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QSizePolicy, QToolButton, QWidget

from crashdesk.core.text import QT_TRANSLATE_NOOP
from crashdesk.ui.kit.icons import follow_icon
from crashdesk.ui.kit.plain import PlainLabel, set_plain_tooltip, without_mnemonic
from crashdesk.ui.kit.tab_spec import TabSpec
from crashdesk.ui.kit.translate import render

_COUNTED = QT_TRANSLATE_NOOP("Tabs", "{title}, {n} to act on")
_MOST = 99
"""Larger numbers say nothing more here and would push the titles about."""


class TabRow(QWidget):
    """Buttons that bring a tab to the front; the arrow keys go along the row.

    Signals:
        chosen: with the key of the tab.
    """

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._buttons: dict[str, _TabButton] = {}
        self._group = QButtonGroup(self)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)

    def set_tabs(self, specs: Sequence[TabSpec]) -> None:
        """Show these tabs in their order."""
        for button in self._buttons.values():
            self._group.removeButton(button)
            self._row.removeWidget(button)
            button.deleteLater()
        self._buttons = {}
        for spec in specs:
            button = _TabButton(spec)
            button.clicked.connect(lambda _checked=False, key=spec.key: self.chosen.emit(key))
            self._buttons[spec.key] = button
            self._group.addButton(button)
            self._row.addWidget(button)

    def set_current(self, key: str) -> None:
        """Mark the tab that is in front."""
        if key in self._buttons:
            self._buttons[key].setChecked(True)

    def set_count(self, key: str, count: int | None) -> None:
        """Show how many things in a tab ask for action; None or 0 shows nothing."""
        if key in self._buttons:
            self._buttons[key].set_count(count or 0)

    def set_keys(self, keys: Sequence[str]) -> None:
        """Tell in the tooltips which keys lead to the tabs, in their order."""
        for button, native in zip(self._buttons.values(), keys, strict=False):
            button.set_key(native)

    def tooltips(self) -> list[str]:
        """What hovering says of each tab."""
        return [button.toolTip() for button in self._buttons.values()]

    def names(self) -> list[str]:
        """What a screen reader says of each tab."""
        return [button.accessibleName() for button in self._buttons.values()]

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Go along the row."""
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        buttons = list(self._buttons.values())
        focused = next((i for i, button in enumerate(buttons) if button.hasFocus()), None)
        if step is None or focused is None:
            super().keyPressEvent(event)
            return
        neighbour = buttons[(focused + step) % len(buttons)]
        neighbour.setFocus(Qt.FocusReason.TabFocusReason)
        neighbour.click()


class _TabButton(QToolButton):
    def __init__(self, spec: TabSpec) -> None:
        super().__init__()
        self.setObjectName("tabButton")
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self._title = render(spec.title)
        self._bubble = PlainLabel(parent=self)
        self._bubble.setObjectName("bubble")
        self._bubble.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._bubble.hide()
        self.setText(without_mnemonic(self._title))
        self.setAccessibleName(self._title)
        follow_icon(self, spec.icon, "muted")

    def set_key(self, native: str) -> None:
        set_plain_tooltip(self, f"{self._title}  ({native})" if native else self._title)

    def set_count(self, count: int) -> None:
        self._bubble.set_text(f"{_MOST}+" if count > _MOST else str(count))
        self._bubble.adjustSize()
        self._bubble.setVisible(count > 0)
        # The bubble needs room of its own beside the title.
        self.setStyleSheet(f"#tabButton {{ padding-right: {self._bubble.width() + 14}px }}" if count else "")
        self.setAccessibleName(render(_COUNTED(count, title=self._title)) if count else self._title)
        self._place()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._place()
        return super().event(event)

    def _place(self) -> None:
        middle = (self.height() - self._bubble.height()) // 2
        self._bubble.move(self.width() - self._bubble.width() - 8, middle)
