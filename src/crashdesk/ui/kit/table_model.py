"""The Qt model over a row source. It never waits and keeps nothing of its own but what is ticked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from crashdesk.core.ids import ObjectId
from crashdesk.core.tables import CountKind, RowCount
from crashdesk.core.text import QT_TRANSLATE_NOOP
from crashdesk.core.visible_text import visible_line
from crashdesk.ui.kit.amounts import absolute
from crashdesk.ui.kit.column import Badge, CellValue, Column, Labelled, Level, Moment
from crashdesk.ui.kit.row_source import RowSource, Swap
from crashdesk.ui.kit.translate import render

Index = QModelIndex | QPersistentModelIndex
_NONE = QModelIndex()
# Compared as ints: an enum member is never identical to the int that C++ hands in, and slower to compare.
_ACCESSIBLE_TEXT = Qt.ItemDataRole.AccessibleTextRole.value
_HORIZONTAL = Qt.Orientation.Horizontal

_LOADING = QT_TRANSLATE_NOOP("Tables", "Loading")
_TICKED = QT_TRANSLATE_NOOP("Tables", "Ticked")
_TICK = QT_TRANSLATE_NOOP("Tables", "Tick")


class PagedTableModel(QAbstractTableModel):
    """Rows of a `RowSource`; section 0 holds the tick, the others the columns.

    Signals:
        swapped: the rows were replaced, with the `Swap`; the table puts its current row and scroll right.
        counted: the order is complete now, with the number of the current row, -1 when it is not there.
        arrived: rows of the screen may have come, first and last.
        ticks_changed: other objects are ticked.
    """

    swapped = Signal(object)
    counted = Signal(int)
    arrived = Signal(int, int)
    ticks_changed = Signal()

    def __init__(
        self,
        source: RowSource,
        columns: Sequence[Column[Any]],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.source = source
        self.columns = tuple(columns)
        self._ticked: frozenset[ObjectId] = frozenset()
        self._rows = source.count.value
        self.is_swapping = False
        source.listen(self)

    # What Qt asks

    def rowCount(self, parent: Index = _NONE) -> int:  # noqa: N802 - Qt's name
        """As many as are known."""
        return 0 if parent.isValid() else self._rows

    def columnCount(self, parent: Index = _NONE) -> int:  # noqa: N802 - Qt's name
        """The columns and the tick."""
        return 0 if parent.isValid() else len(self.columns) + 1

    def data(self, index: Index, role: int = 0) -> str | None:
        """Return a cell in words, for those who hear it; the delegate does not ask here."""
        if role and role != _ACCESSIBLE_TEXT:
            return None
        row = self.source.peek(index.row())
        section = index.column()
        if row is None:
            return render(_LOADING)
        if role:
            return self.sentence(row)
        if not section:
            return render(_TICKED) if row.id in self._ticked else ""
        return self.plain(self.columns[section - 1].value(row))

    def headerData(  # noqa: N802 - Qt's name
        self, section: int, orientation: Qt.Orientation, role: int = 0
    ) -> str | None:
        """Return the title of a column."""
        if role or orientation != _HORIZONTAL:
            return None
        return render(self.columns[section - 1].title if section else _TICK)

    # Words

    def sentence(self, row: Any) -> str:
        """Say a whole row in words, for those who hear it."""
        parts = (column.spoken(row) for column in self.columns if column.spoken)
        said = ", ".join(visible_line(render(part), 300) for part in parts if part)
        return f"{said}, {render(_TICKED)}" if row.id in self._ticked else said

    def plain(self, value: CellValue) -> str:
        """Return a cell as text, for copies and for those who hear it."""
        match value:
            case None:
                return ""
            case Badge(text=text, remark=remark):
                return " ".join(render(part) for part in (text, remark) if part)
            case Level(text=text):
                return render(text)
            case Moment(at=at):
                return absolute(at)
            case Labelled(text=text):
                return visible_line(text)
            case str():
                return visible_line(value)
            case tuple():
                return " ".join(map(str, value))
            case int() | float():
                return str(value)
            case _:
                return visible_line(value.label)

    # Ticks

    @property
    def ticked(self) -> frozenset[ObjectId]:
        """The objects that are ticked, whether or not they are on the screen."""
        return self._ticked

    def set_ticked(self, ids: Iterable[ObjectId]) -> None:
        """Tick exactly these."""
        ticked = frozenset(ids)
        if ticked != self._ticked:
            self._ticked = ticked
            self._repaint(0, self._rows - 1)
            self.ticks_changed.emit()

    # What the source tells

    def rows_replaced(self, swap: Swap) -> None:
        """Take over another set of rows without a reset, which would lose the place on the screen."""
        # Until the order is known only the first page counts: keep the length, it is most often the same.
        is_counting = self.source.count.kind is CountKind.COUNTING
        self.is_swapping = True
        self._resize(max(swap.new, self._rows) if is_counting else swap.new)
        self.is_swapping = False
        self._repaint(0, self._rows - 1)
        self.swapped.emit(swap)

    def rows_arrived(self, first: int, last: int) -> None:
        """Repaint what has come."""
        self._repaint(first, min(last, self._rows - 1))
        self.arrived.emit(first, last)

    def rows_counted(self, old: int, count: RowCount, current: int | None) -> None:
        """Grow or shrink at the end."""
        self._resize(count.value)
        self.counted.emit(-1 if current is None else current)

    def _resize(self, rows: int) -> None:
        if rows > self._rows:
            self.beginInsertRows(_NONE, self._rows, rows - 1)
            self._rows = rows
            self.endInsertRows()
        elif rows < self._rows:
            self.beginRemoveRows(_NONE, rows, self._rows - 1)
            self._rows = rows
            self.endRemoveRows()

    def _repaint(self, first: int, last: int) -> None:
        if first <= last:
            self.dataChanged.emit(self.index(first, 0), self.index(last, len(self.columns)))
