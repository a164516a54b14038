"""Background work as an area of the server: the routes about it, and the runner itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Literal

from sqlalchemy import delete, func, select

from crashdesk_server.access.permissions import TASKS_OVERRIDE, TASKS_READ
from crashdesk_server.area import Area, Context, Loader
from crashdesk_server.clock import DAY
from crashdesk_server.storage.transaction import Snapshot, Transaction
from crashdesk_server.tasks.declaring import TaskSpec, regular
from crashdesk_server.tasks.execution import Execution
from crashdesk_server.tasks.handlers import JobHandlers, QueueHandlers, TaskHandlers
from crashdesk_server.tasks.middleware import Durations, FailureEvents, FailureListener, Log, SlowWarning
from crashdesk_server.tasks.reading import JobQuery, TaskReader
from crashdesk_server.tasks.runner import Runner
from crashdesk_server.tasks.tables import job
from crashdesk_server.web.call import Call, Reply
from crashdesk_server.web.problems import NOT_IN_STATE
from crashdesk_server.web.routing import Read, Route, Write
from crashdesk_server.wire import tasks as wire
from crashdesk_server.wire.page import Page

KEPT_DONE = 50
"""Jobs of each task that went well."""
_KEPT_FAILED_DAYS = 7
_KEPT_FAILED = 1_000
_TASK = "/tasks/{name}"
_QUEUE = "/queues/{name}"
_JOB = "/jobs/{id}"


def build(context: Context, specs: Iterable[TaskSpec], on_failure: FailureListener) -> tuple[Area, Runner]:
    """Return the routes and the runner of all tasks.

    Args:
        context: what every area is built from.
        specs: the tasks of all areas.
        on_failure: told of jobs that gave up.
    """
    own = regular("jobs.forget", "maintenance", "Forgets old jobs.", 60, forget_jobs)
    by_name = {spec.name: spec for spec in sorted((*specs, own), key=lambda spec: spec.name)}
    chain = (Log(), Durations(), SlowWarning(), FailureEvents(on_failure))
    execution = Execution(context.database, context.ids, chain)
    runner = Runner(context.database, context.clock, context.ids, by_name, execution)
    reader = TaskReader(by_name, chain, lambda: runner.tuned)
    area = Area(
        routes=(
            *_of_tasks(TaskHandlers(reader)),
            *_of_queues(QueueHandlers(reader)),
            *_of_jobs(JobHandlers(reader, context.ids)),
        ),
        loaders={
            "task": Loader(TASKS_READ, reader.load_tasks),
            "queue": Loader(TASKS_READ, reader.load_queues),
        },
        capabilities=("tasks",),
    )
    return area, runner


def forget_jobs(tx: Transaction) -> int:
    """Remove old jobs: of those that went well all but the latest of each task, of the others by age."""
    gone = 0
    for name in tx.execute(select(job.c.task).distinct()).scalars().all():
        newest = select(job.c.id).where(job.c.task == name, job.c.state == "done").order_by(job.c.id.desc())
        edge = tx.execute(newest.limit(1).offset(KEPT_DONE)).scalar()
        if edge is not None:
            old = job.c.task == name, job.c.state == "done", job.c.id <= edge
            gone += tx.execute(delete(job).where(*old)).rowcount
    given_up = job.c.state.in_(("failed", "cancelled"))
    old = given_up, job.c.ended_at < tx.now - _KEPT_FAILED_DAYS * DAY
    gone += tx.execute(delete(job).where(*old)).rowcount
    if tx.execute(select(func.count()).select_from(job).where(given_up)).scalar_one() > _KEPT_FAILED:
        kept = select(job.c.id).where(given_up).order_by(job.c.ended_at.desc()).limit(_KEPT_FAILED)
        gone += tx.execute(delete(job).where(given_up, job.c.id.not_in(kept))).rowcount
    return gone


def _of_tasks(handlers: TaskHandlers) -> tuple[Route, ...]:
    override, chain = f"{_TASK}/override", f"{_TASK}/middleware"
    return (
        _shown("/tasks", handlers.list, "List background tasks", wire.TaskList),
        _shown(override, handlers.override, "Show what is set for a task", wire.TaskOverride),
        _set("PUT", override, handlers.put_override, "Set how a task runs", wire.TaskOverrideInput),
        _set("DELETE", override, handlers.delete_override, "Let a task run as it is declared", None),
        _shown(chain, handlers.chain, "List the middleware of a task", wire.TaskMiddlewareList),
        _set("DELETE", chain, handlers.switch_all_on, "Switch all middleware of a task on", None),
        _set(
            "PUT",
            f"{chain}/{{middleware}}",
            handlers.switch,
            "Switch a middleware of a task on or off",
            wire.MiddlewareSwitch,
        ),
        _shown("/middleware", handlers.all_middleware, "List all middleware", wire.MiddlewareList),
    )


def _of_queues(handlers: QueueHandlers) -> tuple[Route, ...]:
    override = f"{_QUEUE}/override"
    return (
        _shown("/queues", handlers.list, "List queues", wire.QueueList),
        _shown(override, handlers.override, "Show what is set for a queue", wire.QueueOverride),
        _set(
            "PUT",
            override,
            handlers.put_override,
            "Set how a queue runs",
            wire.QueueOverrideInput,
            wire.Queue,
        ),
        _set(
            "DELETE",
            override,
            handlers.delete_override,
            "Let a queue run as it is declared",
            None,
            wire.Queue,
        ),
        _done(
            f"{_QUEUE}/pause", handlers.pause, "Start nothing more of a queue", wire.Queue, wire.PauseQueue
        ),
        _done(f"{_QUEUE}/resume", handlers.resume, "Go on with a queue", wire.Queue),
    )


def _of_jobs(handlers: JobHandlers) -> tuple[Route, ...]:
    return (
        Route(
            "GET",
            "/jobs",
            Read(handlers.list),
            "List jobs, the latest first",
            permission=TASKS_READ,
            query=JobQuery,
            response=Page[wire.Job],
        ),
        _done(f"{_JOB}/retry", handlers.retry, "Let a job that gave up run again", wire.Job),
        _done(f"{_JOB}/cancel", handlers.cancel, "Cancel a job", wire.Job),
    )


def _shown(path: str, show: Callable[[Snapshot, Call], Reply], summary: str, response: Any) -> Route:
    return Route("GET", path, Read(show), summary, permission=TASKS_READ, response=response)


def _set(
    method: Literal["PUT", "DELETE"],
    path: str,
    change: Callable[[Transaction, Call], Reply],
    summary: str,
    body: Any,
    response: Any = wire.Task,
) -> Route:
    return Route(
        method,
        path,
        Write(change),
        summary,
        permission=TASKS_OVERRIDE,
        body=body,
        response=response,
        revised=True,
    )


def _done(
    path: str, do: Callable[[Transaction, Call], Reply], summary: str, response: Any, body: Any = None
) -> Route:
    return Route(
        "POST",
        path,
        Write(do),
        summary,
        permission=TASKS_OVERRIDE,
        body=body,
        response=response,
        problems=(NOT_IN_STATE,) if path.startswith(_JOB) else (),
    )
