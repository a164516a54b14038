"""Tasks, queues and jobs for tests of what is done with them."""

from __future__ import annotations

from typing import Any

from tests.support.manual_clock import NOVEMBER

from crashdesk.core.ids import JobId, QueueName, TaskName
from crashdesk.core.tasks import (
    Job,
    JobState,
    Queue,
    QueueLimits,
    QueueValues,
    Range,
    Task,
    TaskLimits,
    TaskMiddleware,
    TaskValues,
)

VALUES = TaskValues("30/m", 4, 3, 1_000, 30_000, 0)
QUEUE_VALUES = QueueValues("unlimited", 8)
LIMITS = TaskLimits(
    max_concurrent=Range(1, 500),
    max_retries=Range(0, 20),
    retry_backoff_ms=Range(100, 3_600_000),
    timeout_ms=Range(1_000, 3_600_000),
    priority=Range(-100, 100),
    jobs_per_hour=Range(1, 3_600_000),
)
CHAIN = (
    TaskMiddleware("log", "Writes one line to the log for each job."),
    TaskMiddleware("failure-events", "Tells webhooks of jobs that failed for good."),
)


def make_task(name: str = "webhooks.deliver", /, **values: Any) -> Task:
    """Return a task that runs as it is declared; what is not named is ordinary."""
    ordinary: dict[str, Any] = {
        "revision": 1,
        "queue": QueueName("webhooks"),
        "declared": VALUES,
        "effective": VALUES,
        "running": VALUES,
        "limits": LIMITS,
        "middleware": CHAIN,
    }
    return Task(name=TaskName(name), **{**ordinary, **values})


def make_queue(name: str = "webhooks", /, **values: Any) -> Queue:
    """Return a queue that runs as it is declared."""
    ordinary: dict[str, Any] = {
        "revision": 1,
        "declared": QUEUE_VALUES,
        "effective": QUEUE_VALUES,
        "running": QUEUE_VALUES,
        "limits": QueueLimits(Range(1, 500), Range(1, 3_600_000)),
    }
    return Queue(name=QueueName(name), **{**ordinary, **values})


def make_job(job_id: str = "job_1", /, **values: Any) -> Job:
    """Return a job that is done."""
    ordinary: dict[str, Any] = {
        "task": TaskName("webhooks.deliver"),
        "queue": QueueName("webhooks"),
        "state": JobState.DONE,
        "created_at": NOVEMBER,
        "due_at": NOVEMBER,
        "attempt": 1,
        "max_retries": 3,
    }
    return Job(id=JobId(job_id), **{**ordinary, **values})
