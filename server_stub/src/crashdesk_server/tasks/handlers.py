"""Requests about tasks, queues and jobs."""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import Row, select, update

from crashdesk_server.access.visible import visible
from crashdesk_server.audit.record import Target, origin_of, record
from crashdesk_server.clock import DAY, from_rfc3339, to_rfc3339
from crashdesk_server.ids import Ids
from crashdesk_server.storage.transaction import Snapshot, Transaction
from crashdesk_server.tasks import tuning
from crashdesk_server.tasks.declaring import QUEUES, TaskSpec
from crashdesk_server.tasks.execution import ensure_regular
from crashdesk_server.tasks.reading import JOBS, JobQuery, TaskReader
from crashdesk_server.tasks.tables import job
from crashdesk_server.tasks.tuning import QueueTuning, TaskTuning
from crashdesk_server.tasks.values import harm_of, queue_limits, task_limits
from crashdesk_server.web import problems
from crashdesk_server.web.call import Call, Reply
from crashdesk_server.web.conditional import require_revision
from crashdesk_server.web.paging import fetch_page
from crashdesk_server.web.problems import ProblemError, invalid, invalid_fields
from crashdesk_server.wire import tasks as wire
from crashdesk_server.wire.crash_groups import ActorRef

_LONGEST_LEASE_MS = 365 * DAY


class TaskHandlers:
    """Answers requests about tasks and their middleware; each method is one route."""

    def __init__(self, reader: TaskReader) -> None:
        self._reader = reader

    def list(self, snapshot: Snapshot, _call: Call) -> Reply:
        """Return all tasks."""
        found = self._reader.tasks(snapshot, self._reader.specs)
        return Reply(wire.TaskList(tuple(found.values())))

    def override(self, snapshot: Snapshot, call: Call) -> Reply:
        """Return what is set for a task."""
        tuned = self._tuning(snapshot, self._spec(call).name)
        if tuned.override is None:
            raise ProblemError(problems.NOT_FOUND, "Nothing is overridden.")
        return Reply(tuned.override, revision=tuned.revision)

    def put_override(self, tx: Transaction, call: Call) -> Reply:
        """Replace what is set for a task."""
        spec = self._spec(call)
        before = self._seen(tx, call, spec)
        body: wire.TaskOverrideInput = call.body
        _refuse_harm(body, task_limits(spec))
        fields = _override_fields(tx, call, body)
        override = wire.TaskOverride(**fields)
        if before.override is None or _differs(before.override, override):
            tuning.set_task_override(tx, spec.name, override)
            tuning.tell(
                tx, origin_of(call), "task.overridden", spec.name, before=before.override, after=override
            )
        return self._reply(tx, spec.name)

    def delete_override(self, tx: Transaction, call: Call) -> Reply:
        """Take away what is set for a task."""
        spec = self._spec(call)
        before = self._seen(tx, call, spec)
        if before.override is not None:
            tuning.set_task_override(tx, spec.name, None)
            tuning.tell(
                tx, origin_of(call), "task.override_cleared", spec.name, before=before.override, after=None
            )
        return self._reply(tx, spec.name)

    def chain(self, snapshot: Snapshot, call: Call) -> Reply:
        """Return the middleware of a task."""
        tuned = self._tuning(snapshot, self._spec(call).name)
        return Reply(wire.TaskMiddlewareList(self._reader.middleware(tuned)), revision=tuned.revision)

    def switch(self, tx: Transaction, call: Call) -> Reply:
        """Switch one middleware of a task on or off."""
        spec, name = self._spec(call), call.path["middleware"]
        if name not in {each.name for each in self._reader.chain}:
            raise ProblemError(problems.NOT_FOUND)
        before = self._seen(tx, call, spec).switched_off
        body: wire.MiddlewareSwitch = call.body
        self._set_switched_off(tx, call, spec, before, before - {name} if body.enabled else before | {name})
        return self._reply(tx, spec.name)

    def switch_all_on(self, tx: Transaction, call: Call) -> Reply:
        """Switch every middleware of a task on."""
        spec = self._spec(call)
        self._set_switched_off(tx, call, spec, self._seen(tx, call, spec).switched_off, frozenset())
        return self._reply(tx, spec.name)

    def all_middleware(self, _snapshot: Snapshot, _call: Call) -> Reply:
        """Return all middleware."""
        names = tuple(self._reader.specs)
        return Reply(
            wire.MiddlewareList(
                tuple(wire.Middleware(each.name, each.meaning, names) for each in self._reader.chain)
            )
        )

    @staticmethod
    def _set_switched_off(
        tx: Transaction, call: Call, spec: TaskSpec, before: frozenset[str], after: frozenset[str]
    ) -> None:
        if before == after:
            return
        tuning.set_switched_off(tx, spec.name, after)
        for name in sorted(before ^ after):
            record(
                tx,
                origin_of(call),
                "task.middleware_switched",
                Target("task", spec.name, spec.name),
                before={name: "off" if name in before else "on"},
                after={name: "off" if name in after else "on"},
            )

    def _spec(self, call: Call) -> TaskSpec:
        spec = self._reader.specs.get(call.path["name"])
        if spec is None:
            raise ProblemError(problems.NOT_FOUND)
        return spec

    @staticmethod
    def _tuning(snapshot: Snapshot, name: str) -> TaskTuning:
        return tuning.read_tasks(snapshot).get(name, TaskTuning())

    def _seen(self, tx: Transaction, call: Call, spec: TaskSpec) -> TaskTuning:
        tuned = self._tuning(tx, spec.name)
        require_revision(call, tuned.revision, lambda: self._reader.tasks(tx, [spec.name])[spec.name])
        return tuned

    def _reply(self, tx: Transaction, name: str) -> Reply:
        found = self._reader.tasks(tx, [name])[name]
        return Reply(found, revision=found.revision)


