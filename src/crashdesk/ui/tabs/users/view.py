"""The widgets of the tab: which list, its filter and rows, and a place for the details."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from crashdesk.core.ids import ActionId
from crashdesk.core.query.complete import Completions
from crashdesk.core.setting import Settings
from crashdesk.core.text import QT_TRANSLATE_NOOP
from crashdesk.core.users import User
from crashdesk.ui.kit.column_chooser import ColumnChooser
from crashdesk.ui.kit.detail_splitter import DetailSplitter
from crashdesk.ui.kit.results_dialog import ResultsDialog
from crashdesk.ui.kit.row_phase import Phase
from crashdesk.ui.kit.segments import Segments
from crashdesk.ui.kit.translate import render
from crashdesk.ui.tabs.users import actions
from crashdesk.ui.tabs.users.list_view import UserList
from crashdesk.ui.tabs.users.question import Answer, Question
from crashdesk.ui.tabs.users.questions import open_dialog
from crashdesk.ui.tabs.users.state import Showing, UsersState

_SPLITTER_KEY = "users.splitter"
_WHICH = QT_TRANSLATE_NOOP("Users", "Which users")
_PENDING = QT_TRANSLATE_NOOP("Users", "Pending users")
_PENDING_COUNT = QT_TRANSLATE_NOOP("Users", "Pending users ({n})")
_ALL = QT_TRANSLATE_NOOP("Users", "All users")
_WHO = QT_TRANSLATE_NOOP("Users", "Who")


class UsersView(QWidget):
    """Shows a `UsersState`.

    Signals:
        showing_chosen: with the `Showing` of the other list.
        opened: the current account was asked for in full.
        menu_requested: a menu about the selection, at this global position.
        results_read: the results of a decision have been seen.
    """

    showing_chosen = Signal(object)
    opened = Signal()
    menu_requested = Signal(QPoint)
    results_read = Signal()

    def __init__(self, lists: Mapping[Showing, UserList], settings: Settings) -> None:
        super().__init__()
        self.lists = dict(lists)
        self.showing = Showing.PENDING
        self._similar: object = None
        self._results: ResultsDialog | None = None
        self.segments = Segments(((Showing.PENDING, _PENDING), (Showing.ALL, _ALL)))
        self.segments.setAccessibleName(render(_WHICH))
        self._bars, self._tables = QStackedWidget(), QStackedWidget()
        for each in self.lists.values():
            self._bars.addWidget(each.filter_bar)
            self._tables.addWidget(each.pages)
        self.splitter = DetailSplitter(self._tables, settings, _SPLITTER_KEY)
        top = QHBoxLayout()
        top.setContentsMargins(10, 0, 0, 0)
        top.setSpacing(0)
        switch = QVBoxLayout()
        switch.setContentsMargins(0, 8, 0, 0)
        switch.addWidget(self.segments, 0, Qt.AlignmentFlag.AlignTop)
        top.addLayout(switch)
        top.addWidget(self._bars, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(top)
        column.addWidget(self.splitter, 1)
        self._connect()

    def _connect(self) -> None:
        self.segments.chosen.connect(self._on_segment)
        for each in self.lists.values():
            each.filter_bar.columns_wanted.connect(self.choose_columns)
            each.table.opened.connect(self.opened)
            each.table.menu_requested.connect(self.menu_requested)
            each.empty.pressed.connect(self._on_empty_pressed)

    @property
    def shown(self) -> UserList:
        """The list in front."""
        return self.lists[self.showing]

    # What the presenter asks for

    def show_state(self, state: UsersState) -> None:
        """Show `state`."""
        if state.showing is not self.showing:
            self._turn_to(state.showing)
        self.segments.choose(state.showing.value)
        waiting = state.waiting or 0
        self.segments.set_title(Showing.PENDING.value, _PENDING_COUNT(n=waiting) if waiting else _PENDING)
        self.shown.show_state(state)
        if state.similar is not self._similar:
            self._similar = state.similar
            self.shown.repaint_rows()
        self.splitter.show_detail(visible=state.phase in {Phase.ROWS, Phase.NO_MATCH})
        self._show_results(state)

    def ask(self, question: Question, decide: Callable[[Answer], None]) -> None:
        """Open the dialog of `question.action`."""
        open_dialog(self, question, decide)

    def offer(self, completions: Completions) -> None:
        """Propose what can be typed in the filter."""
        self.shown.filter_bar.offer(completions)

    def copy(self, text: str) -> None:
        """Put text on the clipboard."""
        QGuiApplication.clipboard().setText(text)

    def copy_rows(self, users: tuple[User, ...]) -> None:
        """Put the cells that are shown of these accounts on the clipboard, under their titles."""
        self.copy(self.shown.columns.copied(users))

    # What is done by key

    def carry_out(self, action: ActionId) -> bool:
        """Do what needs no presenter: moving about and ticking. Returns whether it was such an action."""
        table = self.shown.table
        doings: dict[ActionId, Callable[[], None]] = {
            actions.NEXT: lambda: table.step(1),
            actions.PREVIOUS: lambda: table.step(-1),
            actions.TICK: table.tick_current,
            actions.TICK_RANGE: table.tick_to_current,
            actions.TICK_ALL: table.ticks.turn_all,
            actions.FILTER: self.shown.filter_bar.focus,
            actions.BACK: self.shown.go_to_rows,
            actions.OPEN: self.opened.emit,
            actions.COLUMNS: self.choose_columns,
            actions.SHOW_PENDING: lambda: self.showing_chosen.emit(Showing.PENDING),
            actions.SHOW_ALL: lambda: self.showing_chosen.emit(Showing.ALL),
        }
        doing = doings.get(action)
        if doing:
            doing()
        return doing is not None

    def choose_columns(self) -> None:
        """Open the list of columns."""
        ColumnChooser(self.shown.columns, self).open_below(self.shown.filter_bar.columns_button)

    def _turn_to(self, showing: Showing) -> None:
        had_focus = self.isAncestorOf(self.window().focusWidget() or self.window())
        self.showing = showing
        self._bars.setCurrentWidget(self.shown.filter_bar)
        self._tables.setCurrentWidget(self.shown.pages)
        self.setFocusProxy(self.shown.table)
        if had_focus and not self.segments.isAncestorOf(self.window().focusWidget() or self.window()):
            self.shown.table.setFocus()

    def _on_segment(self, key: str) -> None:
        self.showing_chosen.emit(Showing(key))

    def _on_empty_pressed(self) -> None:
        if self.shown.filter_bar.edit.text():
            self.shown.filter_bar.clear()
        else:
            self.showing_chosen.emit(Showing.ALL)

    def _show_results(self, state: UsersState) -> None:
        if state.results and self._results is None:
            self._results = ResultsDialog(self, _WHO, state.results)
            self._results.read.connect(self._on_results_read)
            self._results.open()

    def _on_results_read(self) -> None:
        self._results = None
        self.results_read.emit()
