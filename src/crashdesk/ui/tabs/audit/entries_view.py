"""The widgets of one list of entries: filter bar, table, and a place for the details."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import msgspec
from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from crashdesk.core.ids import ActionId, ObjectId
from crashdesk.core.ports import Clock
from crashdesk.core.query.complete import Completions
from crashdesk.core.setting import Settings
from crashdesk.core.tables import SortKey
from crashdesk.core.text import Text
from crashdesk.ui.kit.column import Column
from crashdesk.ui.kit.column_chooser import ColumnChooser
from crashdesk.ui.kit.detail_splitter import DetailSplitter
from crashdesk.ui.kit.empty import EmptyState
from crashdesk.ui.kit.filter_bar import FilterBar
from crashdesk.ui.kit.row_phase import Phase
from crashdesk.ui.kit.row_source import RowSource
from crashdesk.ui.kit.row_table import RowTable
from crashdesk.ui.kit.table_columns import TableColumns
from crashdesk.ui.kit.table_model import PagedTableModel
from crashdesk.ui.tabs.audit import actions
from crashdesk.ui.tabs.audit.columns import day_of
from crashdesk.ui.tabs.audit.detail.view import DetailPane
from crashdesk.ui.tabs.audit.state import EntriesState

_BY_TIME = frozenset({"seq", "at"})
"""Orders in which the days follow each other."""


class Look(msgspec.Struct, frozen=True):
    """What a list shows and is called.

    Attributes:
        key: under which columns and splitter are remembered.
        count: words with `{count}` for how many rows there are.
    """

    key: str
    name: Text
    placeholder: Text
    count: Text
    everything: Text
    columns: tuple[Column[Any], ...]
    sort: tuple[SortKey, ...]
    show_phase: Callable[[EmptyState, EntriesState], bool]


class EntriesWidget(QWidget):
    """Shows an `EntriesState`.

    Signals:
        menu_requested: a menu about the selection, at this global position.
        raw_wanted: the space bar, which shows the raw JSON.
    """

    menu_requested = Signal(QPoint)
    raw_wanted = Signal()

    def __init__(
        self, look: Look, rows: RowSource, settings: Settings, clock: Clock, detail: DetailPane
    ) -> None:
        super().__init__()
        self._look = look
        self.detail = detail
        self.filter_bar = FilterBar(look.placeholder, look.count, look.everything)
        self._model = PagedTableModel(rows, look.columns, self)
        self.table = RowTable(self._model, clock, look.name)
        self.table.on_space = self.raw_wanted.emit
        self.columns = TableColumns(self.table, self._model, settings, f"{look.key}.columns", look.sort)
        self._empty = EmptyState()
        self._pages = QStackedWidget()
        self._pages.addWidget(self.table)
        self._pages.addWidget(self._empty)
        self.splitter = DetailSplitter(self._pages, settings, f"{look.key}.splitter")
        self.splitter.set_detail(detail)
        self.setFocusProxy(self.table)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.filter_bar)
        column.addWidget(self.splitter, 1)
        self._divide_days()
        self._connect()

    def _connect(self) -> None:
        self.filter_bar.left.connect(self.go_to_rows)
        self.filter_bar.columns_wanted.connect(self.choose_columns)
        self.filter_bar.untick_wanted.connect(self.table.ticks.clear)
        self.table.opened.connect(self.detail.setFocus)
        self.table.menu_requested.connect(self.menu_requested)
        self.columns.sort_changed.connect(self._divide_days)
        self._empty.pressed.connect(self.filter_bar.clear)

    def listen(
        self,
        on_current: Callable[[ObjectId], None],
        on_ticked: Callable[[frozenset[ObjectId]], None],
    ) -> None:
        """Tell of the current entry and of the ticked ones whenever they change."""
        self.table.current_changed.connect(on_current)
        self._model.ticks_changed.connect(lambda: on_ticked(self._model.ticked))

    @property
    def current_entry(self) -> Any:
        """The current entry, None while there is none or it has yet to come."""
        row = self.table.current_row
        return self._model.source.peek(row) if row >= 0 else None

    # What the presenter asks for

    def show_state(self, state: EntriesState) -> None:
        """Show `state`."""
        bar, problem = self.filter_bar, state.problem
        bar.set_text(state.filter)
        bar.show_reading(state.reading)
        if problem is None:
            bar.show_problem(None)
        else:
            bar.show_problem(problem.text, problem.start, problem.end)
        bar.show_count(state.count if state.phase not in {Phase.LOADING, Phase.NOT_FETCHED} else None)
        bar.show_ticked(len(state.ticked))
        self._model.set_ticked(state.ticked)
        if state.phase is Phase.ROWS:
            self._pages.setCurrentWidget(self.table)
        elif self._look.show_phase(self._empty, state):
            self._pages.setCurrentWidget(self._empty)
        self.splitter.show_detail(visible=state.phase in {Phase.ROWS, Phase.NO_MATCH})

    def offer(self, completions: Completions) -> None:
        """Propose what can be typed in the filter."""
        self.filter_bar.offer(completions)

    def rows_as_text(self, entries: Sequence[Any]) -> str:
        """Return the cells that are shown of these entries, for a spreadsheet."""
        return self.columns.copied(entries)

    # What is done by key

    def carry_out(self, action: ActionId) -> bool:
        """Do what needs no presenter: moving about and ticking. Returns whether it was such an action."""
        table = self.table
        doings: dict[ActionId, Callable[[], None]] = {
            actions.NEXT: lambda: table.step(1),
            actions.PREVIOUS: lambda: table.step(-1),
            actions.TICK: table.tick_current,
            actions.TICK_RANGE: table.tick_to_current,
            actions.TICK_ALL: table.ticks.turn_all,
            actions.FILTER: self.filter_bar.focus,
            actions.BACK: self.go_to_rows,
            actions.OPEN: self.detail.setFocus,
            actions.RAW: self.detail.turn_over,
            actions.COLUMNS: self.choose_columns,
        }
        doing = doings.get(action)
        if doing:
            doing()
        return doing is not None

    def choose_columns(self) -> None:
        """Open the list of columns."""
        ColumnChooser(self.columns, self).open_below(self.filter_bar.columns_button)

    def filter_by(self, text: str) -> None:
        """Put a filter in force as if it had been typed."""
        self.filter_bar.edit.setText(text)
        self.filter_bar.changed.emit(text)
        self.go_to_rows()

    def go_to_rows(self) -> None:
        """Give the keyboard to the list."""
        self.table.setFocus()
        if self.table.current_row < 0:
            self.table.step(0)

    def _divide_days(self) -> None:
        sort = self.columns.sort
        by_time = bool(sort) and sort[0].column in _BY_TIME
        self.table.divide(day_of if by_time else None)