class QueueHandlers:
    """Answers requests about queues; each method is one route."""

    def __init__(self, reader: TaskReader) -> None:
        self._reader = reader

    def list(self, snapshot: Snapshot, _call: Call) -> Reply:
        """Return all queues."""
        return Reply(wire.QueueList(tuple(self._reader.queues(snapshot, QUEUES).values())))

    def override(self, snapshot: Snapshot, call: Call) -> Reply:
        """Return what is set for a queue."""
        tuned = self._tuning(snapshot, call)
        if tuned.override is None:
            raise ProblemError(problems.NOT_FOUND, "Nothing is overridden.")
        return Reply(tuned.override, revision=tuned.revision)

    def put_override(self, tx: Transaction, call: Call) -> Reply:
        """Replace what is set for a queue."""
        before = self._seen(tx, call)
        body: wire.QueueOverrideInput = call.body
        _refuse_harm(body, queue_limits(QUEUES[call.path["name"]]))
        override = wire.QueueOverride(**_override_fields(tx, call, body))
        if before.override is None or _differs(before.override, override):
            self._set(tx, call, "queue.overridden", before.override, override)
        return self._reply(tx, call)

    def delete_override(self, tx: Transaction, call: Call) -> Reply:
        """Take away what is set for a queue."""
        before = self._seen(tx, call).override
        if before is not None:
            self._set(tx, call, "queue.override_cleared", before, None)
        return self._reply(tx, call)

    def pause(self, tx: Transaction, call: Call) -> Reply:
        """Start nothing more of a queue; the rest of its override stays."""
        before = self._tuning(tx, call).override
        body: wire.PauseQueue = call.body
        if not body.reason.strip():
            raise invalid("#/reason", "required", "Say why, for whoever wonders later.")
        kept = (before.rate_limit, before.max_concurrent) if before else (None, None)
        override = wire.QueueOverride(*kept, True, _actor(call), to_rfc3339(tx.now), body.reason, None)
        if before is None or not before.paused:
            self._set(tx, call, "queue.paused", before, override)
        return self._reply(tx, call)

    def resume(self, tx: Transaction, call: Call) -> Reply:
        """Go on with a queue; the rest of its override stays."""
        before = self._tuning(tx, call).override
        if before is not None and before.paused:
            rest = msgspec.structs.replace(before, paused=None, reason="")
            is_empty = rest.rate_limit is None and rest.max_concurrent is None
            self._set(tx, call, "queue.resumed", before, None if is_empty else rest)
        return self._reply(tx, call)

    @staticmethod
    def _set(
        tx: Transaction,
        call: Call,
        action: str,
        before: wire.QueueOverride | None,
        after: wire.QueueOverride | None,
    ) -> None:
        name = call.path["name"]
        tuning.set_queue_override(tx, name, after)
        tuning.tell(tx, origin_of(call), action, name, before=before, after=after)

    @staticmethod
    def _tuning(snapshot: Snapshot, call: Call) -> QueueTuning:
        name = call.path["name"]
        if name not in QUEUES:
            raise ProblemError(problems.NOT_FOUND)
        return tuning.read_queues(snapshot).get(name, QueueTuning())

    def _seen(self, tx: Transaction, call: Call) -> QueueTuning:
        tuned, name = self._tuning(tx, call), call.path["name"]
        require_revision(call, tuned.revision, lambda: self._reader.queues(tx, [name])[name])
        return tuned

    def _reply(self, tx: Transaction, call: Call) -> Reply:
        found = self._reader.queues(tx, [call.path["name"]])[call.path["name"]]
        return Reply(found, revision=found.revision)


