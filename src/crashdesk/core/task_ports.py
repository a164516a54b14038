"""What a server can be asked about its background work: protocols that connectors fulfil.

Raises everywhere: `ConnectionTrouble` when nothing was sent, `OutcomeUnknown` when no answer came, `Refused`
without the right. Calls that take a `revision` raise `ChangedMeanwhile` when it is no longer that.
"""

from __future__ import annotations

from typing import Protocol

from crashdesk.core.ids import Instant, JobId, QueueName, TaskName
from crashdesk.core.tasks import Job, JobState, Queue, QueueSettings, Task, TaskSettings


class TasksApi(Protocol):
    """Tasks, queues and jobs of the server."""

    async def tasks(self) -> tuple[Task, ...]:
        """Fetch all tasks as they are now, with their workload."""
        ...

    async def queues(self) -> tuple[Queue, ...]:
        """Fetch all queues as they are now, with their workload."""
        ...

    async def override_task(
        self,
        name: TaskName,
        settings: TaskSettings,
        reason: str,
        expires_at: Instant | None,
        *,
        revision: int,
        idempotency_key: str,
    ) -> Task:
        """Replace the override of a task as a whole. Raises `InputRejected` with a problem for each field."""
        ...

    async def clear_task(self, name: TaskName, *, revision: int, idempotency_key: str) -> Task:
        """Take the override of a task away."""
        ...

    async def override_queue(
        self,
        name: QueueName,
        settings: QueueSettings,
        reason: str,
        expires_at: Instant | None,
        *,
        revision: int,
        idempotency_key: str,
    ) -> Queue:
        """Replace the override of a queue as a whole. Raises as `override_task`."""
        ...

    async def clear_queue(self, name: QueueName, *, revision: int, idempotency_key: str) -> Queue:
        """Take the override of a queue away."""
        ...

    async def pause_queue(self, name: QueueName, reason: str, *, idempotency_key: str) -> Queue:
        """Start nothing more of a queue; the rest of its override stays."""
        ...

    async def resume_queue(self, name: QueueName, *, idempotency_key: str) -> Queue:
        """Go on with a queue, whatever paused it; the rest of its override stays."""
        ...

    async def switch_middleware(
        self, name: TaskName, middleware: str, *, enabled: bool, revision: int, idempotency_key: str
    ) -> Task:
        """Switch one middleware of a task on or off, from its next job on."""
        ...

    async def clear_middleware(self, name: TaskName, *, revision: int, idempotency_key: str) -> Task:
        """Switch every middleware of a task on."""
        ...

    async def jobs(
        self, name: TaskName | None, state: JobState | None, limit: int, *, queue: QueueName | None = None
    ) -> tuple[Job, ...]:
        """Fetch the latest jobs, of one task or queue or all, in one state or any, the latest first."""
        ...

    async def retry_job(self, job_id: JobId, *, idempotency_key: str) -> Job:
        """Let a job that failed or was cancelled run again. Raises `RequestConflict` in any other state."""
        ...

    async def cancel_job(self, job_id: JobId, *, idempotency_key: str) -> Job:
        """Cancel a job that waits, or ask one that runs to end. Raises `RequestConflict` after its end."""
        ...
