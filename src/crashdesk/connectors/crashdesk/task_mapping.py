"""From what our server sends of its background work to the domain. Pure."""

from __future__ import annotations

from crashdesk.connectors.crashdesk import wire_tasks as wire
from crashdesk.connectors.crashdesk.mapping import actor, instant, instant_or_none, known
from crashdesk.core import tasks
from crashdesk.core.ids import JobId, QueueName, TaskName


def task(said: wire.Task) -> tasks.Task:
    """Map one task."""
    return tasks.Task(
        name=TaskName(said.name),
        revision=said.revision,
        queue=QueueName(said.queue),
        declared=_values(said.declared),
        effective=_values(said.effective),
        limits=_limits(said.limits),
        meaning=said.meaning,
        every_ms=said.every_ms,
        override=_override(said.override) if said.override else None,
        running=_values(said.running) if said.running else None,
        middleware=tuple(
            tasks.TaskMiddleware(each.name, each.meaning, each.enabled) for each in said.middleware
        ),
        workload=_workload(said.workload),
        last_run_at=instant_or_none(said.last_run_at),
        last_duration_ms=said.last_duration_ms,
        last_error=said.last_error,
    )


def queue(said: wire.Queue) -> tasks.Queue:
    """Map one queue."""
    return tasks.Queue(
        name=QueueName(said.name),
        revision=said.revision,
        declared=_queue_values(said.declared),
        effective=_queue_values(said.effective),
        limits=tasks.QueueLimits(_range(said.limits.max_concurrent), _range(said.limits.jobs_per_hour)),
        meaning=said.meaning,
        override=_queue_override(said.override) if said.override else None,
        running=_queue_values(said.running) if said.running else None,
        tasks=tuple(map(TaskName, said.tasks)),
        workload=_workload(said.workload),
    )


def job(said: wire.Job) -> tasks.Job:
    """Map one job. One in a state of a newer server counts as failed: somebody should look at it."""
    return tasks.Job(
        id=JobId(said.id),
        task=TaskName(said.task),
        queue=QueueName(said.queue),
        state=known(said.state, tasks.JobState.FAILED),
        created_at=instant(said.created_at),
        due_at=instant(said.due_at),
        subject=said.subject,
        priority=said.priority,
        attempt=said.attempt,
        max_retries=said.max_retries,
        started_at=instant_or_none(said.started_at),
        ended_at=instant_or_none(said.ended_at),
        duration_ms=said.duration_ms,
        errors=tuple(
            tasks.JobError(error.attempt, instant(error.at), error.message, error.trace)
            for error in said.errors
        ),
        result=said.result,
    )


def _values(said: wire.TaskValues) -> tasks.TaskValues:
    return tasks.TaskValues(
        rate_limit=said.rate_limit,
        max_concurrent=said.max_concurrent,
        max_retries=said.max_retries,
        retry_backoff_ms=said.retry_backoff_ms,
        timeout_ms=said.timeout_ms,
        priority=said.priority,
        paused=said.paused,
    )


def _queue_values(said: wire.QueueValues) -> tasks.QueueValues:
    return tasks.QueueValues(said.rate_limit, said.max_concurrent, said.paused)


def _override(said: wire.TaskOverride) -> tasks.TaskOverride:
    settings = tasks.TaskSettings(
        rate_limit=said.rate_limit,
        max_concurrent=said.max_concurrent,
        max_retries=said.max_retries,
        retry_backoff_ms=said.retry_backoff_ms,
        timeout_ms=said.timeout_ms,
        priority=said.priority,
        paused=said.paused,
    )
    return tasks.TaskOverride(settings, _warrant(said))


def _queue_override(said: wire.QueueOverride) -> tasks.QueueOverride:
    settings = tasks.QueueSettings(said.rate_limit, said.max_concurrent, said.paused)
    return tasks.QueueOverride(settings, _warrant(said))


def _warrant(said: wire.TaskOverride | wire.QueueOverride) -> tasks.Warrant:
    return tasks.Warrant(actor(said.by), instant(said.at), said.reason, instant_or_none(said.expires_at))


def _limits(said: wire.TaskLimits) -> tasks.TaskLimits:
    return tasks.TaskLimits(
        max_concurrent=_range(said.max_concurrent),
        max_retries=_range(said.max_retries),
        retry_backoff_ms=_range(said.retry_backoff_ms),
        timeout_ms=_range(said.timeout_ms),
        priority=_range(said.priority),
        jobs_per_hour=_range(said.jobs_per_hour),
    )


def _range(said: wire.Range) -> tasks.Range:
    return tasks.Range(said.least, said.most)


def _workload(said: wire.Workload) -> tasks.Workload:
    return tasks.Workload(said.waiting, said.running, said.failed)
