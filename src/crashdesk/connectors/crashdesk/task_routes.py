"""The requests about background work: tasks, queues and jobs."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from crashdesk.core.ids import JobId, QueueName, TaskName
from crashdesk.http.request import Effect, Request


def tasks() -> Request:
    """List all tasks."""
    return Request("GET", "/tasks", Effect.READ)


def queues() -> Request:
    """List all queues."""
    return Request("GET", "/queues", Effect.READ)


def override_task(
    name: TaskName, fields: Mapping[str, object], *, revision: int, idempotency_key: str
) -> Request:
    """Replace the override of one task."""
    return Request(
        "PUT",
        "/tasks/{name}/override",
        Effect.WRITE,
        {"name": name},
        body=_json(fields),
        revision=revision,
        idempotency_key=idempotency_key,
    )


def clear_task(name: TaskName, *, revision: int, idempotency_key: str) -> Request:
    """Take the override of one task away."""
    return Request(
        "DELETE",
        "/tasks/{name}/override",
        Effect.WRITE,
        {"name": name},
        revision=revision,
        idempotency_key=idempotency_key,
    )


def override_queue(
    name: QueueName, fields: Mapping[str, object], *, revision: int, idempotency_key: str
) -> Request:
    """Replace the override of one queue."""
    return Request(
        "PUT",
        "/queues/{name}/override",
        Effect.WRITE,
        {"name": name},
        body=_json(fields),
        revision=revision,
        idempotency_key=idempotency_key,
    )


def clear_queue(name: QueueName, *, revision: int, idempotency_key: str) -> Request:
    """Take the override of one queue away."""
    return Request(
        "DELETE",
        "/queues/{name}/override",
        Effect.WRITE,
        {"name": name},
        revision=revision,
        idempotency_key=idempotency_key,
    )


def pause_queue(name: QueueName, reason: str, *, idempotency_key: str) -> Request:
    """Pause one queue."""
    return Request(
        "POST",
        "/queues/{name}/pause",
        Effect.WRITE,
        {"name": name},
        body=_json({"reason": reason}),
        idempotency_key=idempotency_key,
    )


def resume_queue(name: QueueName, *, idempotency_key: str) -> Request:
    """Resume one queue."""
    return Request(
        "POST", "/queues/{name}/resume", Effect.WRITE, {"name": name}, idempotency_key=idempotency_key
    )


def switch_middleware(
    name: TaskName, middleware: str, *, enabled: bool, revision: int, idempotency_key: str
) -> Request:
    """Switch one middleware of one task on or off."""
    return Request(
        "PUT",
        "/tasks/{name}/middleware/{middleware}",
        Effect.WRITE,
        {"name": name, "middleware": middleware},
        body=_json({"enabled": enabled}),
        revision=revision,
        idempotency_key=idempotency_key,
    )


def clear_middleware(name: TaskName, *, revision: int, idempotency_key: str) -> Request:
    """Switch every middleware of one task on."""
    return Request(
        "DELETE",
        "/tasks/{name}/middleware",
        Effect.WRITE,
        {"name": name},
        revision=revision,
        idempotency_key=idempotency_key,
    )


def jobs(name: TaskName | None, queue: QueueName | None, state: str | None, limit: int) -> Request:
    """Fetch the latest jobs, of one task or queue or all, in one state or any."""
    query = (
        *((("task", name),) if name else ()),
        *((("queue", queue),) if queue else ()),
        *((("state", state),) if state else ()),
        ("limit", str(limit)),
    )
    return Request("GET", "/jobs", Effect.READ, query=query)


def retry_job(job_id: JobId, *, idempotency_key: str) -> Request:
    """Let one job run again."""
    return Request("POST", "/jobs/{id}/retry", Effect.WRITE, {"id": job_id}, idempotency_key=idempotency_key)


def cancel_job(job_id: JobId, *, idempotency_key: str) -> Request:
    """Cancel one job."""
    return Request("POST", "/jobs/{id}/cancel", Effect.WRITE, {"id": job_id}, idempotency_key=idempotency_key)


def _json(value: object) -> bytes:
    return msgspec.json.encode(value)
