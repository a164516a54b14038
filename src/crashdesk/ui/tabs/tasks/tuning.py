"""Overrides, pauses and middleware: asks, sends, and says what became of it. Free of Qt."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Protocol

from crashdesk.core.errors import ChangedMeanwhile, CrashDeskError, InputRejected
from crashdesk.core.ids import ActionId
from crashdesk.core.tasks import Task
from crashdesk.core.text import QT_TRANSLATE_NOOP, Text
from crashdesk.core.visible_text import visible_line
from crashdesk.services.tasks import type_of
from crashdesk.ui.kit.tab_spec import TabContext
from crashdesk.ui.tabs.tasks import actions
from crashdesk.ui.tabs.tasks.editing import FORM, Edit, changed_words, server_problems
from crashdesk.ui.tabs.tasks.question import clear_question, switch_question
from crashdesk.ui.tabs.tasks.service import TasksService
from crashdesk.ui.tabs.tasks.view_protocol import Editor, TasksView
from crashdesk.ui.tabs.tasks.words import HIDES_FAILURES, NAME_CHARACTERS, Subject

_SENDING = QT_TRANSLATE_NOOP("Tasks", "Changing how background work runs")
_ASKING = QT_TRANSLATE_NOOP("Tasks", "Asking about background work")
_SET = QT_TRANSLATE_NOOP("Tasks", "The override of {name} is in force")
_CLEARED = QT_TRANSLATE_NOOP("Tasks", "{name} runs as declared")
_CLEARED_ONE = QT_TRANSLATE_NOOP("Tasks", "One value of {name} is as declared again")
_PAUSED = QT_TRANSLATE_NOOP("Tasks", "Paused {name}")
_RESUMED = QT_TRANSLATE_NOOP("Tasks", "Resumed {name}")
_ON = QT_TRANSLATE_NOOP("Tasks", "{middleware} is on for {name}")
_OFF = QT_TRANSLATE_NOOP("Tasks", "{middleware} is off for {name}")
_ALL_ON = QT_TRANSLATE_NOOP("Tasks", "All middleware of {name} is on")


class Start(Protocol):
    """Starts a job of the tab."""

    def __call__(
        self, label: Text, work: Callable[[], Awaitable[None]], *, exclusive: str = "", quiet: bool = False
    ) -> None:
        """Start it."""
        ...


class Tuning:
    """What a person does about how a task or queue runs."""

    def __init__(
        self,
        view: TasksView,
        context: TabContext,
        service: TasksService,
        start: Start,
        done: Callable[[], None],
    ) -> None:
        self._view = view
        self._context = context
        self._service = service
        self._start = start
        self._done = done
        self._editor: Editor | None = None

    def trigger(self, action: ActionId, subject: Subject) -> None:
        """Carry out an action on `subject`; it may ask first."""
        if action == actions.EDIT:
            self.edit(subject)
        elif action == actions.CLEAR:
            self._start(_ASKING, lambda: self._clear(subject))
        elif action == actions.PAUSE:
            self._view.ask_reason(subject, lambda reason: self._pause(subject, reason))
        elif action == actions.RESUME:
            self.resume(subject)
        elif action == actions.ALL_ON and isinstance(subject, Task):
            self._send(self._service.switch_all_on, _ALL_ON, subject)

    # Editing

    def edit(self, subject: Subject) -> None:
        """Open the editor."""
        self._editor = self._view.edit(subject, self._submit)
        self.connection_changed()

    def connection_changed(self) -> None:
        """Let an open editor say whether it could be sent."""
        if self._editor is not None:
            self._editor.hinder(self._context.window.availability(actions.EDIT).reason)

    def _submit(self, subject: Subject, edit: Edit) -> None:
        editor = self._editor

        async def send() -> None:
            try:
                await self._service.override(subject, edit.settings, edit.reason, edit.expires_at)
            except CrashDeskError as problem:
                if editor is not None:
                    await self._explain(editor, subject, problem)
                return
            if editor is not None:
                editor.settle()
            self._editor = None
            self._say(_SET, subject)

        self._start(_SENDING, send)

    async def _explain(self, editor: Editor, subject: Subject, problem: CrashDeskError) -> None:
        if isinstance(problem, InputRejected):
            editor.show_problems(server_problems(problem, subject))
            return
        if isinstance(problem, ChangedMeanwhile):
            now = await self._context.tables.get(type_of(subject), subject.name)
            if isinstance(now, type(subject)) and now.revision != subject.revision:
                editor.rebase(now, changed_words(subject, now, self._context.translate))
                return
        editor.show_problems({FORM: problem.text})

    # All else

    def resume(self, subject: Subject) -> None:
        """Go on at once: nothing is lost by it."""
        self._send(self._service.resume, _RESUMED, subject)

    def clear_one(self, subject: Subject, field: str) -> None:
        """Let one value be as declared."""

        async def clear() -> None:
            await self._service.clear_one(subject, field)
            self._say(_CLEARED_ONE, subject)

        self._start(_SENDING, clear)

    def switch(self, task: Task, middleware: str, *, enabled: bool) -> None:
        """Switch one middleware; asks before failures are no longer heard of."""

        async def switch() -> None:
            hides = not enabled and middleware in HIDES_FAILURES
            if hides and not await self._view.confirm(switch_question(task, middleware)):
                self._done()
                return
            await self._service.switch(task, middleware, enabled=enabled)
            self._say((_ON if enabled else _OFF)(middleware=visible_line(middleware, NAME_CHARACTERS)), task)

        self._start(_SENDING, switch)

    async def _clear(self, subject: Subject) -> None:
        if await self._view.confirm(clear_question(subject)):
            await self._service.clear(subject)
            self._say(_CLEARED, subject)

    def _pause(self, subject: Subject, reason: str) -> None:
        async def pause() -> None:
            await self._service.pause(subject, reason)
            self._say(_PAUSED, subject)

        self._start(_SENDING, pause)

    def _send(self, request: Callable[..., Awaitable[object]], said: Text, subject: Subject) -> None:
        async def send() -> None:
            await request(subject)
            self._say(said, subject)

        self._start(_SENDING, send)

    def _say(self, text: Text, subject: Subject) -> None:
        self._context.window.toast(text(name=visible_line(subject.name, NAME_CHARACTERS)))
        self._done()
