"""The widgets of one list of accounts: its filter bar and its table."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QStackedWidget

from crashdesk.core.ids import UserId
from crashdesk.core.ports import Clock
from crashdesk.core.setting import Settings
from crashdesk.core.tables import SortKey
from crashdesk.core.text import QT_TRANSLATE_NOOP, Text
from crashdesk.core.users import User
from crashdesk.ui.kit.column import Column
from crashdesk.ui.kit.empty import EmptyState
from crashdesk.ui.kit.filter_bar import FilterBar
from crashdesk.ui.kit.row_phase import Phase
from crashdesk.ui.kit.row_source import RowSource
from crashdesk.ui.kit.row_table import RowTable
from crashdesk.ui.kit.table_columns import TableColumns
from crashdesk.ui.kit.table_model import PagedTableModel
from crashdesk.ui.tabs.users.empty_states import show_phase
from crashdesk.ui.tabs.users.state import UsersState

_FILTER = QT_TRANSLATE_NOOP("Users", "Filter: words, role:admin, is:disabled, registered:>2026-01-01 …")
_COUNT = QT_TRANSLATE_NOOP("Users", "{count} user(s)")


class UserList:
    """One list. Its filter bar and its pages are placed by the tab's view."""

    def __init__(
        self,
        rows: RowSource,
        columns: Sequence[Column[User]],
        settings: Settings,
        clock: Clock,
        key: str,
        sort: tuple[SortKey, ...],
        name: Text,
    ) -> None:
        self.filter_bar = FilterBar(_FILTER, _COUNT, name)
        self._model = PagedTableModel(rows, columns)
        self.table = RowTable(self._model, clock, name)
        self._model.setParent(self.table)
        self.columns = TableColumns(self.table, self._model, settings, key, sort)
        self.empty = EmptyState()
        self.pages = QStackedWidget()
        self.pages.addWidget(self.table)
        self.pages.addWidget(self.empty)
        self.filter_bar.left.connect(self.go_to_rows)
        self.filter_bar.untick_wanted.connect(self.table.ticks.clear)

    def listen(
        self,
        on_current: Callable[[UserId], None],
        on_ticked: Callable[[frozenset[UserId]], None],
    ) -> None:
        """Tell of the current account and of the ticked ones whenever they change."""
        self.table.current_changed.connect(on_current)
        self._model.ticks_changed.connect(lambda: on_ticked(frozenset(map(UserId, self._model.ticked))))

    def show_state(self, state: UsersState) -> None:
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
        bar.show_ticked(len(shown.ticked))
        self._model.set_ticked(shown.ticked)
        if state.phase is Phase.ROWS:
            self.pages.setCurrentWidget(self.table)
        elif show_phase(self.empty, state):
            self.pages.setCurrentWidget(self.empty)

    def repaint_rows(self) -> None:
        """Draw the rows anew: something that they show lies outside of them."""
        self.table.viewport().update()

    def go_to_rows(self) -> None:
        """Give the rows the focus, with one of them the current one."""
        self.table.setFocus()
        if self.table.current_row < 0:
            self.table.step(0)
