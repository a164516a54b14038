"""`?`: every key that does something here, over the window."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from crashdesk.core.text import QT_TRANSLATE_NOOP
from crashdesk.ui.kit.native_keys import native
from crashdesk.ui.kit.plain import PlainLabel
from crashdesk.ui.kit.translate import render
from crashdesk.ui.shell.commands import Command

_TITLE = QT_TRANSLATE_NOOP("Keys", "Keys")
_HINT = QT_TRANSLATE_NOOP("Keys", "Escape closes this. Every key can be changed in the preferences.")
_COLUMNS = 2


class KeyOverlay(QFrame):
    """A popup that lists commands with their keys, group by group."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self._owner = parent
        self.setObjectName("popup")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.viewport().setAutoFillBackground(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 16, 18)
        column.setSpacing(12)
        column.addWidget(PlainLabel(render(_TITLE), kind="title"))
        column.addWidget(self._area, 1)
        column.addWidget(PlainLabel(render(_HINT), kind="muted"))

    def open_with(self, commands: Sequence[Command]) -> None:
        """Open in the middle of the window."""
        sheet = _sheet([command for command in commands if command.keys])
        self._area.setWidget(sheet)
        sheet.setAutoFillBackground(False)
        window = self._owner.window()
        wanted = sheet.sizeHint()
        self.setFixedSize(
            min(max(wanted.width() + 64, 640), window.width() - 40),
            min(wanted.height() + 130, window.height() - 40),
        )
        self.move(window.mapToGlobal(window.rect().center()) - self.rect().center())
        self.show()
        self._area.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Close on the key that opened it as well."""
        if event.text() == "?":
            self.hide()
        else:
            super().keyPressEvent(event)


def _sheet(commands: Sequence[Command]) -> QWidget:
    groups: dict[str, list[Command]] = {}
    for command in commands:
        groups.setdefault(command.group, []).append(command)
    sheet = QWidget()
    row = QHBoxLayout(sheet)
    row.setContentsMargins(0, 0, 8, 0)
    row.setSpacing(40)
    columns = [QVBoxLayout() for _ in range(_COLUMNS)]
    for column in columns:
        column.setSpacing(18)
        row.addLayout(column, 1)
    heights = [0] * _COLUMNS
    for group, members in groups.items():
        shortest = heights.index(min(heights))
        columns[shortest].addLayout(_group(group, members))
        heights[shortest] += len(members) + 2
    for column in columns:
        column.addStretch(1)
    return sheet


def _group(title: str, commands: Sequence[Command]) -> QGridLayout:
    grid = QGridLayout()
    grid.setVerticalSpacing(6)
    grid.setColumnStretch(0, 1)
    grid.addWidget(PlainLabel(title, kind="caps"), 0, 0)
    for line, command in enumerate(commands, 1):
        grid.addWidget(PlainLabel(command.title), line, 0)
        keys = QHBoxLayout()
        keys.setSpacing(4)
        for sequence in command.keys:
            keys.addWidget(PlainLabel(native(sequence), kind="key"))
        grid.addLayout(keys, line, 1, Qt.AlignmentFlag.AlignTrailing)
    return grid
