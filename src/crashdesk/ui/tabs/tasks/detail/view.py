"""The details of the task or queue that is open: its values, its middleware, its runs."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, QTimerEvent, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from crashdesk.core.actions import ActionSpec, Availability
from crashdesk.core.connection import Link
from crashdesk.core.ids import ActionId, Instant
from crashdesk.core.tasks import Task
from crashdesk.core.text import QT_TRANSLATE_NOOP
from crashdesk.ui.kit.changed_bar import ChangedBar
from crashdesk.ui.kit.empty import EmptyState
from crashdesk.ui.kit.segments import Segments
from crashdesk.ui.kit.translate import render
from crashdesk.ui.tabs.tasks import actions
from crashdesk.ui.tabs.tasks.detail.header import DetailHeader
from crashdesk.ui.tabs.tasks.detail.middleware_page import MiddlewarePage
from crashdesk.ui.tabs.tasks.detail.runs_page import RunsPage
from crashdesk.ui.tabs.tasks.detail.values_table import ValuesTable
from crashdesk.ui.tabs.tasks.state import Page, TasksState
from crashdesk.ui.tabs.tasks.words import compare

_NOTHING = QT_TRANSLATE_NOOP("TaskDetail", "Nothing is open")
_NOTHING_MORE = QT_TRANSLATE_NOOP("TaskDetail", "Choose a row in the list; j and k go through it.")
_PARTS = QT_TRANSLATE_NOOP("TaskDetail", "What is shown of it")
_PAGES = (
    (Page.VALUES, QT_TRANSLATE_NOOP("TaskDetail", "Values")),
    (Page.MIDDLEWARE, QT_TRANSLATE_NOOP("TaskDetail", "Middleware")),
    (Page.RUNS, QT_TRANSLATE_NOOP("TaskDetail", "Recent runs")),
)
_SECOND_MS = 1_000
"""A lease counts down to the second in its last hour."""


class DetailPane(QWidget):
    """Shows what is open in a `TasksState`.

    Signals:
        triggered: the id of an action whose button was used.
        page_chosen: the `Page` that is to be in front.
    """

    triggered = Signal(str)
    page_chosen = Signal(object)

    def __init__(
        self,
        specs: Sequence[ActionSpec],
        availability: Callable[[ActionId], Availability],
        now: Callable[[], Instant],
    ) -> None:
        super().__init__()
        self._now = now
        self.header = DetailHeader(specs, availability)
        self.changed = ChangedBar()
        self.parts = Segments(_PAGES)
        self.parts.setAccessibleName(render(_PARTS))
        self.values = ValuesTable(availability)
        self.middleware = MiddlewarePage(availability)
        self.runs = RunsPage(specs, availability, now)
        self._by_page = {Page.VALUES: self.values, Page.MIDDLEWARE: self.middleware, Page.RUNS: self.runs}
        empty = EmptyState()
        empty.show_state("tasks", _NOTHING, _NOTHING_MORE)
        self._pages = QStackedWidget()
        self._pages.addWidget(empty)
        self._scroll = self._make_page()
        self._pages.addWidget(self._scroll)
        self.setFocusProxy(self._scroll)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.changed)
        column.addWidget(self._pages)
        self.header.triggered.connect(self.triggered)
        self.runs.triggered.connect(self.triggered)
        self.middleware.all_on_wanted.connect(lambda: self.triggered.emit(actions.ALL_ON))
        self.parts.chosen.connect(self._on_part)
        self.startTimer(_SECOND_MS)

    def show_state(self, state: TasksState) -> None:
        """Show what is open."""
        subject = state.subject
        self.changed.show_alterations(state.altered if subject is not None else None)
        if subject is None:
            self._pages.setCurrentIndex(0)
            return
        is_task = isinstance(subject, Task)
        queue_paused = isinstance(subject, Task) and state.queue_is_paused(subject)
        self.header.show_subject(subject, self._now(), queue_paused=queue_paused)
        self.parts.choose(state.front_page.value)
        self.parts.buttons[Page.MIDDLEWARE].setVisible(is_task)
        for page, widget in self._by_page.items():
            widget.setVisible(page is state.front_page)
        if state.front_page is Page.VALUES:
            self.values.show_values(compare(subject))
        elif state.front_page is Page.RUNS:
            self.runs.show_runs(state.runs, is_online=state.link is Link.ONLINE)
        elif isinstance(subject, Task):
            self.middleware.show_chain(subject.middleware)
        self._pages.setCurrentIndex(1)

    def show_availability(self) -> None:
        """Bring all buttons up to date."""
        for part in (self.header, self.values, self.middleware, self.runs):
            part.show_availability()

    def timerEvent(self, event: QTimerEvent) -> None:  # noqa: N802 - Qt's name
        """Count a lease down."""
        if self.isVisible():
            self.header.show_time(self._now())

    def _on_part(self, key: str) -> None:
        self.page_chosen.emit(Page(key))

    def _make_page(self) -> QScrollArea:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(14, 12, 14, 14)
        column.setSpacing(10)
        column.addWidget(self.header)
        column.addWidget(self.parts, 0, Qt.AlignmentFlag.AlignLeading)
        column.addWidget(self.values)
        column.addWidget(self.middleware)
        column.addWidget(self.runs, 1)
        column.addStretch(0)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(page)
        return scroll
