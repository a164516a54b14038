"""The pop-up in which columns are chosen and put in order."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from crashdesk.core.text import QT_TRANSLATE_NOOP
from crashdesk.ui.kit.plain import PlainLabel, plain_tooltip
from crashdesk.ui.kit.table_columns import TableColumns
from crashdesk.ui.kit.translate import render

_COLUMNS = QT_TRANSLATE_NOOP("Columns", "Columns")
_HINT = QT_TRANSLATE_NOOP("Columns", "Space shows or hides, Alt+Up and Alt+Down move, or drag.")
_RESET = QT_TRANSLATE_NOOP("Columns", "As at first")
_ID = Qt.ItemDataRole.UserRole
_WIDTH, _ROW_HEIGHT, _ROWS = 260, 24, 16


class ColumnChooser(QFrame):
    """A list of all columns with check boxes, in the order of the table."""

    def __init__(self, columns: TableColumns, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self._columns = columns
        self.setObjectName("popup")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.list = _OrderedList()
        self.list.setAccessibleName(render(_COLUMNS))
        self.list.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self._fill()
        self.list.itemChanged.connect(self._on_checked)
        self.list.model().rowsMoved.connect(self._on_moved)
        reset = QPushButton(render(_RESET))
        reset.clicked.connect(self._on_reset)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 12, 12)
        column.addWidget(PlainLabel(render(_COLUMNS), kind="heading"))
        column.addWidget(self.list)
        column.addWidget(PlainLabel(render(_HINT), kind="muted", wrap=True))
        column.addWidget(reset)
        self.setFixedWidth(_WIDTH)
        self.list.setFixedHeight(_ROW_HEIGHT * min(_ROWS, self.list.count()) + 8)

    def open_below(self, anchor: QWidget) -> None:
        """Open under the anchor, its right edge in line with the anchor's."""
        self.adjustSize()
        corner = anchor.mapToGlobal(QPoint(anchor.width() - self.width(), anchor.height() + 4))
        self.move(max(0, corner.x()), max(0, corner.y()))
        self.show()
        self.list.setFocus()
        self.list.setCurrentRow(0)

    def _fill(self) -> None:
        by_id = {column.id: column for column in self._columns.columns}
        self.list.clear()
        for place in self._columns.layout.places:
            column = by_id[place.id]
            item = QListWidgetItem(render(column.title))
            item.setData(_ID, column.id)
            item.setSizeHint(QSize(0, _ROW_HEIGHT))
            item.setToolTip(plain_tooltip(render(column.help)) if column.help else "")
            item.setFlags(
                Qt.ItemFlag.ItemIsEnabled
                | Qt.ItemFlag.ItemIsSelectable
                | Qt.ItemFlag.ItemIsUserCheckable
                | Qt.ItemFlag.ItemIsDragEnabled
            )
            item.setCheckState(Qt.CheckState.Checked if place.visible else Qt.CheckState.Unchecked)
            self.list.addItem(item)

    def _on_checked(self, item: QListWidgetItem) -> None:
        column_id, visible = item.data(_ID), item.checkState() == Qt.CheckState.Checked
        others = [place for place in self._columns.layout.places if place.visible and place.id != column_id]
        if visible or others:
            self._columns.show_column(column_id, visible=visible)
        else:
            # A table without columns could not be got out of.
            item.setCheckState(Qt.CheckState.Checked)

    def _on_moved(self) -> None:
        self._columns.arrange(tuple(self.list.item(row).data(_ID) for row in range(self.list.count())))

    def _on_reset(self) -> None:
        self.list.blockSignals(True)
        self._columns.reset()
        self._fill()
        self.list.blockSignals(False)


class _OrderedList(QListWidget):
    """A list whose rows can be moved by keyboard too."""

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Move the current row with Alt and an arrow."""
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        step = steps.get(Qt.Key(event.key()), 0)
        if not step or not event.modifiers() & Qt.KeyboardModifier.AltModifier:
            super().keyPressEvent(event)
            return
        row = self.currentRow()
        goal = row + step
        if 0 <= goal < self.count():
            # moveRow counts the destination before the row is taken out.
            self.model().moveRow(self.rootIndex(), row, self.rootIndex(), goal + (step > 0))
            self.setCurrentRow(goal)
