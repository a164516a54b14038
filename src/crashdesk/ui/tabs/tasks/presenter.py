"""The tab of background work: what the user wants becomes queries, questions and requests. Free of Qt."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import msgspec

from crashdesk.core.actions import AVAILABLE, Availability
from crashdesk.core.alterations import Alteration, tuning_alterations
from crashdesk.core.connection import ConnectionState, Link
from crashdesk.core.ids import ActionId, JobId
from crashdesk.core.outbox import ObjectType
from crashdesk.core.ports import Progress
from crashdesk.core.tasks import Job, JobState, Queue, Task
from crashdesk.core.text import QT_TRANSLATE_NOOP, Text
from crashdesk.ui.kit.others_changes import OthersChanges
from crashdesk.ui.kit.tab_spec import TabContext
from crashdesk.ui.tabs.tasks import actions
from crashdesk.ui.tabs.tasks.list_presenter import ListPresenter
from crashdesk.ui.tabs.tasks.question import why_not
from crashdesk.ui.tabs.tasks.refreshing import PAUSE_S, Refresher
from crashdesk.ui.tabs.tasks.retrying import Retrying
from crashdesk.ui.tabs.tasks.roster import Roster
from crashdesk.ui.tabs.tasks.service import TasksService
from crashdesk.ui.tabs.tasks.state import (
    ListState,
    Page,
    RunsState,
    Showing,
    TasksState,
    connected,
    with_list,
)
from crashdesk.ui.tabs.tasks.tuning import Tuning
from crashdesk.ui.tabs.tasks.view_protocol import TasksView
from crashdesk.ui.tabs.tasks.words import Subject

SCOPE = "tasks"
_SHOWING_KEY = "tasks.showing"
_PAGE_KEY = "tasks.page"
_COMPLETING = QT_TRANSLATE_NOOP("Tasks", "Looking up values")

MakeList = Callable[[Showing, Callable[[ListState], None]], ListPresenter]
"""Makes the presenter of one list, which tells every new state of it."""


class TasksPresenter:
    """Holds the state of the tab and carries out what is asked of it."""

    def __init__(
        self,
        view: TasksView,
        context: TabContext,
        service: TasksService,
        make_list: MakeList,
        pause_s: float = PAUSE_S,
    ) -> None:
        self._view = view
        self._context = context
        self._service = service
        self._is_in_front = False
        self.state = _remembered(connected(TasksState(), context.connection()), context)
        self.lists = {showing: make_list(showing, self._list_changed(showing)) for showing in Showing}
        self._roster = Roster(context.tables, context.jobs, SCOPE, self._on_all, self._on_runs)
        self._refresher = Refresher(context.jobs, SCOPE, self._look, pause_s)
        self.tuning = Tuning(view, context, service, self._start, self._refresher.hurry)
        self.retrying = Retrying(view, context, service, self._start, lambda: self.state.runs, self._set_runs)
        self._others = {
            kind: OthersChanges(
                context.tables, context.jobs, f"{SCOPE}.{kind}", kind, tuning_alterations, self._on_altered
            )
            for kind in (ObjectType.TASK, ObjectType.QUEUE)
        }
        self._ends = [
            context.watch_connection(self._on_connection),
            self._roster.close,
            *(each.close for each in self._others.values()),
        ]

    def start(self) -> None:
        """Show the lists."""
        for each in self.lists.values():
            each.start()
        self._view.show_state(self.state)

    async def close(self) -> None:
        """Stop everything."""
        self._refresher.switch(on=False)
        for end in self._ends:
            end()
        for scope in (SCOPE, *(f"{SCOPE}.{kind}" for kind in self._others)):
            await self._context.jobs.close_scope(scope)
        for each in self.lists.values():
            await each.close()

    # What is shown

    def set_in_front(self, *, is_in_front: bool) -> None:
        """The tab came to the front, or went: only in front is the server asked again and again."""
        self._is_in_front = is_in_front
        self._refresh()

    def show_list(self, showing: Showing) -> None:
        """Bring one of the two lists to the front."""
        self._context.settings.remember(_SHOWING_KEY, showing.value)
        self._set(msgspec.structs.replace(self.state, showing=showing))

    def show_page(self, page: Page) -> None:
        """Bring one part of the details to the front."""
        self._context.settings.remember(_PAGE_KEY, page.value)
        self._set(msgspec.structs.replace(self.state, page=page))
        self._refresher.hurry()

    def show_runs_in(self, only: JobState | None) -> None:
        """Show the runs in one state, None for all."""
        self._set_runs(msgspec.structs.replace(self.state.runs, only=only))
        self._roster.follow(self.state.subject, only)

    def choose_run(self, job_id: JobId) -> None:
        """Show the errors of a run."""
        self._set_runs(msgspec.structs.replace(self.state.runs, chosen=job_id))

    def complete(self, text: str, cursor: int) -> None:
        """Look up what can be typed at `cursor`."""
        filtering = self.lists[self.state.showing].filtering

        async def look_up() -> None:
            self._view.offer(await filtering.completions(self._context.tables, text, cursor))

        self._start(_COMPLETING, look_up, exclusive="completion", quiet=True)

    def take_note(self) -> None:
        """What others have changed has been seen."""
        for each in self._others.values():
            each.take_note()

    # Actions

    def availability(self, action: ActionId) -> Availability:
        """Tell whether what is open allows an action; rights and connection concern the window."""
        reason = why_not(action, self.state)
        return AVAILABLE if reason is None else Availability(enabled=False, reason=reason)

    def trigger(self, action: ActionId) -> None:
        """Carry out an action on what is open; it may ask first."""
        subject = self.state.subject
        if action == actions.STOP:
            self.retrying.stop()
            return
        if subject is None or not self.availability(action).enabled:
            return
        if not self.retrying.trigger(action, subject, self.state.runs.job):
            self.tuning.trigger(action, subject)

    def resume(self, name: str, *, is_queue: bool) -> None:
        """Resume something that the banner names."""
        found = [each for each in self.state.paused if isinstance(each, Queue) == is_queue]
        for subject in found:
            if subject.name == name:
                self.tuning.resume(subject)

    def clear_one(self, field: str) -> None:
        """Let one value of what is open be as declared."""
        if self.state.subject is not None:
            self.tuning.clear_one(self.state.subject, field)

    def switch(self, middleware: str, *, enabled: bool) -> None:
        """Switch one middleware of the task that is open."""
        if isinstance(self.state.subject, Task):
            self.tuning.switch(self.state.subject, middleware, enabled=enabled)

    def dismiss_results(self) -> None:
        """The results of a retry have been read."""
        self._set_runs(msgspec.structs.replace(self.state.runs, retried=None))

    # What happens

    def _list_changed(self, showing: Showing) -> Callable[[ListState], None]:
        def changed(shown: ListState) -> None:
            self._set(with_list(self.state, showing, shown))

        return changed

    def _on_all(self, tasks: tuple[Task, ...], queues: tuple[Queue, ...]) -> None:
        self._set(msgspec.structs.replace(self.state, all_tasks=tasks, all_queues=queues))

    def _on_runs(self, name: str, jobs: tuple[Job, ...]) -> None:
        if self.state.subject is not None and self.state.subject.name == name:
            self._set_runs(msgspec.structs.replace(self.state.runs, jobs=jobs))

    def _on_altered(self, altered: tuple[Alteration, ...] | None) -> None:
        self._set(msgspec.structs.replace(self.state, altered=altered))

    def _on_connection(self, connection: ConnectionState) -> None:
        self._set(connected(self.state, connection))
        self.tuning.connection_changed()
        self._refresh()

    def _refresh(self) -> None:
        self._refresher.switch(on=self._is_in_front and self.state.link is Link.ONLINE)

    async def _look(self) -> None:
        await self._service.refresh()
        subject = self.state.subject
        if subject is not None and self.state.front_page is Page.RUNS:
            await self._service.fetch_jobs(subject)
            if self.state.subject is not None and self.state.subject.name == subject.name:
                self._set_runs(msgspec.structs.replace(self.state.runs, is_known=True))

    def _start(
        self, label: Text, work: Callable[[], Awaitable[None]], *, exclusive: str = "", quiet: bool = False
    ) -> None:
        async def run(_progress: Progress) -> None:
            await work()

        group = f"{SCOPE}.{exclusive}" if exclusive else ""
        self._context.jobs.start(label, run, scope=SCOPE, exclusive=group, quiet=quiet)

    def _set_runs(self, runs: RunsState) -> None:
        self._set(msgspec.structs.replace(self.state, runs=runs))

    def _set(self, state: TasksState) -> None:
        if state == self.state:
            return
        former, self.state = self.state.subject, state
        subject = state.subject
        has_moved = _key(former) != _key(subject)
        if has_moved:
            runs = RunsState(only=state.runs.only)
            if state.runs.is_retrying:
                runs = msgspec.structs.replace(runs, retried=state.runs.retried, is_retrying=True)
            self.state = msgspec.structs.replace(state, runs=runs, altered=None)
        self._view.show_state(self.state)
        if has_moved:
            self._roster.follow(subject, self.state.runs.only)
            self._others[ObjectType.TASK].open(subject if isinstance(subject, Task) else None)
            self._others[ObjectType.QUEUE].open(subject if isinstance(subject, Queue) else None)
            self._refresher.hurry()
        self._context.window.actions_changed()


def _key(subject: Subject | None) -> tuple[type[Subject], str] | None:
    return (type(subject), subject.name) if subject is not None else None


def _remembered(state: TasksState, context: TabContext) -> TasksState:
    layout = context.settings.layout
    showing = Showing.QUEUES if layout(_SHOWING_KEY) == Showing.QUEUES else Showing.TASKS
    known = {page.value: page for page in Page}
    page = known.get(layout(_PAGE_KEY), Page.VALUES)
    return msgspec.structs.replace(state, showing=showing, page=page)
