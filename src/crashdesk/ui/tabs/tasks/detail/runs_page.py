"""Recent runs of a task or queue: a table, what can be done about them, and one of them in full."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QProgressBar,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from crashdesk.core.actions import ActionSpec, Availability
from crashdesk.core.ids import ActionId, Instant
from crashdesk.core.tasks import Job, JobState
from crashdesk.core.text import QT_TRANSLATE_NOOP, Text
from crashdesk.ui.kit.flow_layout import FlowLayout
from crashdesk.ui.kit.icons import follow_icon
from crashdesk.ui.kit.plain import PlainLabel, PlainTextView, set_plain_tooltip, without_mnemonic
from crashdesk.ui.kit.small_table import SmallRow, SmallTable
from crashdesk.ui.kit.translate import render
from crashdesk.ui.tabs.tasks import actions
from crashdesk.ui.tabs.tasks.detail.run_words import retried_words, run_details, run_head, run_row
from crashdesk.ui.tabs.tasks.state import RunsState
from crashdesk.ui.tabs.tasks.words import JOB_STATES

_HEADINGS = (
    QT_TRANSLATE_NOOP("TaskDetail", "About"),
    QT_TRANSLATE_NOOP("TaskDetail", "State"),
    QT_TRANSLATE_NOOP("TaskDetail", "Try"),
    QT_TRANSLATE_NOOP("TaskDetail", "Started"),
    QT_TRANSLATE_NOOP("TaskDetail", "Took"),
    QT_TRANSLATE_NOOP("TaskDetail", "Error"),
)
_NAME = QT_TRANSLATE_NOOP("TaskDetail", "Recent runs")
_ONLY = QT_TRANSLATE_NOOP("TaskDetail", "Which runs")
_ALL = QT_TRANSLATE_NOOP("TaskDetail", "All runs")
_NO_RUNS = QT_TRANSLATE_NOOP("TaskDetail", "It has not run yet, or its runs are no longer listed.")
_NONE_SUCH = QT_TRANSLATE_NOOP("TaskDetail", "No run is in this state.")
_ASKING = QT_TRANSLATE_NOOP("TaskDetail", "Asking the server for its runs.")
_DETAILS = QT_TRANSLATE_NOOP("TaskDetail", "Result and errors of the run")
_SEE_RESULTS = QT_TRANSLATE_NOOP("TaskDetail", "Results")
_BUTTONS = {
    actions.RETRY: QT_TRANSLATE_NOOP("TaskDetail", "Retry"),
    actions.CANCEL: QT_TRANSLATE_NOOP("TaskDetail", "Cancel"),
    actions.RETRY_FAILED: QT_TRANSLATE_NOOP("TaskDetail", "Retry all that failed"),
}
_TABLE_HEIGHT, _DETAILS_HEIGHT = 160, 130
_ERROR_WIDTH = 220


class RunsPage(QWidget):
    """Shows a `RunsState`.

    Signals:
        triggered: the id of an action whose button was used.
        run_chosen: the id of the run whose errors shall be shown.
        only_chosen: the `JobState` whose runs shall be shown, None for all.
        results_wanted: what became of each run of a retry.
    """

    triggered = Signal(str)
    run_chosen = Signal(str)
    only_chosen = Signal(object)
    results_wanted = Signal()

    def __init__(
        self,
        specs: Sequence[ActionSpec],
        availability: Callable[[ActionId], Availability],
        now: Callable[[], Instant],
    ) -> None:
        super().__init__()
        self._availability = availability
        self._now = now
        self._specs = {spec.id: spec for spec in specs}
        self._job: Job | None = None
        self.only = _states_box()
        self.table = _runs_table()
        self._empty = PlainLabel(kind="muted", wrap=True)
        self._rest = QWidget()
        self._head = PlainLabel(kind="heading", wrap=True)
        self.details = PlainTextView()
        self.details.setAccessibleName(render(_DETAILS))
        self.details.setMinimumHeight(_DETAILS_HEIGHT)
        self.progress = _Progress(self._specs[actions.STOP])
        self.buttons = {action: self._make_button(action) for action in _BUTTONS}
        self._lay_out()
        self.table.chosen.connect(self.run_chosen)
        self.only.activated.connect(self._on_only)
        self.progress.stop_button.clicked.connect(lambda: self.triggered.emit(actions.STOP))
        self.progress.results_button.clicked.connect(self.results_wanted)

    def show_runs(self, runs: RunsState, *, is_online: bool) -> None:
        """Show the runs, and the chosen one in full."""
        self.only.setCurrentIndex(self.only.findData(runs.only.value if runs.only else ""))
        rows = [run_row(job, self._now(), render) for job in runs.jobs]
        self.table.set_rows([SmallRow(row.id, row.cells, row.failed) for row in rows])
        self.table.setVisible(bool(rows))
        asks = is_online and not runs.is_known
        self._empty.set_text(render(_ASKING if asks else _NONE_SUCH if runs.only else _NO_RUNS))
        self._empty.setVisible(not rows)
        self._rest.setVisible(not rows)
        self._show_job(runs.job)
        self.progress.show_progress(runs)
        self.show_availability()

    def show_availability(self) -> None:
        """Enable the buttons of what can be done now; the others say why not."""
        for action, button in self.buttons.items():
            allowed = self._availability(action)
            button.setEnabled(allowed.enabled)
            spec = self._specs[action]
            hint = f"{render(spec.text)}  ({spec.keys[0]})"
            set_plain_tooltip(button, render(allowed.reason) if allowed.reason else hint)

    def _on_only(self) -> None:
        state = self.only.currentData()
        self.only_chosen.emit(JobState(state) if state else None)

    def _show_job(self, job: Job | None) -> None:
        self._head.setVisible(job is not None)
        self.details.setVisible(job is not None)
        # The same text again would take away what is marked in it, and the place one has scrolled to.
        if job is not None and job != self._job:
            self._head.set_text(render(run_head(job, render)))
            self.details.set_text(run_details(job, render))
        self._job = job

    def _lay_out(self) -> None:
        buttons = FlowLayout(spacing=4)
        buttons.addWidget(self.only)
        for button in self.buttons.values():
            buttons.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(7)
        column.addLayout(buttons)
        column.addWidget(self.progress)
        column.addWidget(self._empty)
        column.addWidget(self._rest, 1)
        column.addWidget(self.table, 3)
        column.addWidget(self._head)
        column.addWidget(self.details, 2)

    def _make_button(self, action: ActionId) -> QToolButton:
        spec = self._specs[action]
        button = _tool_button(_BUTTONS[action], spec.icon)
        button.setAccessibleName(render(spec.text))
        button.clicked.connect(lambda: self.triggered.emit(action))
        return button


class _Progress(QWidget):
    """How far a retry of several is, with a button that stops it."""

    def __init__(self, stop: ActionSpec) -> None:
        super().__init__()
        self._words = PlainLabel(wrap=True)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(8)
        self.stop_button = _tool_button(stop.text, stop.icon)
        self.results_button = _tool_button(_SEE_RESULTS, "info")
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self._words, 1)
        row.addWidget(self.stop_button)
        row.addWidget(self.results_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(row)
        column.addWidget(self.bar)
        self.hide()

    def show_progress(self, runs: RunsState) -> None:
        """Show the retry of `runs`; without one there is nothing to show."""
        retried = runs.retried
        self.setVisible(retried is not None)
        if retried is None:
            return
        words = render(retried_words(retried, runs.refused, is_retrying=runs.is_retrying, render=render))
        self._words.set_text(words)
        self.bar.setAccessibleName(words)
        self.bar.setRange(0, max(1, retried.total))
        self.bar.setValue(len(retried.results))
        self.bar.setVisible(runs.is_retrying)
        self.stop_button.setVisible(runs.is_retrying)
        self.results_button.setVisible(not runs.is_retrying and bool(retried.results))

    def text(self) -> str:
        """What is said."""
        return self._words.text()


def _runs_table() -> SmallTable:
    table = SmallTable(_HEADINGS, _NAME)
    table.setMinimumHeight(_TABLE_HEIGHT)
    header = table.horizontalHeader()
    last = len(_HEADINGS) - 1
    # An error is as long as it likes; the table scrolls, and what it is about keeps its room.
    header.setSectionResizeMode(last, QHeaderView.ResizeMode.Interactive)
    header.resizeSection(last, _ERROR_WIDTH)
    header.setSectionResizeMode(0, QHeaderView.ResizeMode.Interactive)
    header.resizeSection(0, 130)
    header.setStretchLastSection(True)
    return table


def _states_box() -> QComboBox:
    box = QComboBox()
    box.setAccessibleName(render(_ONLY))
    box.addItem(render(_ALL), "")
    for state, words in JOB_STATES.items():
        box.addItem(render(words), state.value)
    return box


def _tool_button(words: Text, icon: str) -> QToolButton:
    button = QToolButton()
    button.setObjectName("outlined")
    button.setText(without_mnemonic(render(words)))
    button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    follow_icon(button, icon)
    return button
