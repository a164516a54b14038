"""Background work on our server."""

from __future__ import annotations

import msgspec

from crashdesk.connectors.crashdesk import task_mapping as mapping
from crashdesk.connectors.crashdesk import task_routes as routes
from crashdesk.connectors.crashdesk import wire_tasks as wire
from crashdesk.connectors.crashdesk.mapping import require_asked, rfc3339
from crashdesk.core.ids import Instant, JobId, QueueName, TaskName
from crashdesk.core.tasks import Job, JobState, Queue, QueueSettings, Task, TaskSettings
from crashdesk.http.answer import Answer, decode
from crashdesk.http.door import Door

_TASKS = msgspec.json.Decoder(wire.Tasks)
_TASK = msgspec.json.Decoder(wire.Task)
_QUEUES = msgspec.json.Decoder(wire.Queues)
_QUEUE = msgspec.json.Decoder(wire.Queue)
_JOBS = msgspec.json.Decoder(wire.Jobs)
_JOB = msgspec.json.Decoder(wire.Job)


class Tasks:
    """`client.tasks`: see `TasksApi` for what each call promises."""

    def __init__(self, door: Door) -> None:
        self._door = door

    async def tasks(self) -> tuple[Task, ...]:
        """Fetch all tasks."""
        answer = await self._door.send(routes.tasks())
        return tuple(map(mapping.task, decode(answer.body, _TASKS, answer.name).tasks))

    async def queues(self) -> tuple[Queue, ...]:
        """Fetch all queues."""
        answer = await self._door.send(routes.queues())
        return tuple(map(mapping.queue, decode(answer.body, _QUEUES, answer.name).queues))

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
        """Replace the override of a task."""
        fields = override_of(settings, reason, expires_at)
        request = routes.override_task(name, fields, revision=revision, idempotency_key=idempotency_key)
        return _task(await self._door.send(request), name)

    async def clear_task(self, name: TaskName, *, revision: int, idempotency_key: str) -> Task:
        """Take the override of a task away."""
        request = routes.clear_task(name, revision=revision, idempotency_key=idempotency_key)
        return _task(await self._door.send(request), name)

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
        """Replace the override of a queue."""
        fields = override_of(settings, reason, expires_at)
        request = routes.override_queue(name, fields, revision=revision, idempotency_key=idempotency_key)
        return _queue(await self._door.send(request), name)

    async def clear_queue(self, name: QueueName, *, revision: int, idempotency_key: str) -> Queue:
        """Take the override of a queue away."""
        request = routes.clear_queue(name, revision=revision, idempotency_key=idempotency_key)
        return _queue(await self._door.send(request), name)

    async def pause_queue(self, name: QueueName, reason: str, *, idempotency_key: str) -> Queue:
        """Start nothing more of a queue."""
        request = routes.pause_queue(name, reason, idempotency_key=idempotency_key)
        return _queue(await self._door.send(request), name)

    async def resume_queue(self, name: QueueName, *, idempotency_key: str) -> Queue:
        """Go on with a queue."""
        return _queue(await self._door.send(routes.resume_queue(name, idempotency_key=idempotency_key)), name)

    async def switch_middleware(
        self, name: TaskName, middleware: str, *, enabled: bool, revision: int, idempotency_key: str
    ) -> Task:
        """Switch one middleware of a task on or off."""
        request = routes.switch_middleware(
            name, middleware, enabled=enabled, revision=revision, idempotency_key=idempotency_key
        )
        return _task(await self._door.send(request), name)

    async def clear_middleware(self, name: TaskName, *, revision: int, idempotency_key: str) -> Task:
        """Switch every middleware of a task on."""
        request = routes.clear_middleware(name, revision=revision, idempotency_key=idempotency_key)
        return _task(await self._door.send(request), name)

    async def jobs(
        self, name: TaskName | None, state: JobState | None, limit: int, *, queue: QueueName | None = None
    ) -> tuple[Job, ...]:
        """Fetch the latest jobs."""
        answer = await self._door.send(routes.jobs(name, queue, state.value if state else None, limit))
        return tuple(map(mapping.job, decode(answer.body, _JOBS, answer.name).items))

    async def retry_job(self, job_id: JobId, *, idempotency_key: str) -> Job:
        """Let a job run again."""
        return _job(await self._door.send(routes.retry_job(job_id, idempotency_key=idempotency_key)), job_id)

    async def cancel_job(self, job_id: JobId, *, idempotency_key: str) -> Job:
        """Cancel a job."""
        return _job(await self._door.send(routes.cancel_job(job_id, idempotency_key=idempotency_key)), job_id)


def override_of(
    settings: TaskSettings | QueueSettings, reason: str, expires_at: Instant | None
) -> dict[str, object]:
    """Return the body of the PUT: the whole override; what is inherited is absent."""
    fields: dict[str, object] = {
        **msgspec.structs.asdict(settings),
        "reason": reason,
        "expires_at": None if expires_at is None else rfc3339(expires_at),
    }
    return {name: value for name, value in fields.items() if value is not None}


def _task(answer: Answer, name: TaskName) -> Task:
    found = mapping.task(decode(answer.body, _TASK, answer.name))
    require_asked(found.name, name, answer.name)
    return found


def _queue(answer: Answer, name: QueueName) -> Queue:
    found = mapping.queue(decode(answer.body, _QUEUE, answer.name))
    require_asked(found.name, name, answer.name)
    return found


def _job(answer: Answer, job_id: JobId) -> Job:
    found = mapping.job(decode(answer.body, _JOB, answer.name))
    require_asked(found.id, job_id, answer.name)
    return found
