"""Tasks, queues and jobs as they are told."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Annotated, Any, Literal

import msgspec
from sqlalchemy import Row, func, select

from crashdesk_server.access.opening import time_or_none
from crashdesk_server.access.principal import Principal
from crashdesk_server.clock import to_rfc3339
from crashdesk_server.storage.schema import DEFAULT_PROJECT
from crashdesk_server.storage.transaction import Snapshot
from crashdesk_server.tasks.declaring import QUEUES, QueueSpec, TaskSpec
from crashdesk_server.tasks.middleware import Middleware
from crashdesk_server.tasks.tables import job, task_state
from crashdesk_server.tasks.tuning import QueueTuning, TaskTuning, Tuned, read_queues, read_tasks
from crashdesk_server.tasks.values import effective, queue_limits, task_limits
from crashdesk_server.web.paging import PageQuery, PageSpec
from crashdesk_server.wire import tasks as wire

JOBS = PageSpec({"created_at": job.c.created_at, "due_at": job.c.due_at}, "-created_at", job.c.id)


class JobQuery(PageQuery, frozen=True):
    """The parameters of `GET /jobs`."""

    task: Annotated[str, msgspec.Meta(max_length=100)] | None = None
    queue: Annotated[str, msgspec.Meta(max_length=100)] | None = None
    state: Literal["waiting", "running", "done", "failed", "cancelled"] | None = None


class TaskReader:
    """Builds what is told, from what is declared, what is set, and what the runner works by."""

    def __init__(
        self,
        specs: Mapping[str, TaskSpec],
        chain: Sequence[Middleware],
        running: Callable[[], Tuned | None],
    ) -> None:
        self.specs = specs
        self.chain = tuple(chain)
        self._running = running

    def tasks(self, snapshot: Snapshot, names: Iterable[str]) -> dict[str, wire.Task]:
        """Return the tasks of some names; those that do not exist are missing."""
        known = [self.specs[name] for name in names if name in self.specs]
        tunings, loads = read_tasks(snapshot), _workloads(snapshot, job.c.task)
        last = {row.name: row for row in snapshot.execute(select(task_state))}
        return {
            spec.name: self._task(
                spec, tunings.get(spec.name, TaskTuning()), loads.get(spec.name, {}), last.get(spec.name)
            )
            for spec in known
        }

    def queues(self, snapshot: Snapshot, names: Iterable[str]) -> dict[str, wire.Queue]:
        """Return the queues of some names; those that do not exist are missing."""
        tunings, loads = read_queues(snapshot), _workloads(snapshot, job.c.queue)
        return {
            name: self._queue(QUEUES[name], tunings.get(name, QueueTuning()), loads.get(name, {}))
            for name in names
            if name in QUEUES
        }

    def load_tasks(
        self, snapshot: Snapshot, _principal: Principal, names: Sequence[str]
    ) -> Mapping[str, object]:
        """Return tasks for the change feed."""
        return self.tasks(snapshot, names)

    def load_queues(
        self, snapshot: Snapshot, _principal: Principal, names: Sequence[str]
    ) -> Mapping[str, object]:
        """Return queues for the change feed."""
        return self.queues(snapshot, names)

    def jobs(self, snapshot: Snapshot, rows: Sequence[Row[*tuple[Any, ...]]]) -> list[object]:
        """Return wire `Job`s by the values that are in force for them."""
        tunings = read_tasks(snapshot)
        return [self._job(row, tunings.get(row.task, TaskTuning())) for row in rows]

    def _task(
        self,
        spec: TaskSpec,
        tuning: TaskTuning,
        load: Mapping[str, int],
        last: Row[*tuple[Any, ...]] | None,
    ) -> wire.Task:
        tuned = self._running()
        return wire.Task(
            name=spec.name,
            project_id=DEFAULT_PROJECT,
            revision=tuning.revision,
            queue=spec.queue,
            meaning=spec.meaning,
            every_ms=None if spec.every_s is None else round(spec.every_s * 1000),
            declared=spec.values,
            override=tuning.override,
            effective=effective(spec.values, tuning.override),
            running=tuned.tasks.get(spec.name) if tuned else None,
            limits=task_limits(spec),
            middleware=self.middleware(tuning),
            workload=_workload(load),
            last_run_at=time_or_none(last.last_run_at) if last else None,
            last_duration_ms=last.last_duration_ms if last else None,
            last_error=last.last_error if last else "",
        )

    def middleware(self, tuning: TaskTuning) -> tuple[wire.TaskMiddleware, ...]:
        """Return the chain of a task."""
        return tuple(
            wire.TaskMiddleware(each.name, each.meaning, each.name not in tuning.switched_off)
            for each in self.chain
        )

    def _queue(self, spec: QueueSpec, tuning: QueueTuning, load: Mapping[str, int]) -> wire.Queue:
        tuned = self._running()
        return wire.Queue(
            name=spec.name,
            project_id=DEFAULT_PROJECT,
            revision=tuning.revision,
            meaning=spec.meaning,
            declared=spec.values,
            override=tuning.override,
            effective=effective(spec.values, tuning.override),
            running=tuned.queues.get(spec.name) if tuned else None,
            limits=queue_limits(spec),
            tasks=tuple(task.name for task in self.specs.values() if task.queue == spec.name),
            workload=_workload(load),
        )

    def _job(self, row: Row[*tuple[Any, ...]], tuning: TaskTuning) -> wire.Job:
        spec = self.specs.get(row.task)
        values = effective(spec.values, tuning.override) if spec else None
        took = row.ended_at - row.started_at if row.ended_at and row.started_at else None
        return wire.Job(
            id=row.id,
            task=row.task,
            queue=row.queue,
            state=row.state,
            subject=row.subject,
            priority=values.priority if values else 0,
            attempt=row.attempt,
            max_retries=values.max_retries if values else 0,
            created_at=to_rfc3339(row.created_at),
            due_at=to_rfc3339(row.due_at),
            started_at=time_or_none(row.started_at),
            ended_at=time_or_none(row.ended_at),
            duration_ms=took if took is None else max(0, took),
            errors=msgspec.json.decode(row.errors, type=tuple[wire.JobError, ...]),
            result=row.result,
        )


def _workloads(snapshot: Snapshot, column: Any) -> dict[str, dict[str, int]]:
    """Return how many jobs are in each state, by task or queue; those that are done are not counted."""
    counted = (
        select(column.label("name"), job.c.state, func.count().label("jobs"))
        .where(job.c.state.in_(("waiting", "running", "failed")))
        .group_by(column, job.c.state)
    )
    found: dict[str, dict[str, int]] = {}
    for row in snapshot.execute(counted):
        found.setdefault(row.name, {})[row.state] = row.jobs
    return found


def _workload(load: Mapping[str, int]) -> wire.Workload:
    return wire.Workload(load.get("waiting", 0), load.get("running", 0), load.get("failed", 0))
