"""How background work lies in the store: tasks, queues and the jobs that were last asked for."""

from __future__ import annotations

from crashdesk.core.outbox import ObjectType
from crashdesk.core.query.task_fields import JOB_FIELDS, QUEUE_FIELDS, TASK_FIELDS
from crashdesk.core.tasks import Job, JobState, Queue, Task
from crashdesk.store.tables.spec import Column, TableSpec, number_column, text_column

_STATE_RANK = {state: rank for rank, state in enumerate(JobState)}


def _lease(found: Task | Queue) -> int | None:
    return found.override.warrant.expires_at if found.override else None


def _drifts(found: Task | Queue) -> int:
    return int(found.running is not None and found.running != found.effective)


_SHARED = (
    text_column("name", lambda found: found.name),
    number_column("overridden", lambda found: int(found.override is not None)),
    number_column("paused", lambda found: int(found.effective.paused)),
    Column("lease_until", "INTEGER", _lease),
    number_column("drifting", _drifts),
    number_column("waiting", lambda found: found.workload.waiting),
    number_column("running", lambda found: found.workload.running),
    number_column("failed", lambda found: found.workload.failed),
)
_SHARED_IS = {
    "overridden": "g.overridden",
    "paused": "g.paused",
    "leased": "g.lease_until IS NOT NULL",
    "drifting": "g.drifting",
    "busy": "g.running > 0",
    "failing": "g.failed > 0",
}

TASK_TABLE = TableSpec(
    type=ObjectType.TASK,
    struct=Task,
    capability="tasks.read",
    columns=(
        *_SHARED,
        text_column("queue", lambda task: task.queue),
        text_column("meaning", lambda task: task.meaning),
        Column("last_run_at", "INTEGER", lambda task: task.last_run_at),
        text_column("last_error", lambda task: task.last_error),
        number_column("regular", lambda task: int(task.every_ms is not None)),
        number_column("switched_off", lambda task: sum(not each.enabled for each in task.middleware)),
    ),
    searched=("name", "queue", "meaning", "last_error"),
    fields=TASK_FIELDS,
    flags={"is": {**_SHARED_IS, "regular": "g.regular", "switched-off": "g.switched_off > 0"}},
    revision=lambda task: task.revision,
)

QUEUE_TABLE = TableSpec(
    type=ObjectType.QUEUE,
    struct=Queue,
    capability="tasks.read",
    columns=(*_SHARED, text_column("meaning", lambda queue: queue.meaning)),
    searched=("name", "meaning"),
    fields=QUEUE_FIELDS,
    flags={"is": _SHARED_IS},
    revision=lambda queue: queue.revision,
)


def _errors(job: Job) -> str:
    return "\n".join(dict.fromkeys(text for error in job.errors for text in (error.message, error.trace)))


JOB_TABLE = TableSpec(
    type=ObjectType.JOB,
    struct=Job,
    capability="tasks.read",
    columns=(
        text_column("task", lambda job: job.task),
        text_column("queue", lambda job: job.queue),
        number_column("state", lambda job: _STATE_RANK[job.state]),
        text_column("subject", lambda job: job.subject),
        number_column("attempt", lambda job: job.attempt),
        number_column("created_at", lambda job: job.created_at, indexed=True),
        number_column("due_at", lambda job: job.due_at),
        Column("started_at", "INTEGER", lambda job: job.started_at),
        Column("ended_at", "INTEGER", lambda job: job.ended_at),
        Column("duration_ms", "INTEGER", lambda job: job.duration_ms),
        text_column("errors", _errors),
        text_column("result", lambda job: job.result),
    ),
    searched=("task", "subject", "errors", "result"),
    fields=JOB_FIELDS,
    flags={
        "is": {
            **{state.value: f"g.state = {rank}" for state, rank in _STATE_RANK.items()},
            "retried": "g.attempt > 1",
        }
    },
)
