"""What people have set for tasks and queues: kept, ended when its time is over, and told."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
from sqlalchemy import Table, func, insert, select, update

from crashdesk_server.audit.record import SYSTEM, Origin, Target, record
from crashdesk_server.clock import from_rfc3339
from crashdesk_server.storage.transaction import Snapshot, Transaction
from crashdesk_server.tasks.declaring import QUEUES, TaskSpec
from crashdesk_server.tasks.tables import queue_state, task_state
from crashdesk_server.tasks.values import effective
from crashdesk_server.wire.tasks import QueueOverride, QueueValues, TaskOverride, TaskValues


class TaskTuning(msgspec.Struct, frozen=True):
    """What is set for a task."""

    revision: int = 1
    override: TaskOverride | None = None
    switched_off: frozenset[str] = frozenset()


class QueueTuning(msgspec.Struct, frozen=True):
    """What is set for a queue."""

    revision: int = 1
    override: QueueOverride | None = None


class Tuned(msgspec.Struct, frozen=True):
    """Everything that is in force at one moment."""

    tasks: Mapping[str, TaskValues]
    queues: Mapping[str, QueueValues]
    switched_off: Mapping[str, frozenset[str]]


def read_tuned(snapshot: Snapshot, specs: Mapping[str, TaskSpec]) -> Tuned:
    """Return the values by which the runner has to work."""
    tasks, queues = read_tasks(snapshot), read_queues(snapshot)
    return Tuned(
        tasks={
            name: effective(spec.values, tasks.get(name, TaskTuning()).override)
            for name, spec in specs.items()
        },
        queues={
            name: effective(spec.values, queues.get(name, QueueTuning()).override)
            for name, spec in QUEUES.items()
        },
        switched_off={name: tuning.switched_off for name, tuning in tasks.items()},
    )


def read_tasks(snapshot: Snapshot) -> dict[str, TaskTuning]:
    """Return what is set for tasks, by name; those are missing for which nothing ever was."""
    columns = (task_state.c.name, task_state.c.revision, task_state.c.override, task_state.c.switched_off)
    return {
        row.name: TaskTuning(
            row.revision,
            msgspec.json.decode(row.override, type=TaskOverride) if row.override else None,
            frozenset(msgspec.json.decode(row.switched_off, type=tuple[str, ...])),
        )
        for row in snapshot.execute(select(*columns))
    }


def read_queues(snapshot: Snapshot) -> dict[str, QueueTuning]:
    """Return what is set for queues, by name; those are missing for which nothing ever was."""
    return {
        row.name: QueueTuning(
            row.revision, msgspec.json.decode(row.override, type=QueueOverride) if row.override else None
        )
        for row in snapshot.execute(select(queue_state))
    }


def prepare(tx: Transaction, specs: Mapping[str, TaskSpec]) -> None:
    """Have a row for every task and queue, and tell the change feed of new ones."""
    for kind, table, names in (("task", task_state, specs), ("queue", queue_state, QUEUES)):
        known = set(tx.execute(select(table.c.name)).scalars())
        for name in names:
            if name not in known:
                extra = {"switched_off": "[]", "last_error": ""} if table is task_state else {}
                tx.execute(insert(table).values(name=name, revision=1, **extra))
                tx.touch(kind, name)


def set_task_override(tx: Transaction, name: str, override: TaskOverride | None) -> None:
    """Put an override of a task in force, or take it away."""
    _set_override(tx, task_state, "task", name, override)


def set_queue_override(tx: Transaction, name: str, override: QueueOverride | None) -> None:
    """Put an override of a queue in force, or take it away."""
    _set_override(tx, queue_state, "queue", name, override)


def set_switched_off(tx: Transaction, name: str, switched_off: frozenset[str]) -> None:
    """Let the jobs of a task pass by some middleware from now on."""
    kept = msgspec.json.encode(sorted(switched_off)).decode()
    grown = task_state.c.revision + 1
    tx.execute(update(task_state).where(task_state.c.name == name).values(switched_off=kept, revision=grown))
    tx.touch("task", name)
    tx.stir()


def end_leases(tx: Transaction) -> None:
    """Take away the overrides whose time is over."""
    for kind, table, of in (("task", task_state, TaskOverride), ("queue", queue_state, QueueOverride)):
        over = select(table.c.name, table.c.override).where(table.c.expires_at <= tx.now)
        for row in tx.execute(over).all():
            ended = msgspec.json.decode(row.override, type=of)
            _set_override(tx, table, kind, row.name, None)
            tell(tx, SYSTEM, f"{kind}.override_ended", row.name, before=ended, after=None)


def next_lease_end(snapshot: Snapshot) -> int | None:
    """Return when the next override ends by itself."""
    ends = [
        snapshot.execute(select(func.min(table.c.expires_at))).scalar() for table in (task_state, queue_state)
    ]
    return min((at for at in ends if at is not None), default=None)


def tell(
    tx: Transaction,
    origin: Origin,
    action: str,
    name: str,
    *,
    before: TaskOverride | QueueOverride | None,
    after: TaskOverride | QueueOverride | None,
) -> None:
    """Record a change of an override: only what differs, with the reason of whoever set it."""
    was, is_now = _said(before), _said(after)
    changed = [key for key in dict.fromkeys((*was, *is_now)) if was.get(key) != is_now.get(key)]
    record(
        tx,
        origin,
        action,
        Target(action.partition(".")[0], name, name),
        before={key: was.get(key) for key in changed},
        after={key: is_now.get(key) for key in changed},
        reason=after.reason if after else "",
    )


def _said(override: TaskOverride | QueueOverride | None) -> dict[str, object]:
    if override is None:
        return {}
    fields: dict[str, object] = msgspec.structs.asdict(override)
    return {
        key: value for key, value in fields.items() if key not in {"by", "at", "reason"} and value is not None
    }


def _set_override(
    tx: Transaction, table: Table, kind: str, name: str, override: TaskOverride | QueueOverride | None
) -> None:
    expires_at = override.expires_at if override else None
    tx.execute(
        update(table)
        .where(table.c.name == name)
        .values(
            override=msgspec.json.encode(override).decode() if override else None,
            expires_at=from_rfc3339(expires_at) if expires_at else None,
            revision=table.c.revision + 1,
        )
    )
    tx.touch(kind, name)
    tx.stir()
