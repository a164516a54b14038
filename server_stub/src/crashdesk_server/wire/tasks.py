"""The server's background work: tasks, queues, what overrides them, and jobs."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from crashdesk_server.wire.crash_groups import ActorRef
from crashdesk_server.wire.session import Time

RateLimit = Annotated[
    str,
    msgspec.Meta(
        max_length=20, description="such as `10/s`, `30/m`, `100/h`, or `unlimited`", examples=["30/m"]
    ),
]
Reason = Annotated[str, msgspec.Meta(max_length=500)]


class TaskValues(msgspec.Struct, frozen=True):
    """How a task runs. `retry_backoff_ms` doubles from try to try; higher priorities start first."""

    rate_limit: str
    max_concurrent: int
    max_retries: int
    retry_backoff_ms: int
    timeout_ms: int
    priority: int
    paused: bool


class TaskOverride(msgspec.Struct, frozen=True):
    """What a person set instead; null inherits what is declared. `expires_at`: the end of a lease."""

    rate_limit: str | None
    max_concurrent: int | None
    max_retries: int | None
    retry_backoff_ms: int | None
    timeout_ms: int | None
    priority: int | None
    paused: bool | None
    by: ActorRef
    at: Time
    reason: str
    expires_at: Time | None


class Range(msgspec.Struct, frozen=True):
    """The least and the most that a value may be."""

    least: int
    most: int


class TaskLimits(msgspec.Struct, frozen=True):
    """What overrides are accepted: values beyond would stall the task or break the runner.

    `jobs_per_hour`: the least and the most that a rate limit may let through.
    """

    max_concurrent: Range
    max_retries: Range
    retry_backoff_ms: Range
    timeout_ms: Range
    priority: Range
    jobs_per_hour: Range


class TaskMiddleware(msgspec.Struct, frozen=True):
    """Something that every job of a task passes through, in the order of the chain."""

    name: str
    meaning: str
    enabled: bool


class Workload(msgspec.Struct, frozen=True):
    """How much there is to do. `failed` are jobs that gave up and are still listed."""

    waiting: int
    running: int
    failed: int


class Task(msgspec.Struct, frozen=True):
    """A kind of background work; also what the change feed carries as `task`.

    Attributes:
        every_ms: how often it comes by itself; null when it does not.
        running: what the runner works by at this moment; null when no runner is up.
        middleware: in the order of the chain.
        last_run_at, last_duration_ms: the end of the last job that ended well or badly; null for never.
        last_error: of the last job, in words; empty when it went well.
    """

    name: str
    project_id: str
    revision: int
    queue: str
    meaning: str
    every_ms: int | None
    declared: TaskValues
    override: TaskOverride | None
    effective: TaskValues
    running: TaskValues | None
    limits: TaskLimits
    middleware: tuple[TaskMiddleware, ...]
    workload: Workload
    last_run_at: Time | None
    last_duration_ms: int | None
    last_error: str


class QueueValues(msgspec.Struct, frozen=True):
    """How a queue runs: over all of its tasks together."""

    rate_limit: str
    max_concurrent: int
    paused: bool


class QueueOverride(msgspec.Struct, frozen=True):
    """What a person set instead; null inherits what is declared."""

    rate_limit: str | None
    max_concurrent: int | None
    paused: bool | None
    by: ActorRef
    at: Time
    reason: str
    expires_at: Time | None


class QueueLimits(msgspec.Struct, frozen=True):
    """What overrides of a queue are accepted."""

    max_concurrent: Range
    jobs_per_hour: Range


class Queue(msgspec.Struct, frozen=True):
    """Tasks that share limits and can be paused together; also what the change feed carries as `queue`."""

    name: str
    project_id: str
    revision: int
    meaning: str
    declared: QueueValues
    override: QueueOverride | None
    effective: QueueValues
    running: QueueValues | None
    limits: QueueLimits
    tasks: tuple[str, ...]
    workload: Workload


class TaskList(msgspec.Struct, frozen=True):
    """Answer of `GET /tasks`: all of them."""

    tasks: tuple[Task, ...]


class QueueList(msgspec.Struct, frozen=True):
    """Answer of `GET /queues`: all of them."""

    queues: tuple[Queue, ...]


class TaskOverrideInput(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Body of `PUT /tasks/{name}/override`: the whole override; absent or null inherits.

    With nothing set at all it is refused: `DELETE` takes an override away.
    """

    rate_limit: RateLimit | None = None
    max_concurrent: int | None = None
    max_retries: int | None = None
    retry_backoff_ms: int | None = None
    timeout_ms: int | None = None
    priority: int | None = None
    paused: bool | None = None
    reason: Reason = ""
    expires_at: Time | None = None


class QueueOverrideInput(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Body of `PUT /queues/{name}/override`: the whole override; absent or null inherits."""

    rate_limit: RateLimit | None = None
    max_concurrent: int | None = None
    paused: bool | None = None
    reason: Reason = ""
    expires_at: Time | None = None


class PauseQueue(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Body of `POST /queues/{name}/pause`: nothing of it is started until it is resumed."""

    reason: Annotated[str, msgspec.Meta(min_length=1, max_length=500)]


class MiddlewareSwitch(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Body of `PUT /tasks/{name}/middleware/{middleware}`; holds from the next job on."""

    enabled: bool


class TaskMiddlewareList(msgspec.Struct, frozen=True):
    """Answer of `GET /tasks/{name}/middleware`, in the order of the chain."""

    middleware: tuple[TaskMiddleware, ...]


class Middleware(msgspec.Struct, frozen=True):
    """Something that jobs pass through, and those of which tasks."""

    name: str
    meaning: str
    tasks: tuple[str, ...]


class MiddlewareList(msgspec.Struct, frozen=True):
    """Answer of `GET /middleware`."""

    middleware: tuple[Middleware, ...]


JobState = Literal["waiting", "running", "done", "failed", "cancelled"]


class JobError(msgspec.Struct, frozen=True):
    """Why one try of a job failed. `trace` is where in the server, its last 4,000 characters."""

    attempt: int
    at: Time
    message: str
    trace: str


class Job(msgspec.Struct, frozen=True):
    """One piece of work.

    Attributes:
        subject: what it is about, such as the id of a delivery; empty for regular work.
        attempt: which try it is or was; 0 before the first.
        due_at: not before then.
        errors: of its tries, the latest 20, oldest first.
        result: what it did, in words; empty until it is done.
    """

    id: str
    task: str
    queue: str
    state: JobState
    subject: str
    priority: int
    attempt: int
    max_retries: int
    created_at: Time
    due_at: Time
    started_at: Time | None
    ended_at: Time | None
    duration_ms: int | None
    errors: tuple[JobError, ...]
    result: str
