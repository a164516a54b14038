"""The widgets of one list of rows: filter bar, table, and what stands there while there are none."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from crashdesk.core.ids import ObjectId
from crashdesk.core.ports import Clock
from crashdesk.core.setting import Settings
from crashdesk.core.tables import SortKey
from crashdesk.core.text import Text
from crashdesk.ui.kit.column import Column
from crashdesk.ui.kit.column_chooser import ColumnChooser
from crashdesk.ui.kit.detail_splitter import DetailSplitter
from crashdesk.ui.kit.empty import EmptyState
from crashdesk.ui.kit.filter_bar import FilterBar
from crashdesk.ui.kit.row_list_state import RowListState
from crashdesk.ui.kit.row_phase import Phase
from crashdesk.ui.kit.row_source import RowSource
from crashdesk.ui.kit.row_table import RowTable
from crashdesk.ui.kit.table_columns import TableColumns
from crashdesk.ui.kit.table_model import PagedTableModel


class RowListLook(msgspec.Struct, frozen=True):
    """What a list shows and is called.

    Attributes:
        key: under which columns and splitter are remembered.
        count: words with `{count}` for how many rows there are.
        show_phase: says why there are no rows; False when nothing should be said yet.
    """

    key: str
    name: Text
    placeholder: Text
    count: Text
    everything: Text
    columns: tuple[Column[Any], ...]
    sort: tuple[SortKey, ...]
    show_phase: Callable[[EmptyState, RowListState], bool]


class RowList(QWidget):
    """Shows a `RowListState`, with a place for the details of the current row.

    Signals:
        menu_requested: a menu about the current row, at this global position.
        opened: the current row was asked for in full.
    """

    menu_requested = Signal(QPoint)
    opened = Signal()

    def __init__(
        self, look: RowListLook, rows: RowSource, settings: Settings, clock: Clock, detail: QWidget
    ) -> None:
        super().__init__()
        self._look = look
        self.filter_bar = FilterBar(look.placeholder, look.count, look.everything)
        self._model = PagedTableModel(rows, look.columns, self)
        self.table = RowTable(self._model, clock, look.name)
        # Nothing here is done to several rows at once.
        self.table.setColumnHidden(0, True)
        self.table.on_space = self.opened.emit
        self.columns = TableColumns(self.table, self._model, settings, f"{look.key}.columns", look.sort)
        self._empty = EmptyState()
        self._pages = QStackedWidget()
        self._pages.addWidget(self.table)
        self._pages.addWidget(self._empty)
        self._splitter = DetailSplitter(self._pages, settings, f"{look.key}.splitter")
        self._splitter.set_detail(detail)
        self.setFocusProxy(self.table)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.filter_bar)
        column.addWidget(self._splitter, 1)
        self.filter_bar.left.connect(self.go_to_rows)
        self.filter_bar.columns_wanted.connect(self.choose_columns)
        self.table.opened.connect(self.opened)
        self.table.menu_requested.connect(self.menu_requested)
        self._empty.pressed.connect(self.filter_bar.clear)

    def listen(self, on_current: Callable[[ObjectId], None]) -> None:
        """Tell of the current row whenever it changes."""
        self.table.current_changed.connect(on_current)

    def show_state(self, state: RowListState) -> None:
        """Show `state`."""
        bar, problem = self.filter_bar, state.problem
        bar.set_text(state.filter)
        bar.show_reading(state.reading)
        if problem is None:
            bar.show_problem(None)
        else:
            bar.show_problem(problem.text, problem.start, problem.end)
        bar.show_count(state.count if state.phase not in {Phase.LOADING, Phase.NOT_FETCHED} else None)
        if state.phase is Phase.ROWS:
            self._pages.setCurrentWidget(self.table)
        elif self._look.show_phase(self._empty, state):
            self._pages.setCurrentWidget(self._empty)
        self._splitter.show_detail(visible=state.phase in {Phase.ROWS, Phase.NO_MATCH})

    def filter_by(self, text: str) -> None:
        """Put a filter in force as if it had been typed."""
        self.filter_bar.edit.setText(text)
        self.filter_bar.changed.emit(text)
        self.go_to_rows()

    def choose_columns(self) -> None:
        """Open the list of columns."""
        ColumnChooser(self.columns, self).open_below(self.filter_bar.columns_button)

    def go_to_rows(self) -> None:
        """Give the keyboard to the list."""
        self.table.setFocus()
        if self.table.current_row < 0:
            self.table.step(0)
