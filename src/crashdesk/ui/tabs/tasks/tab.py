"""Tasks: the server's own background work, and how it is tuned."""

from __future__ import annotations

from typing import Any, cast

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QWidget

from crashdesk.core.actions import Availability
from crashdesk.core.ids import ActionId
from crashdesk.core.tasks import Task
from crashdesk.core.text import QT_TRANSLATE_NOOP
from crashdesk.ui.kit.action_menu import open_menu
from crashdesk.ui.kit.column import Column
from crashdesk.ui.kit.results_dialog import ResultsDialog
from crashdesk.ui.kit.row_source import RowSource
from crashdesk.ui.kit.tab_spec import TabContext, TabSpec
from crashdesk.ui.tabs.tasks.actions import MENU, TASK_ACTIONS
from crashdesk.ui.tabs.tasks.columns import queue_columns, task_columns
from crashdesk.ui.tabs.tasks.detail.view import DetailPane
from crashdesk.ui.tabs.tasks.list_presenter import ListPresenter
from crashdesk.ui.tabs.tasks.list_view import SubjectList
from crashdesk.ui.tabs.tasks.presenter import SCOPE, TasksPresenter
from crashdesk.ui.tabs.tasks.service import TasksService
from crashdesk.ui.tabs.tasks.state import Showing, TasksState
from crashdesk.ui.tabs.tasks.view import TasksView

_RUN = QT_TRANSLATE_NOOP("Tasks", "Run")


class TasksTab:
    """The living tab: both lists and the details of what is open."""

    def __init__(self, context: TabContext) -> None:
        self._window = context.window
        columns: dict[Showing, tuple[Column[Any], ...]] = {
            Showing.TASKS: task_columns(self._queue_is_paused),
            Showing.QUEUES: queue_columns(),
        }
        rows = {showing: RowSource(context.tables, context.jobs, f"{SCOPE}.{showing}") for showing in Showing}
        lists = {
            showing: SubjectList(rows[showing], columns[showing], context.settings, context.clock, showing)
            for showing in Showing
        }
        availability, now = context.window.availability, context.clock.now
        self.view = TasksView(lists, context.settings, availability, now)
        self.detail = DetailPane(TASK_ACTIONS, availability, now)
        self.view.splitter.set_detail(self.detail)
        service = cast("TasksService", context.services["tasks"])
        self.presenter = TasksPresenter(
            _Widgets(self.view, self.detail),
            context,
            service,
            lambda showing, changed: ListPresenter(
                context, rows[showing], lists[showing].columns.sort, showing, changed
            ),
        )
        self._connect()
        self.presenter.start()

    def _queue_is_paused(self, task: Task) -> bool:
        return self.presenter.state.queue_is_paused(task)

    def _connect(self) -> None:
        view, presenter, detail = self.view, self.presenter, self.detail
        for showing, shown in view.lists.items():
            of_list = presenter.lists[showing]
            shown.listen(of_list.set_current)
            shown.filter_bar.changed.connect(of_list.set_filter)
            shown.filter_bar.completion_wanted.connect(presenter.complete)
            shown.columns.sort_changed.connect(
                lambda of_list=of_list, shown=shown: of_list.set_sort(shown.columns.sort)
            )
        view.showing_chosen.connect(presenter.show_list)
        view.page_chosen.connect(presenter.show_page)
        view.in_front.connect(self._on_front)
        view.menu_requested.connect(self._on_menu)
        view.opened.connect(detail.setFocus)
        view.banner.resume_wanted.connect(self._on_resume)
        detail.page_chosen.connect(presenter.show_page)
        detail.triggered.connect(self._window.carry_out)
        detail.changed.dismissed.connect(presenter.take_note)
        detail.values.clear_wanted.connect(presenter.clear_one)
        detail.middleware.switched.connect(self._on_switched)
        detail.runs.run_chosen.connect(presenter.choose_run)
        detail.runs.only_chosen.connect(presenter.show_runs_in)
        detail.runs.results_wanted.connect(self._show_results)

    @property
    def widget(self) -> QWidget:
        """The widget to show."""
        return self.view

    def availability(self, action: ActionId) -> Availability:
        """Tell whether what is open allows an action."""
        return self.presenter.availability(action)

    def trigger(self, action: ActionId) -> None:
        """Carry out an action on what is open."""
        if not self.view.carry_out(action):
            self.presenter.trigger(action)

    async def close(self) -> None:
        """Stop all work and give the rows back."""
        await self.presenter.close()

    def _on_front(self, is_in_front: bool) -> None:
        self.presenter.set_in_front(is_in_front=is_in_front)

    def _on_resume(self, name: str, is_queue: bool) -> None:
        self.presenter.resume(name, is_queue=is_queue)

    def _on_switched(self, name: str, enabled: bool) -> None:
        self.presenter.switch(name, enabled=enabled)

    def _on_menu(self, at: QPoint) -> None:
        open_menu(self.view, at, MENU, self._window.availability, self._window.carry_out)

    def _show_results(self) -> None:
        retried = self.presenter.state.runs.retried
        if retried is not None:
            ResultsDialog(self.view, _RUN, retried.results).open()


class _Widgets:
    """The lists and the details as one view for the presenter."""

    def __init__(self, view: TasksView, detail: DetailPane) -> None:
        self._detail = detail
        self._view = view
        self.offer, self.edit, self.confirm = view.offer, view.edit, view.confirm
        self.ask_reason, self.ask_portions = view.ask_reason, view.ask_portions

    def show_state(self, state: TasksState) -> None:
        """Show `state`."""
        self._view.show_state(state)
        self._detail.show_state(state)


SPEC = TabSpec(
    key=SCOPE,
    title=QT_TRANSLATE_NOOP("Tasks", "Tasks"),
    icon="tasks",
    order=40,
    needs=frozenset({"tasks.read"}),
    actions=TASK_ACTIONS,
    build=TasksTab,
)
"""What the registry reads."""
