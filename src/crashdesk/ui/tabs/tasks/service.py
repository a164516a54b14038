"""What this tab asks of `services/tasks.py`. Free of Qt."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from crashdesk.core.ids import Instant
from crashdesk.core.task_rules import Settings
from crashdesk.core.tasks import Job, Task
from crashdesk.services.tasks import Portions, Retried
from crashdesk.ui.tabs.tasks.words import Subject


class TasksService(Protocol):
    """Everything needs the server; see the service for what is raised."""

    async def refresh(self) -> None:
        """Bring tasks and queues into the store."""
        ...

    async def fetch_jobs(self, subject: Subject) -> None:
        """Bring the runs of a task or queue into the store."""
        ...

    async def failed_jobs(self, subject: Subject) -> tuple[Job, ...]:
        """Ask for the runs that failed for good, the oldest first."""
        ...

    async def override(
        self, subject: Subject, settings: Settings, reason: str, expires_at: Instant | None
    ) -> Subject:
        """Replace an override."""
        ...

    async def clear(self, subject: Subject) -> Subject:
        """Take an override away."""
        ...

    async def clear_one(self, subject: Subject, field: str) -> Subject:
        """Let one value be as declared."""
        ...

    async def pause(self, subject: Subject, reason: str) -> Subject:
        """Start nothing more."""
        ...

    async def resume(self, subject: Subject) -> Subject:
        """Go on."""
        ...

    async def switch(self, task: Task, middleware: str, *, enabled: bool) -> Subject:
        """Switch one middleware."""
        ...

    async def switch_all_on(self, task: Task) -> Subject:
        """Switch every middleware on."""
        ...

    async def retry(self, job: Job) -> Job:
        """Let a run happen again."""
        ...

    async def cancel(self, job: Job) -> Job:
        """Cancel a run."""
        ...

    async def retry_in_portions(
        self, jobs: Sequence[Job], portions: Portions, tell: Callable[[Retried], None]
    ) -> Retried:
        """Retry several runs with rests between them."""
        ...
