"""The table widget: a current row, ticks, and a place on the screen that is kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QPersistentModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from crashdesk.core.ids import ObjectId
from crashdesk.core.ports import Clock
from crashdesk.core.text import Text
from crashdesk.ui.kit.delegates import CellDelegate
from crashdesk.ui.kit.row_source import RowWindow, Swap
from crashdesk.ui.kit.table_header import TableHeader
from crashdesk.ui.kit.table_model import PagedTableModel
from crashdesk.ui.kit.ticks import Ticks
from crashdesk.ui.kit.translate import render

ROW_HEIGHT = 28
_REPAINT_MS = 30_000
"""How often "3 min ago" is brought up to date."""
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class RowTable(QTableView):
    """A table over a `PagedTableModel`.

    The current row is one thing and the ticked ones another, as in a mail program: moving about never
    changes what an action on several would apply to.

    Signals:
        current_changed: the id of the current object, empty when there is none.
        opened: Enter or a double click on the current row.
        menu_requested: a context menu for the current row, at this global position.
    """

    current_changed = Signal(str)
    opened = Signal()
    menu_requested = Signal(QPoint)

    def __init__(self, model: PagedTableModel, clock: Clock, name: Text) -> None:
        super().__init__()
        self._delegate = CellDelegate(self, model, clock)
        self.setAccessibleName(render(name))
        self._rows = model
        self._current_row = -1
        self._current_id: ObjectId = ""
        self.ticks = Ticks(model)
        self.on_space: Callable[[], None] = self.tick_current
        """What the space bar does."""
        self.header = TableHeader(model, self)
        self.setHorizontalHeader(self.header)
        self.setModel(model)
        self.setItemDelegate(self._delegate)
        self._set_up()
        self.verticalScrollBar().valueChanged.connect(self._look)
        self.doubleClicked.connect(self._on_double_clicked)
        model.swapped.connect(self._on_swapped)
        model.counted.connect(self._on_counted)
        model.arrived.connect(self._on_arrived)
        self.startTimer(_REPAINT_MS)

    def _set_up(self) -> None:
        rows = self.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setMinimumSectionSize(ROW_HEIGHT)
        rows.setDefaultSectionSize(ROW_HEIGHT)
        self.setWordWrap(False)
        self.setShowGrid(False)
        self.setMouseTracking(True)
        self.setTabKeyNavigation(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setCornerButtonEnabled(False)

    def divide(self, section_of: Callable[[Any], object] | None) -> None:
        """Draw a line above each row of another section than the one above it; None for no lines."""
        self._delegate.section_of = section_of
        self.viewport().update()

    # The current row

    @property
    def current_id(self) -> ObjectId:
        """The id of the current object, empty when there is none or it has yet to come."""
        return self._current_id

    @property
    def current_row(self) -> int:
        """The number of the current row, -1 when there is none."""
        return self._current_row

    def step(self, by: int) -> None:
        """Make the row so many below (or above) the current one."""
        self.go_to(max(0, self._current_row + by) if self._current_row >= 0 else 0)

    def go_to(self, row: int) -> None:
        """Make a row the current one and bring it on the screen; past the end means the last."""
        last = self._rows.rowCount() - 1
        if last >= 0:
            self._set_current(min(row, last))
            self.scrollTo(self.currentIndex())

    def tick_current(self) -> None:
        """Tick or untick the current row."""
        self.ticks.turn(self._current_row)

    def tick_to_current(self) -> None:
        """Tick all rows from the last one ticked to the current one."""
        self.ticks.extend(self._current_row)

    def _set_current(self, row: int) -> None:
        index = self._rows.index(row, max(1, self.currentIndex().column())) if row >= 0 else QModelIndex()
        flags = QItemSelectionModel.SelectionFlag
        self.selectionModel().setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)
        self._note_current()

    def currentChanged(  # noqa: N802 - Qt's name
        self,
        current: QModelIndex | QPersistentModelIndex,
        previous: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Take note of the current row, but not while rows are being replaced: then Qt only guesses."""
        super().currentChanged(current, previous)
        if not self._rows.is_swapping:
            self._note_current()

    def _note_current(self) -> None:
        self._set_current_row(self.currentIndex().row())
        row = self._rows.source.peek(self._current_row) if self._current_row >= 0 else None
        self._set_current_id(row.id if row else "")
        self._look()

    def _set_current_row(self, row: int) -> None:
        # The delegate asks for each cell: an attribute is several times quicker than the cell's state.
        self._current_row = self._delegate.current_row = row

    def _set_current_id(self, object_id: ObjectId) -> None:
        if object_id != self._current_id:
            self._current_id = object_id
            self.current_changed.emit(object_id)

    # Rows come and go

    def _look(self) -> None:
        """Tell the source what is on the screen."""
        first = self.verticalScrollBar().value() // ROW_HEIGHT
        last = first + self.viewport().height() // ROW_HEIGHT + 1
        window = RowWindow(first, min(last, self._rows.rowCount() - 1), self._current_id)
        self._rows.source.look_at(window)

    def _on_swapped(self, swap: Swap) -> None:
        self.updateGeometries()
        if swap.fresh:
            # The row that was current may stand further down: until the order is known, nothing is.
            self._rows.is_swapping = swap.current is None
            self._set_current_silently(swap.current)
            self._rows.is_swapping = False
            if swap.current is None:
                self.scrollToTop()
            else:
                self.scrollTo(self.currentIndex())
            return
        self._keep_place(swap)
        row = swap.current
        if row is None and self._current_row >= 0:
            row = min(self._current_row, swap.new - 1)
        elif row is None and swap.new and not swap.old:
            row = 0
        # Qt scrolls to a new current row; this one may well be off the screen, and shall stay there.
        self.setAutoScroll(False)
        self._set_current(-1 if row is None else row)
        self.setAutoScroll(True)

    def _set_current_silently(self, row: int | None) -> None:
        if row is not None:
            self._set_current(row)
            return
        self.selectionModel().clear()
        self._set_current_row(-1)

    def _keep_place(self, swap: Swap) -> None:
        """Scroll so that the current row, else the first one on the screen, stays where it was."""
        bar = self.verticalScrollBar()
        first = bar.value() // ROW_HEIGHT
        last = first + self.viewport().height() // ROW_HEIGHT
        moved = 0
        if swap.current is not None and first <= self._current_row <= last:
            moved = swap.current - self._current_row
        elif swap.anchor is not None and first > 0:
            moved = swap.anchor - first
        if moved:
            bar.setValue(bar.value() + moved * ROW_HEIGHT)

    def _on_counted(self, current: int) -> None:
        self.updateGeometries()
        if self._current_row < 0:
            self._set_current(current if current >= 0 else min(0, self._rows.rowCount() - 1))
        self._look()

    def _on_arrived(self, first: int, last: int) -> None:
        if first <= self._current_row <= last:
            self._note_current()

    # Keyboard and mouse

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Move by the keys of every table; the letters are actions and belong to the key map."""
        key, has_control = event.key(), bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if key == Qt.Key.Key_Home:
            self.go_to(0)
        elif key == Qt.Key.Key_End:
            self.go_to(self._rows.rowCount() - 1)
        elif key in _ENTER:
            self.opened.emit()
        elif key == Qt.Key.Key_Space:
            self.on_space()
        elif key == Qt.Key.Key_A and has_control:
            self.ticks.turn_all()
        elif key == Qt.Key.Key_Escape and self._rows.ticked:
            self.ticks.clear()
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:  # noqa: N802 - Qt's name
        """Do nothing: Qt would read every row to find one that begins so."""

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Tick by the box, by Ctrl, and in a range by Shift; all else makes the row the current one."""
        index = self.indexAt(event.position().toPoint())
        if not index.isValid() or event.button() != Qt.MouseButton.LeftButton:
            super().mousePressEvent(event)
            return
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.ticks.extend(index.row(), since=self._current_row)
        elif index.column() == 0 or event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.ticks.turn(index.row())
        else:
            super().mousePressEvent(event)

    def _on_double_clicked(self, index: QModelIndex) -> None:
        if index.column():
            self.opened.emit()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Light up the row under the pointer."""
        super().mouseMoveEvent(event)
        self._hover(self.rowAt(event.position().toPoint().y()))

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Put the light out."""
        super().leaveEvent(event)
        self._hover(-1)

    def _hover(self, row: int) -> None:
        former, self._delegate.hovered_row = self._delegate.hovered_row, row
        for changed in {former, row} - {-1} if former != row else ():
            top = self.rowViewportPosition(changed)
            self.viewport().update(0, top, self.viewport().width(), ROW_HEIGHT)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802 - Qt's name
        """Ask for a menu about the row under the pointer, or the current one for the menu key."""
        at = event.globalPos()
        if event.reason() == QContextMenuEvent.Reason.Mouse:
            index = self.indexAt(event.pos())
            if index.isValid():
                self._set_current(index.row())
        else:
            at = self.viewport().mapToGlobal(self.visualRect(self.currentIndex()).bottomLeft())
        self.menu_requested.emit(at)

    # Looks

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Look anew: more or fewer rows are on the screen."""
        super().resizeEvent(event)
        self._look()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Take over another palette or font."""
        super().changeEvent(event)
        if event.type() in {QEvent.Type.PaletteChange, QEvent.Type.FontChange}:
            self._delegate.restyle()
            self.viewport().update()

    def timerEvent(self, event: QEvent) -> None:  # type: ignore[override]  # noqa: N802 - Qt's name
        """Bring relative times up to date."""
        super().timerEvent(event)  # pyright: ignore[reportArgumentType]
        self.viewport().update()
