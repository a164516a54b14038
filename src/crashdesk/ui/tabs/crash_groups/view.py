"""The widgets of the list of crash groups: filter bar, table, and a place for the details."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from crashdesk.core.crash_groups import CrashGroup, GroupChange
from crashdesk.core.ids import ActionId, GroupId
from crashdesk.core.ports import Clock
from crashdesk.core.query.complete import Completions
from crashdesk.core.setting import Settings
from crashdesk.core.text import QT_TRANSLATE_NOOP
from crashdesk.ui.kit.column_chooser import ColumnChooser
from crashdesk.ui.kit.detail_splitter import DetailSplitter
from crashdesk.ui.kit.empty import EmptyState
from crashdesk.ui.kit.filter_bar import FilterBar
from crashdesk.ui.kit.results_dialog import ResultsDialog
from crashdesk.ui.kit.row_phase import Phase
from crashdesk.ui.kit.row_source import RowSource
from crashdesk.ui.kit.row_table import RowTable
from crashdesk.ui.kit.table_columns import TableColumns
from crashdesk.ui.kit.table_model import PagedTableModel
from crashdesk.ui.tabs.crash_groups import actions
from crashdesk.ui.tabs.crash_groups.columns import CRASH_GROUP_COLUMNS, FIRST_SORT
from crashdesk.ui.tabs.crash_groups.empty_states import show_phase
from crashdesk.ui.tabs.crash_groups.question import Question
from crashdesk.ui.tabs.crash_groups.questions import open_dialog
from crashdesk.ui.tabs.crash_groups.state import CrashGroupsState

_TABLE_KEY = "crash_groups.columns"
_SPLITTER_KEY = "crash_groups.splitter"
_WHAT = QT_TRANSLATE_NOOP("CrashGroups", "Crash")


class CrashGroupsView(QWidget):
    """Shows a `CrashGroupsState`.

    Signals:
        opened: the current group was asked for in full.
        menu_requested: a menu about the selection, at this global position.
        results_read: the results of an action have been seen.
    """

    opened = Signal()
    menu_requested = Signal(QPoint)
    results_read = Signal()

    def __init__(self, rows: RowSource, settings: Settings, clock: Clock) -> None:
        super().__init__()
        self._clock = clock
        self._results: ResultsDialog | None = None
        self.filter_bar = FilterBar(
            QT_TRANSLATE_NOOP("CrashGroups", "Filter: words, is:open, severity:>=high, assigned:me …"),
            QT_TRANSLATE_NOOP("CrashGroups", "{count} group(s)"),
            QT_TRANSLATE_NOOP("CrashGroups", "All groups"),
        )
        self._model = PagedTableModel(rows, CRASH_GROUP_COLUMNS, self)
        self.table = RowTable(self._model, clock, QT_TRANSLATE_NOOP("CrashGroups", "Crash groups"))
        self.columns = TableColumns(self.table, self._model, settings, _TABLE_KEY, FIRST_SORT)
        self._empty = EmptyState()
        self._pages = QStackedWidget()
        self._pages.addWidget(self.table)
        self._pages.addWidget(self._empty)
        self.splitter = DetailSplitter(self._pages, settings, _SPLITTER_KEY)
        self.setFocusProxy(self.table)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.filter_bar)
        column.addWidget(self.splitter, 1)
        self._connect()

    def _connect(self) -> None:
        self.filter_bar.left.connect(self._go_to_rows)
        self.filter_bar.columns_wanted.connect(self.choose_columns)
        self.filter_bar.untick_wanted.connect(self.table.ticks.clear)
        self.table.opened.connect(self.opened)
        self.table.menu_requested.connect(self.menu_requested)
        self._empty.pressed.connect(self.filter_bar.clear)

    def listen(
        self,
        on_current: Callable[[GroupId], None],
        on_ticked: Callable[[frozenset[GroupId]], None],
    ) -> None:
        """Tell of the current group and of the ticked ones whenever they change."""
        self.table.current_changed.connect(on_current)
        self._model.ticks_changed.connect(lambda: on_ticked(frozenset(map(GroupId, self._model.ticked))))

    # What the presenter asks for

    def show_state(self, state: CrashGroupsState) -> None:
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
        elif show_phase(self._empty, state):
            self._pages.setCurrentWidget(self._empty)
        self.splitter.show_detail(visible=state.phase in {Phase.ROWS, Phase.NO_MATCH})
        self._show_results(state)

    def ask(self, question: Question, decide: Callable[[GroupChange | None], None]) -> None:
        """Open the dialog of `question.action`."""
        open_dialog(self, question, decide, self._clock)

    def offer(self, completions: Completions) -> None:
        """Propose what can be typed in the filter."""
        self.filter_bar.offer(completions)

    def copy(self, text: str) -> None:
        """Put text on the clipboard."""
        QGuiApplication.clipboard().setText(text)

    def copy_rows(self, groups: tuple[CrashGroup, ...]) -> None:
        """Put the cells that are shown of these groups on the clipboard, under their titles."""
        self.copy(self.columns.copied(groups))

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
            actions.BACK: self._go_to_rows,
            actions.OPEN: self.opened.emit,
            actions.COLUMNS: self.choose_columns,
        }
        doing = doings.get(action)
        if doing:
            doing()
        return doing is not None

    def choose_columns(self) -> None:
        """Open the list of columns."""
        ColumnChooser(self.columns, self).open_below(self.filter_bar.columns_button)

    def _go_to_rows(self) -> None:
        self.table.setFocus()
        if self.table.current_row < 0:
            self.table.step(0)

    def _show_results(self, state: CrashGroupsState) -> None:
        if state.results and self._results is None:
            self._results = ResultsDialog(self, _WHAT, state.results)
            self._results.read.connect(self._on_results_read)
            self._results.open()

    def _on_results_read(self) -> None:
        self._results = None
        self.results_read.emit()
