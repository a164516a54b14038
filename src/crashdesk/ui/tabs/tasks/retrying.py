"""Runs: one is retried or cancelled, or all that failed are retried in portions. Free of Qt."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from crashdesk.core.ids import ActionId
from crashdesk.core.ports import JobHandle, Progress
from crashdesk.core.tasks import Job
from crashdesk.core.text import QT_TRANSLATE_NOOP
from crashdesk.core.visible_text import visible_line
from crashdesk.services.tasks import Portions, Retried
from crashdesk.ui.kit.tab_spec import TabContext
from crashdesk.ui.tabs.tasks import actions
from crashdesk.ui.tabs.tasks.question import cancel_question
from crashdesk.ui.tabs.tasks.service import TasksService
from crashdesk.ui.tabs.tasks.state import RunsState
from crashdesk.ui.tabs.tasks.tuning import Start
from crashdesk.ui.tabs.tasks.view_protocol import TasksView
from crashdesk.ui.tabs.tasks.words import NAME_CHARACTERS, Subject

_SCOPE = "tasks"
_ACTING = QT_TRANSLATE_NOOP("Tasks", "Acting on a run")
_RETRYING = QT_TRANSLATE_NOOP("Tasks", "Retrying runs of {name}")
_COUNTING = QT_TRANSLATE_NOOP("Tasks", "Looking which runs have failed")
_RETRIED = QT_TRANSLATE_NOOP("Tasks", "A run of {name} is tried again")
_CANCELLED = QT_TRANSLATE_NOOP("Tasks", "Cancelled a run of {name}")
_NONE_FAILED = QT_TRANSLATE_NOOP("Tasks", "None of its runs has failed any more.")
_ALL_RETRIED = QT_TRANSLATE_NOOP("Tasks", "{n} run(s) tried again")


class Retrying:
    """Tells `changed` how far a retry of several is. `runs` is asked for what it changes."""

    def __init__(
        self,
        view: TasksView,
        context: TabContext,
        service: TasksService,
        start: Start,
        runs: Callable[[], RunsState],
        changed: Callable[[RunsState], None],
    ) -> None:
        self._view = view
        self._context = context
        self._service = service
        self._start = start
        self._runs = runs
        self._changed = changed
        self._running: JobHandle | None = None

    def trigger(self, action: ActionId, subject: Subject, job: Job | None) -> bool:
        """Carry out an action on runs; returns whether it was one."""
        if action == actions.RETRY_FAILED:
            self._start(_COUNTING, lambda: self._ask(subject))
        elif action == actions.RETRY and job is not None:
            self._start(_ACTING, lambda: self._retry(job))
        elif action == actions.CANCEL and job is not None:
            self._start(_ACTING, lambda: self._cancel(job))
        return action in {actions.RETRY_FAILED, actions.RETRY, actions.CANCEL}

    def stop(self) -> None:
        """Try no more; what was tried already goes on."""
        if self._running is not None:
            self._running.cancel()

    async def _retry(self, job: Job) -> None:
        await self._service.retry(job)
        self._context.window.toast(_RETRIED(name=visible_line(job.task, NAME_CHARACTERS)))

    async def _cancel(self, job: Job) -> None:
        if await self._view.confirm(cancel_question(job.task, job.state)):
            await self._service.cancel(job)
            self._context.window.toast(_CANCELLED(name=visible_line(job.task, NAME_CHARACTERS)))

    async def _ask(self, subject: Subject) -> None:
        jobs = await self._service.failed_jobs(subject)
        if jobs:
            self._view.ask_portions(subject, len(jobs), lambda portions: self._begin(subject, jobs, portions))
        else:
            self._context.window.toast(_NONE_FAILED)

    def _begin(self, subject: Subject, jobs: tuple[Job, ...], portions: Portions) -> None:
        if self._running is not None:
            return

        async def run(progress: Progress) -> None:
            def tell(retried: Retried) -> None:
                progress.report(len(retried.results), retried.total)
                self._tell(retried, is_retrying=True)

            self._tell(Retried(len(jobs)), is_retrying=True)
            try:
                await self._service.retry_in_portions(jobs, portions, tell)
            finally:
                self._running = None
                self._end()

        label = _RETRYING(name=visible_line(subject.name, NAME_CHARACTERS))
        self._running = self._context.jobs.start(label, run, scope=_SCOPE)

    def _end(self) -> None:
        retried = self._runs().retried
        if retried is None:
            return
        self._tell(msgspec.structs.replace(retried, resting=False), is_retrying=False)
        if len(retried.results) == retried.total and not self._runs().refused:
            self._context.window.toast(_ALL_RETRIED(retried.total))

    def _tell(self, retried: Retried, *, is_retrying: bool) -> None:
        self._changed(msgspec.structs.replace(self._runs(), retried=retried, is_retrying=is_retrying))
