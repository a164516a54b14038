"""Ctrl+K: everything one can do, by typing a few letters of it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
)
from PySide6.QtGui import QKeyEvent, QPainter, QPalette
from PySide6.QtWidgets import (
    QFrame,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from crashdesk.core.text import QT_TRANSLATE_NOOP
from crashdesk.core.visible_text import visible_line
from crashdesk.ui.kit.icons import pixmap
from crashdesk.ui.kit.native_keys import native
from crashdesk.ui.kit.plain import PlainLabel
from crashdesk.ui.kit.theme import tokens_of
from crashdesk.ui.kit.translate import render
from crashdesk.ui.shell.commands import Command
from crashdesk.ui.shell.fuzzy import best_matches

_HINT = QT_TRANSLATE_NOOP("Palette", "Type what you want to do")
_NONE = QT_TRANSLATE_NOOP("Palette", "Nothing is called that.")
_LIST = QT_TRANSLATE_NOOP("Palette", "What can be done")
_UNAVAILABLE = QT_TRANSLATE_NOOP("Palette", "{title}, not available: {reason}")

_ROW = 34
_WIDTH = 600
_ROWS_SHOWN = 11
_TOP = 56
_AROUND = 60
"""Height of the search field and the margins."""
_COMMAND = Qt.ItemDataRole.UserRole
_Index = QModelIndex | QPersistentModelIndex
_MOVES = {Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown}


class CommandPalette(QFrame):
    """A popup over the window; Enter runs the chosen command, Escape leaves."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self._owner = parent
        self.setObjectName("popup")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._commands: Sequence[Command] = ()
        self._model = _CommandModel(self)
        self.needle = QLineEdit()
        self.needle.setProperty("bare", True)
        self.needle.setPlaceholderText(render(_HINT))
        self.needle.setAccessibleName(render(_HINT))
        self.needle.textChanged.connect(self._on_typed)
        self.needle.installEventFilter(self)
        self._list = QListView()
        self._list.setModel(self._model)
        self._list.setItemDelegate(_CommandDelegate(self._list))
        self._list.setUniformItemSizes(True)
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.setAccessibleName(render(_LIST))
        self._list.clicked.connect(self._on_clicked)
        self._none = PlainLabel(render(_NONE), kind="muted")
        self._none.setContentsMargins(8, 8, 8, 8)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 4, 6, 8)
        column.setSpacing(2)
        for part in (self.needle, self._list, self._none):
            column.addWidget(part)

    def open_with(self, commands: Sequence[Command]) -> None:
        """Open over the upper part of the window."""
        self._commands = commands
        self.needle.clear()
        self._on_typed("")
        window = self._owner.window()
        self.move(window.mapToGlobal(QPoint((window.width() - self.width()) // 2, _TOP)))
        self.show()
        self.needle.setFocus()

    def refresh(self) -> None:
        """Draw again what can be done now."""
        if self.isVisible():
            self._list.viewport().update()

    def type(self, text: str) -> None:
        """Search for `text`, as if typed."""
        self.needle.setText(text)

    def shown(self) -> list[Command]:
        """The commands that match, best first."""
        return list(self._model.commands)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Let the list be moved through while the cursor stays in the search field."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in _MOVES:
                self._list.event(event)
                return True
            if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
                self._on_clicked(self._list.currentIndex())
                return True
        return super().eventFilter(watched, event)

    def _on_typed(self, text: str) -> None:
        found = best_matches(text, self._commands, lambda command: command.title)
        found += [each for each in self._commands if each not in found and _is_of_group(text, each)]
        # What can be done now comes first; the rest stays visible with its reason.
        found.sort(key=lambda command: not command.availability().enabled)
        self._model.set_commands(found)
        self._list.setVisible(bool(found))
        self._none.setVisible(not found)
        self._list.setCurrentIndex(self._model.index(0))
        self._fit()

    def _fit(self) -> None:
        window = self._owner.window()
        rows = min(max(1, self._model.rowCount()), _ROWS_SHOWN)
        height = min(rows * _ROW + _AROUND, window.height() - 80)
        self.setFixedSize(min(_WIDTH, window.width() - 40), height)

    def _on_clicked(self, index: QModelIndex) -> None:
        if not index.isValid():
            return
        command = self._model.commands[index.row()]
        if command.availability().enabled:
            self.hide()
            command.run()


class _CommandModel(QAbstractListModel):
    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.commands: list[Command] = []

    def set_commands(self, commands: list[Command]) -> None:
        self.beginResetModel()
        self.commands = commands
        self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008, N802 - Qt's name and default
        return 0 if parent.isValid() else len(self.commands)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        command = self.commands[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return visible_line(command.title)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            reason = command.availability().reason
            if reason is None:
                return f"{command.title}, {command.group}"
            return render(_UNAVAILABLE(title=command.title, reason=render(reason)))
        return command if role == _COMMAND else None


class _CommandDelegate(QStyledItemDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:  # noqa: N802 - Qt's name
        return QSize(100, _ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        command: Command = index.data(_COMMAND)
        availability = command.availability()
        rect: QRect = option.rect
        palette: QPalette = option.palette
        tokens = tokens_of(palette)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        if selected:
            painter.fillRect(rect, tokens.selection)
        ink = tokens.muted if not availability.enabled else tokens.on_selection if selected else tokens.text
        side = 18
        if command.icon:
            drawn = pixmap(command.icon, ink, side, painter.device().devicePixelRatio())
            painter.drawPixmap(rect.left() + 10, rect.center().y() - side // 2 + 1, drawn)
        room = rect.adjusted(40, 0, -12, 0)
        right = "  ".join(native(keys) for keys in command.keys)
        if availability.reason is not None:
            right = render(availability.reason)
        painter.setPen(ink)
        _draw(painter, room, visible_line(command.title), Qt.AlignmentFlag.AlignLeading)
        taken = painter.fontMetrics().horizontalAdvance(command.title) + 12
        painter.setPen(tokens.muted)
        _draw(painter, room.adjusted(taken, 0, 0, 0), f"{command.group}", Qt.AlignmentFlag.AlignLeading)
        taken += painter.fontMetrics().horizontalAdvance(command.group) + 16
        _draw(painter, room.adjusted(taken, 0, 0, 0), right, Qt.AlignmentFlag.AlignTrailing)
        painter.restore()


def _is_of_group(text: str, command: Command) -> bool:
    return bool(text.strip()) and text.strip().casefold() in command.group.casefold()


def _draw(painter: QPainter, rect: QRect, text: str, side: Qt.AlignmentFlag) -> None:
    shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, max(0, rect.width()))
    painter.drawText(rect, side | Qt.AlignmentFlag.AlignVCenter, shown)