class JobHandlers:
    """Answers requests about jobs; each method is one route."""

    def __init__(self, reader: TaskReader, ids: Ids) -> None:
        self._reader = reader
        self._ids = ids

    def list(self, snapshot: Snapshot, call: Call) -> Reply:
        """Return a page of jobs."""
        query: JobQuery = call.query
        statement = visible(call.principal, select(job))
        for name in ("task", "queue", "state"):
            if (wanted := getattr(query, name)) is not None:
                statement = statement.where(job.c[name] == wanted)
        return Reply(
            fetch_page(snapshot, statement, query, JOBS, lambda rows: self._reader.jobs(snapshot, rows))
        )

    def retry(self, tx: Transaction, call: Call) -> Reply:
        """Let a job that failed or was cancelled run again, with all its tries."""
        row = self._row(tx, call)
        if row.state not in {"failed", "cancelled"}:
            raise ProblemError(problems.NOT_IN_STATE, f"It is {row.state}: only what gave up can be retried.")
        fields = {"state": "waiting", "attempt": 0, "due_at": tx.now, "ended_at": None, "owner": ""}
        self._change(tx, call, row, "job.retried", fields)
        return self._reply(tx, call)

    def cancel(self, tx: Transaction, call: Call) -> Reply:
        """Cancel a job; one that runs is ended."""
        row = self._row(tx, call)
        if row.state not in {"waiting", "running"}:
            raise ProblemError(problems.NOT_IN_STATE, f"It is {row.state} already.")
        self._change(tx, call, row, "job.cancelled", {"state": "cancelled", "ended_at": tx.now})
        spec = self._reader.specs.get(row.task)
        if spec is not None and spec.every_s is not None:
            ensure_regular(tx, self._ids, spec, tx.now + round(spec.every_s * 1000))
        return self._reply(tx, call)

    @staticmethod
    def _change(
        tx: Transaction, call: Call, row: Row[*tuple[Any, ...]], action: str, fields: dict[str, Any]
    ) -> None:
        tx.execute(update(job).where(job.c.id == row.id).values(lease_until=None, **fields))
        tx.touch("task", row.task)
        tx.stir()
        label = f"{row.task} {row.subject}".strip()
        before, after = {"state": row.state}, {"state": fields["state"]}
        record(tx, origin_of(call), action, Target("job", row.id, label), before=before, after=after)

    @staticmethod
    def _row(snapshot: Snapshot, call: Call) -> Row[*tuple[Any, ...]]:
        named = visible(call.principal, select(job).where(job.c.id == call.path["id"]))
        row = snapshot.execute(named).first()
        if row is None:
            raise ProblemError(problems.NOT_FOUND)
        return row

    def _reply(self, tx: Transaction, call: Call) -> Reply:
        return Reply(self._reader.jobs(tx, [self._row(tx, call)])[0])


def _refuse_harm(
    body: wire.TaskOverrideInput | wire.QueueOverrideInput, limits: wire.TaskLimits | wire.QueueLimits
) -> None:
    if harm := harm_of(body, limits):
        raise invalid_fields(harm)


def _override_fields(
    tx: Transaction, call: Call, body: wire.TaskOverrideInput | wire.QueueOverrideInput
) -> dict[str, Any]:
    fields: dict[str, Any] = msgspec.structs.asdict(body)
    if all(value is None for name, value in fields.items() if name not in {"reason", "expires_at"}):
        raise invalid("#", "required", "Nothing is set: take the override away instead.")
    if body.expires_at is not None:
        fields["expires_at"] = to_rfc3339(_end_of_lease(body.expires_at, tx.now))
    return fields | {"by": _actor(call), "at": to_rfc3339(tx.now)}


def _end_of_lease(text: str, now: int) -> int:
    try:
        end = from_rfc3339(text)
    except ValueError as error:
        raise invalid("#/expires_at", "invalid-time", "That is no time.") from error
    if not now < end <= now + _LONGEST_LEASE_MS:
        raise invalid("#/expires_at", "out-of-range", "It ends later than now and within a year.")
    return end


def _actor(call: Call) -> ActorRef:
    origin = origin_of(call)
    return ActorRef(origin.actor_id, call.principal.kind, origin.actor_label)


def _differs(
    one: wire.TaskOverride | wire.QueueOverride, other: wire.TaskOverride | wire.QueueOverride
) -> bool:
    """Tell whether two overrides differ in more than when and by whom."""
    names = set(one.__struct_fields__) - {"by", "at"}
    return any(getattr(one, name) != getattr(other, name) for name in names)
