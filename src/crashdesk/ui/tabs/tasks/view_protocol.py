"""What the presenters need of the widgets. Free of Qt."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol

from crashdesk.core.query.complete import Completions
from crashdesk.core.text import Text
from crashdesk.services.tasks import Portions
from crashdesk.ui.kit.question import Question
from crashdesk.ui.tabs.tasks.editing import Edit
from crashdesk.ui.tabs.tasks.state import TasksState
from crashdesk.ui.tabs.tasks.words import Subject


class Editor(Protocol):
    """An open editor. It keeps what was typed until it is settled or given up."""

    def settle(self) -> None:
        """It was done: close."""
        ...

    def show_problems(self, problems: Mapping[str, Text]) -> None:
        """Show what the server found wrong, by field, and let it be mended."""
        ...

    def rebase(self, subject: Subject, said: Text) -> None:
        """Somebody else was first: say what they have set, and go on from it."""
        ...

    def hinder(self, reason: Text | None) -> None:
        """Say why nothing can be sent just now; None when it can."""
        ...


class TasksView(Protocol):
    """The lists, the details and the dialogs."""

    def show_state(self, state: TasksState) -> None:
        """Show `state`."""
        ...

    def offer(self, completions: Completions) -> None:
        """Propose what can be typed in the filter."""
        ...

    def edit(self, subject: Subject, send: Callable[[Subject, Edit], None]) -> Editor:
        """Open the editor of an override; `send` gets what is to be set, and on which state."""
        ...

    def ask_reason(self, subject: Subject, decide: Callable[[str], None]) -> None:
        """Ask why something is to be paused, saying what then waits."""
        ...

    def ask_portions(self, subject: Subject, count: int, decide: Callable[[Portions], None]) -> None:
        """Ask in which portions so many runs are to be retried."""
        ...

    async def confirm(self, question: Question) -> bool:
        """Ask yes or no."""
        ...
