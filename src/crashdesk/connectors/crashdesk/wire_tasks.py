"""What our server sends of its background work; read as tolerantly as `wire` says."""

from __future__ import annotations

from typing import Annotated

import msgspec

from crashdesk.connectors.crashdesk.wire import Actor, Count, Id, Time

_FEW = msgspec.Meta(max_length=1_000)


class TaskValues(msgspec.Struct, frozen=True):
    """How a task runs."""

    rate_limit: str
    max_concurrent: Count
    max_retries: Count
    retry_backoff_ms: Count
    timeout_ms: Count
    priority: int
    paused: bool


class TaskOverride(msgspec.Struct, frozen=True):
    """What a person set for a task."""

    rate_limit: str | None
    max_concurrent: Count | None
    max_retries: Count | None
    retry_backoff_ms: Count | None
    timeout_ms: Count | None
    priority: int | None
    paused: bool | None
    by: Actor
    at: Time
    reason: str
    expires_at: Time | None


class Range(msgspec.Struct, frozen=True):
    """The least and the most that a value may be."""

    least: int
    most: int


class TaskLimits(msgspec.Struct, frozen=True):
    """What overrides of a task are accepted."""

    max_concurrent: Range
    max_retries: Range
    retry_backoff_ms: Range
    timeout_ms: Range
    priority: Range
    jobs_per_hour: Range


class TaskMiddleware(msgspec.Struct, frozen=True):
    """Something that every job of a task passes through."""

    name: Id
    meaning: str
    enabled: bool


class Workload(msgspec.Struct, frozen=True):
    """How much there is to do."""

    waiting: Count
    running: Count
    failed: Count


class Task(msgspec.Struct, frozen=True):
    """A kind of background work."""

    name: Id
    revision: Count
    queue: Id
    meaning: str
    every_ms: Count | None
    declared: TaskValues
    override: TaskOverride | None
    effective: TaskValues
    running: TaskValues | None
    limits: TaskLimits
    middleware: Annotated[tuple[TaskMiddleware, ...], _FEW]
    workload: Workload
    last_run_at: Time | None
    last_duration_ms: Count | None
    last_error: str


class Tasks(msgspec.Struct, frozen=True):
    """Answer of `GET /tasks`."""

    tasks: Annotated[tuple[Task, ...], _FEW]


class QueueValues(msgspec.Struct, frozen=True):
    """How a queue runs."""

    rate_limit: str
    max_concurrent: Count
    paused: bool


class QueueOverride(msgspec.Struct, frozen=True):
    """What a person set for a queue."""

    rate_limit: str | None
    max_concurrent: Count | None
    paused: bool | None
    by: Actor
    at: Time
    reason: str
    expires_at: Time | None


class QueueLimits(msgspec.Struct, frozen=True):
    """What overrides of a queue are accepted."""

    max_concurrent: Range
    jobs_per_hour: Range


class Queue(msgspec.Struct, frozen=True):
    """Tasks that share limits."""

    name: Id
    revision: Count
    meaning: str
    declared: QueueValues
    override: QueueOverride | None
    effective: QueueValues
    running: QueueValues | None
    limits: QueueLimits
    tasks: Annotated[tuple[str, ...], _FEW]
    workload: Workload


class Queues(msgspec.Struct, frozen=True):
    """Answer of `GET /queues`."""

    queues: Annotated[tuple[Queue, ...], _FEW]


class JobError(msgspec.Struct, frozen=True):
    """Why one try of a job failed."""

    attempt: Count
    at: Time
    message: str
    trace: str


class Job(msgspec.Struct, frozen=True):
    """One piece of work."""

    id: Id
    task: Id
    queue: Id
    state: str
    subject: str
    priority: int
    attempt: Count
    max_retries: Count
    created_at: Time
    due_at: Time
    started_at: Time | None
    ended_at: Time | None
    duration_ms: Count | None
    errors: Annotated[tuple[JobError, ...], _FEW]
    result: str


class Jobs(msgspec.Struct, frozen=True):
    """A page of `GET /jobs`."""

    items: Annotated[tuple[Job, ...], _FEW]
