"""A table of a few rows of words that are all at hand, such as somebody's sessions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from crashdesk.core.text import Text
from crashdesk.core.visible_text import visible_line
from crashdesk.ui.kit.plain import plain_tooltip
from crashdesk.ui.kit.translate import render

Index = QModelIndex | QPersistentModelIndex
_NONE = QModelIndex()
_CHARACTERS = 300
_ROW_HEIGHT = 28
_HORIZONTAL = Qt.Orientation.Horizontal


class SmallRow(msgspec.Struct, frozen=True):
    """One row. Cells may be text of strangers.

    Attributes:
        id: what the row is about.
        strong: stands out, such as what is one's own.
    """

    id: str
    cells: tuple[str, ...]
    strong: bool = False


class _Model(QAbstractTableModel):
    def __init__(self, headings: Sequence[Text]) -> None:
        super().__init__()
        self._headings = tuple(headings)
        self.rows: tuple[SmallRow, ...] = ()

    def set_rows(self, rows: Sequence[SmallRow]) -> None:
        self.beginResetModel()
        self.rows = tuple(rows)
        self.endResetModel()

    def rowCount(self, parent: Index = _NONE) -> int:  # noqa: N802 - Qt's name
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = _NONE) -> int:  # noqa: N802 - Qt's name
        return 0 if parent.isValid() else len(self._headings)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:  # noqa: N802
        if orientation == _HORIZONTAL and role == Qt.ItemDataRole.DisplayRole:
            return render(self._headings[section])
        if orientation == _HORIZONTAL and role == Qt.ItemDataRole.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter)
        return None

    def data(self, index: Index, role: int = 0) -> Any:
        row = self.rows[index.row()]
        cell = row.cells[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return visible_line(cell, _CHARACTERS)
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tooltip(cell)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return visible_line(f"{render(self._headings[index.column()])}: {cell}", _CHARACTERS)
        if role == Qt.ItemDataRole.FontRole and row.strong:
            font = QFont()
            font.setWeight(QFont.Weight.DemiBold)
            return font
        return None


class SmallTable(QTableView):
    """One row can be chosen; it stays chosen while the rows change around it.

    Signals:
        chosen: with the id of the chosen row, empty when none is.
    """

    chosen = Signal(str)

    def __init__(self, headings: Sequence[Text], name: Text, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = _Model(headings)
        self.setModel(self._model)
        self.setObjectName("smallTable")
        self.setAccessibleName(render(name))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(_ROW_HEIGHT)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setMinimumSectionSize(60)
        self.selectionModel().currentRowChanged.connect(self._on_current)

    @property
    def current(self) -> str:
        """The id of the chosen row, empty when none is."""
        row = self.currentIndex().row()
        return self._model.rows[row].id if 0 <= row < len(self._model.rows) else ""

    def rows(self) -> tuple[SmallRow, ...]:
        """What is shown."""
        return self._model.rows

    def set_rows(self, rows: Sequence[SmallRow]) -> None:
        """Show these rows; the chosen one stays chosen, or the one that has taken its place."""
        if tuple(rows) == self._model.rows:
            return
        current, place = self.current, self.currentIndex().row()
        self._model.set_rows(rows)
        found = next((number for number, row in enumerate(rows) if row.id == current), None)
        if found is None and place >= 0:
            found = min(place, len(rows) - 1)
        if found is not None and found >= 0:
            self.choose(found)
        self.chosen.emit(self.current)

    def choose(self, number: int) -> None:
        """Choose a row by its number."""
        self.setCurrentIndex(self._model.index(number, 0))

    def _on_current(self) -> None:
        self.chosen.emit(self.current)
