"""The list of proposals under a filter field."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QFrame,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from crashdesk.core.query.complete import Completion, Completions
from crashdesk.core.visible_text import visible_line
from crashdesk.ui.kit.inks import Inks
from crashdesk.ui.kit.translate import render

_ROWS, _ROW_HEIGHT, _WIDTH = 10, 26, 460
_HINT = Qt.ItemDataRole.UserRole
_SELECTED = QStyle.StateFlag.State_Selected


class CompletionList(QFrame):
    """Floats over the window beneath the field; the keyboard stays with the field.

    Signals:
        chosen: a `Completion` was clicked.
    """

    chosen = Signal(object)

    def __init__(self, field: QWidget) -> None:
        super().__init__(field.window())
        self._field = field
        self._completions: Completions | None = None
        self.setObjectName("popup")
        self._list = QListWidget()
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.setItemDelegate(_TwoColumns(self._list))
        self._list.setUniformItemSizes(True)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.itemClicked.connect(self._on_clicked)
        column = QVBoxLayout(self)
        column.setContentsMargins(4, 4, 4, 4)
        column.addWidget(self._list)
        self.hide()

    @property
    def completions(self) -> Completions | None:
        """What is proposed while the list is open."""
        return self._completions if self.isVisible() else None

    def offer(self, completions: Completions, x: int) -> None:
        """Open with these proposals, `x` pixels into the field; none of them closes."""
        self._completions = completions
        self._list.clear()
        for completion in completions.items:
            item = QListWidgetItem(visible_line(completion.label, 200))
            item.setData(_HINT, render(completion.hint))
            self._list.addItem(item)
        if not completions.items:
            self.hide()
            return
        window = self._field.window()
        if self.parentWidget() is not window:
            self.setParent(window)
        corner = self._field.mapTo(window, QPoint(x, self._field.height() + 2))
        width = min(_WIDTH, window.width())
        height = _ROW_HEIGHT * min(_ROWS, len(completions.items)) + 12
        self.setGeometry(min(corner.x(), window.width() - width), corner.y(), width, height)
        self._list.setCurrentRow(-1)
        self.show()
        self.raise_()

    def move_by(self, rows: int) -> None:
        """Choose the next or previous proposal, round the end."""
        count = self._list.count()
        if count:
            row = self._list.currentRow()
            self._list.setCurrentRow((row + rows) % count if row >= 0 else (0 if rows > 0 else count - 1))

    def current(self) -> Completion | None:
        """The proposal that is lit, None when none is."""
        row = self._list.currentRow()
        return self._completions.items[row] if self._completions and self.isVisible() and row >= 0 else None

    def first(self) -> Completion | None:
        """The lit proposal, else the first one."""
        if not self._completions or not self.isVisible():
            return None
        return self.current() or self._completions.items[0]

    def _on_clicked(self, item: QListWidgetItem) -> None:
        if self._completions:
            self.chosen.emit(self._completions.items[self._list.row(item)])


class _TwoColumns(QStyledItemDelegate):
    """What is inserted at the left, what it means at the right."""

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        rect: QRect = option.rect  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType, reportUnknownVariableType] - missing from PySide's stubs
        state: QStyle.StateFlag = option.state  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType, reportUnknownVariableType] - likewise
        parent = self.parent()
        inks = Inks(parent.palette() if isinstance(parent, QWidget) else QListWidget().palette())
        if state & _SELECTED:
            painter.fillRect(rect, inks.selection)
        inner = rect.adjusted(10, 0, -10, 0)
        elide = painter.fontMetrics().elidedText
        right = Qt.TextElideMode.ElideRight
        middle = Qt.AlignmentFlag.AlignVCenter
        label = elide(str(index.data()), right, int(inner.width() * 0.5))
        painter.setPen(inks.on_selection if state & _SELECTED else inks.text)
        painter.drawText(inner, int(middle | Qt.AlignmentFlag.AlignLeft), label)
        room = inner.width() - painter.fontMetrics().horizontalAdvance(label) - 16
        painter.setPen(inks.on_selection if state & _SELECTED else inks.muted)
        hint = elide(str(index.data(_HINT)), right, room)
        painter.drawText(inner, int(middle | Qt.AlignmentFlag.AlignRight), hint)

    def sizeHint(  # noqa: N802 - Qt's name
        self,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> QSize:
        """Return the one height of all rows."""
        return QSize(0, _ROW_HEIGHT)
