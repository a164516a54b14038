"""A server's background work: tasks, queues, what overrides them, and jobs."""

from __future__ import annotations

import enum

import msgspec

from crashdesk.core.ids import Instant, JobId, QueueName, TaskName
from crashdesk.core.people import Actor

UNLIMITED = "unlimited"
"""The rate limit that is none."""


class TaskValues(msgspec.Struct, frozen=True):
    """How a task runs. `retry_backoff_ms` doubles from try to try; higher priorities start first."""

    rate_limit: str
    max_concurrent: int
    max_retries: int
    retry_backoff_ms: int
    timeout_ms: int
    priority: int
    paused: bool = False


class TaskSettings(msgspec.Struct, frozen=True):
    """What somebody sets instead of what is declared; None inherits."""

    rate_limit: str | None = None
    max_concurrent: int | None = None
    max_retries: int | None = None
    retry_backoff_ms: int | None = None
    timeout_ms: int | None = None
    priority: int | None = None
    paused: bool | None = None


class QueueValues(msgspec.Struct, frozen=True):
    """How a queue runs: over all of its tasks together."""

    rate_limit: str
    max_concurrent: int
    paused: bool = False


class QueueSettings(msgspec.Struct, frozen=True):
    """What somebody sets instead of what is declared; None inherits."""

    rate_limit: str | None = None
    max_concurrent: int | None = None
    paused: bool | None = None


class Warrant(msgspec.Struct, frozen=True):
    """Who set an override, when and why. `expires_at`: a lease, which ends by itself."""

    by: Actor
    at: Instant
    reason: str = ""
    expires_at: Instant | None = None


class TaskOverride(msgspec.Struct, frozen=True):
    """An override of a task that is in force."""

    settings: TaskSettings
    warrant: Warrant


class QueueOverride(msgspec.Struct, frozen=True):
    """An override of a queue that is in force."""

    settings: QueueSettings
    warrant: Warrant


class Range(msgspec.Struct, frozen=True):
    """The least and the most that a value may be."""

    least: int
    most: int


class TaskLimits(msgspec.Struct, frozen=True):
    """What overrides the server accepts; `jobs_per_hour` bounds rate limits."""

    max_concurrent: Range
    max_retries: Range
    retry_backoff_ms: Range
    timeout_ms: Range
    priority: Range
    jobs_per_hour: Range


class QueueLimits(msgspec.Struct, frozen=True):
    """What overrides of a queue the server accepts."""

    max_concurrent: Range
    jobs_per_hour: Range


class TaskMiddleware(msgspec.Struct, frozen=True):
    """Something that every job of a task passes through."""

    name: str
    meaning: str = ""
    enabled: bool = True


class Workload(msgspec.Struct, frozen=True):
    """How much there is to do; `failed` are jobs that gave up and are still listed."""

    waiting: int = 0
    running: int = 0
    failed: int = 0


class Task(msgspec.Struct, frozen=True):
    """A kind of background work.

    Attributes:
        every_ms: how often it comes by itself; None when it does not.
        running: what the runner works by; None when it is not known.
        middleware: in the order of the chain.
        last_error: of the last job, in words; empty when it went well.
    """

    name: TaskName
    revision: int
    queue: QueueName
    declared: TaskValues
    effective: TaskValues
    limits: TaskLimits
    meaning: str = ""
    every_ms: int | None = None
    override: TaskOverride | None = None
    running: TaskValues | None = None
    middleware: tuple[TaskMiddleware, ...] = ()
    workload: Workload = Workload()
    last_run_at: Instant | None = None
    last_duration_ms: int | None = None
    last_error: str = ""

    @property
    def id(self) -> TaskName:
        """Its name, under which it lies in the store like any object."""
        return self.name


class Queue(msgspec.Struct, frozen=True):
    """Tasks that share limits and can be paused together."""

    name: QueueName
    revision: int
    declared: QueueValues
    effective: QueueValues
    limits: QueueLimits
    meaning: str = ""
    override: QueueOverride | None = None
    running: QueueValues | None = None
    tasks: tuple[TaskName, ...] = ()
    workload: Workload = Workload()

    @property
    def id(self) -> QueueName:
        """Its name, under which it lies in the store like any object."""
        return self.name


class JobState(enum.StrEnum):
    """How far a job is."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


class JobError(msgspec.Struct, frozen=True):
    """Why one try of a job failed; `trace` is where in the server."""

    attempt: int
    at: Instant
    message: str
    trace: str = ""


class Job(msgspec.Struct, frozen=True):
    """One piece of work.

    Attributes:
        subject: what it is about, such as the id of a delivery; empty for regular work.
        attempt: which try it is or was; 0 before the first.
        errors: of its tries, oldest first.
        result: what it did, in words.
    """

    id: JobId
    task: TaskName
    queue: QueueName
    state: JobState
    created_at: Instant
    due_at: Instant
    subject: str = ""
    priority: int = 0
    attempt: int = 0
    max_retries: int = 0
    started_at: Instant | None = None
    ended_at: Instant | None = None
    duration_ms: int | None = None
    errors: tuple[JobError, ...] = ()
    result: str = ""
