"""The widgets of the tab: what is paused, which list, its filter and rows, and a place for the details."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from crashdesk.core.actions import Availability
from crashdesk.core.ids import ActionId, Instant
from crashdesk.core.query.complete import Completions
from crashdesk.core.setting import Settings
from crashdesk.core.tasks import Queue
from crashdesk.services.tasks import Portions
from crashdesk.ui.kit.column_chooser import ColumnChooser
from crashdesk.ui.kit.detail_splitter import DetailSplitter
from crashdesk.ui.kit.plain_dialogs import confirm
from crashdesk.ui.kit.question import Question
from crashdesk.ui.kit.row_phase import Phase
from crashdesk.ui.kit.segments import Segments
from crashdesk.ui.kit.translate import render
from crashdesk.ui.tabs.tasks import actions
from crashdesk.ui.tabs.tasks.dialogs.override import OverrideDialog
from crashdesk.ui.tabs.tasks.dialogs.pause import PauseDialog
from crashdesk.ui.tabs.tasks.dialogs.portions import PortionsDialog
from crashdesk.ui.tabs.tasks.editing import Edit
from crashdesk.ui.tabs.tasks.list_view import SubjectList
from crashdesk.ui.tabs.tasks.paused_banner import PausedBanner
from crashdesk.ui.tabs.tasks.state import Page, Showing, TasksState
from crashdesk.ui.tabs.tasks.texts import QUEUES_PAUSED, TITLES, WHICH
from crashdesk.ui.tabs.tasks.words import Subject

_SPLITTER_KEY = "tasks.splitter"
_PAGES = {
    actions.SHOW_VALUES: Page.VALUES,
    actions.SHOW_MIDDLEWARE: Page.MIDDLEWARE,
    actions.SHOW_RUNS: Page.RUNS,
}


class TasksView(QWidget):
    """Shows a `TasksState`.

    Signals:
        showing_chosen: with the `Showing` of the other list.
        page_chosen: with the `Page` of the details.
        in_front: the tab came to the front, or went.
        opened: the current row was asked for in full.
        menu_requested: a menu about the current row, at this global position.
    """

    showing_chosen = Signal(object)
    page_chosen = Signal(object)
    in_front = Signal(bool)
    opened = Signal()
    menu_requested = Signal(QPoint)

    def __init__(
        self,
        lists: Mapping[Showing, SubjectList],
        settings: Settings,
        availability: Callable[[ActionId], Availability],
        now: Callable[[], Instant],
    ) -> None:
        super().__init__()
        self.lists = dict(lists)
        self.showing = Showing.TASKS
        self._now = now
        self.banner = PausedBanner(availability)
        self.segments = Segments(tuple((showing, TITLES[showing]) for showing in Showing))
        self.segments.setAccessibleName(render(WHICH))
        self._bars, self._tables = QStackedWidget(), QStackedWidget()
        for each in self.lists.values():
            self._bars.addWidget(each.filter_bar)
            self._tables.addWidget(each.pages)
        self.splitter = DetailSplitter(self._tables, settings, _SPLITTER_KEY)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
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
        column.addWidget(self.banner)
        column.addLayout(top)
        column.addWidget(self.splitter, 1)

    def _connect(self) -> None:
        self.segments.chosen.connect(self._on_segment)
        for each in self.lists.values():
            each.filter_bar.columns_wanted.connect(self.choose_columns)
            each.table.opened.connect(self.opened)
            each.table.menu_requested.connect(self.menu_requested)

    @property
    def shown(self) -> SubjectList:
        """The list in front."""
        return self.lists[self.showing]

    # What the presenter asks for

    def show_state(self, state: TasksState) -> None:
        """Show `state`."""
        if state.showing is not self.showing:
            self._turn_to(state.showing)
        self.segments.choose(state.showing.value)
        paused = sum(isinstance(each, Queue) for each in state.paused)
        self.segments.set_title(
            Showing.QUEUES.value, QUEUES_PAUSED(n=paused) if paused else TITLES[Showing.QUEUES]
        )
        self.banner.show_paused(state.paused)
        self.shown.show_state(state)
        self.splitter.show_detail(visible=state.phase in {Phase.ROWS, Phase.NO_MATCH})

    def offer(self, completions: Completions) -> None:
        """Propose what can be typed in the filter."""
        self.shown.filter_bar.offer(completions)

    def edit(self, subject: Subject, send: Callable[[Subject, Edit], None]) -> OverrideDialog:
        """Open the editor of an override."""
        dialog = OverrideDialog(self, subject, self._now, send)
        dialog.open()
        return dialog

    def ask_reason(self, subject: Subject, decide: Callable[[str], None]) -> None:
        """Ask why something is to be paused."""
        PauseDialog(self, subject, decide).open()

    def ask_portions(self, subject: Subject, count: int, decide: Callable[[Portions], None]) -> None:
        """Ask in which portions so many runs are to be retried."""
        PortionsDialog(self, subject, count, decide).open()

    async def confirm(self, question: Question) -> bool:
        """Ask yes or no."""
        return await confirm(self, question)

    # What is done by key

    def carry_out(self, action: ActionId) -> bool:
        """Do what needs no presenter: moving about. Returns whether it was such an action."""
        table = self.shown.table
        doings: dict[ActionId, Callable[[], None]] = {
            actions.NEXT: lambda: table.step(1),
            actions.PREVIOUS: lambda: table.step(-1),
            actions.FILTER: self.shown.filter_bar.focus,
            actions.BACK: self.shown.go_to_rows,
            actions.OPEN: self.opened.emit,
            actions.COLUMNS: self.choose_columns,
            actions.SHOW_TASKS: lambda: self.showing_chosen.emit(Showing.TASKS),
            actions.SHOW_QUEUES: lambda: self.showing_chosen.emit(Showing.QUEUES),
            **{action: lambda page=page: self.page_chosen.emit(page) for action, page in _PAGES.items()},
        }
        doing = doings.get(action)
        if doing:
            doing()
        return doing is not None

    def choose_columns(self) -> None:
        """Open the list of columns."""
        ColumnChooser(self.shown.columns, self).open_below(self.shown.filter_bar.columns_button)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Tell that somebody looks."""
        super().showEvent(event)
        self.in_front.emit(True)

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 - Qt's name
        """Tell that nobody looks."""
        super().hideEvent(event)
        self.in_front.emit(False)

    def _on_segment(self, key: str) -> None:
        self.showing_chosen.emit(Showing(key))

    def _turn_to(self, showing: Showing) -> None:
        had_focus = self.isAncestorOf(self.window().focusWidget() or self.window())
        self.showing = showing
        self._bars.setCurrentWidget(self.shown.filter_bar)
        self._tables.setCurrentWidget(self.shown.pages)
        self.setFocusProxy(self.shown.table)
        if had_focus and not self.segments.isAncestorOf(self.window().focusWidget() or self.window()):
            self.shown.table.setFocus()
