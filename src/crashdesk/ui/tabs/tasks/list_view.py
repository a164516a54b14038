"""The widgets of one list: its filter bar and its table."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtWidgets import QStackedWidget

from crashdesk.core.ids import ObjectId
from crashdesk.core.ports import Clock
from crashdesk.core.setting import Settings
from crashdesk.core.text import Text
from crashdesk.ui.kit.column import Column
from crashdesk.ui.kit.empty import EmptyState
from crashdesk.ui.kit.filter_bar import FilterBar
from crashdesk.ui.kit.row_phase import Phase
from crashdesk.ui.kit.row_source import RowSource
from crashdesk.ui.kit.row_table import RowTable
from crashdesk.ui.kit.table_columns import TableColumns
from crashdesk.ui.kit.table_model import PagedTableModel
from crashdesk.ui.tabs.tasks.columns import FIRST_SORT
from crashdesk.ui.tabs.tasks.empty_states import show_phase
from crashdesk.ui.tabs.tasks.state import Showing, TasksState
from crashdesk.ui.tabs.tasks.texts import COUNTS, LIST_NAMES, PLACEHOLDERS


class SubjectList:
    """One list. Its filter bar and its pages are placed by the tab's view."""

    def __init__(
        self,
        rows: RowSource,
        columns: Sequence[Column[Any]],
        settings: Settings,
        clock: Clock,
        showing: Showing,
    ) -> None:
        name: Text = LIST_NAMES[showing]
        self.filter_bar = FilterBar(PLACEHOLDERS[showing], COUNTS[showing], name)
        self._model = PagedTableModel(rows, columns)
        self.table = RowTable(self._model, clock, name)
        # Nothing here is done to several at once: a pause by mistake must not reach further than one sees.
        self.table.on_space = lambda: None
        self._model.setParent(self.table)
        self.columns = TableColumns(self.table, self._model, settings, f"tasks.{showing}.columns", FIRST_SORT)
        self.table.setColumnHidden(0, True)
        self.empty = EmptyState()
        self.pages = QStackedWidget()
        self.pages.addWidget(self.table)
        self.pages.addWidget(self.empty)
        self.filter_bar.left.connect(self.go_to_rows)
        self.empty.pressed.connect(self.filter_bar.clear)

    def listen(self, on_current: Callable[[ObjectId], None]) -> None:
        """Tell of the current row whenever it changes."""
        self.table.current_changed.connect(on_current)

    def show_state(self, state: TasksState) -> None:
        """Show the list in front of `state`, which has to be this one."""
        bar, shown = self.filter_bar, state.shown
        bar.set_text(shown.filter)
        bar.show_reading(shown.reading)
        problem = shown.problem
        if problem is None:
            bar.show_problem(None)
        else:
            bar.show_problem(problem.text, problem.start, problem.end)
        bar.show_count(shown.count if state.phase not in {Phase.LOADING, Phase.NOT_FETCHED} else None)
        if state.phase is Phase.ROWS:
            self.pages.setCurrentWidget(self.table)
        elif show_phase(self.empty, state):
            self.pages.setCurrentWidget(self.empty)

    def go_to_rows(self) -> None:
        """Give the rows the focus, with one of them the current one."""
        self.table.setFocus()
        if self.table.current_row < 0:
            self.table.step(0)
