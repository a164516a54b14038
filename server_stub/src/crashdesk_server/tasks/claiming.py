"""Which jobs begin next: fair over lanes, within all limits, and cheap however many wait."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import msgspec
from sqlalchemy import Row, bindparam, func, select, text, update

from crashdesk_server.storage.transaction import Snapshot, Transaction
from crashdesk_server.tasks.declaring import TaskSpec
from crashdesk_server.tasks.rates import Gate
from crashdesk_server.tasks.tables import job
from crashdesk_server.tasks.tuning import Tuned

LEASE_MS = 60_000
"""How long a job of a process that died is left alone, if the process cannot be asked for."""

_LANES = text(
    """
    WITH RECURSIVE lanes (lane) AS (
        SELECT min(lane) FROM job WHERE task = :task AND state = 'waiting'
        UNION ALL
        SELECT (SELECT min(lane) FROM job WHERE task = :task AND state = 'waiting' AND lane > lanes.lane)
        FROM lanes WHERE lanes.lane IS NOT NULL
    )
    SELECT lane FROM lanes WHERE lane IS NOT NULL
    """
)
"""The lanes in which something waits, one look at the index for each."""
_TAKEN = (
    update(job)
    .where(job.c.id == bindparam("which"))
    .values(
        state="running",
        attempt=job.c.attempt + 1,
        started_at=bindparam("at"),
        ended_at=None,
        owner=bindparam("whose"),
        lease_until=bindparam("until"),
    )
)


class Running(msgspec.Struct, frozen=True):
    """A job that runs in this process."""

    id: str
    task: str
    queue: str
    lane: str


class Claims(msgspec.Struct, frozen=True):
    """Jobs that were taken, and when there may be more.

    Attributes:
        tuned: by what the runner works from now on.
        cancelled: ids of running jobs that somebody has cancelled.
        next_at: when the next job is due or an override ends; None for never.
        wait_s: after how many seconds a rate lets more through; None when no rate holds anything back.
    """

    jobs: tuple[Row[*tuple[Any, ...]], ...]
    tuned: Tuned
    cancelled: frozenset[str]
    next_at: int | None
    wait_s: float | None


class Places:
    """What may begin now, of a task and in a queue, beside what runs already."""

    def __init__(self, running: Sequence[Running], tuned: Tuned) -> None:
        self._tuned = tuned
        self._tasks: dict[str, int] = {}
        self._queues: dict[str, int] = {}
        self._lanes: dict[tuple[str, str], int] = {}
        for each in running:
            self.use(each.task, each.queue, each.lane)

    def free(self, spec: TaskSpec) -> int:
        """Return how many jobs of a task may begin; 0 when it or its queue is paused."""
        values, queue = self._tuned.tasks[spec.name], self._tuned.queues[spec.queue]
        if values.paused or queue.paused:
            return 0
        return min(
            values.max_concurrent - self._tasks.get(spec.name, 0),
            queue.max_concurrent - self._queues.get(spec.queue, 0),
        )

    def free_in_lane(self, spec: TaskSpec, lane: str) -> int:
        """Return how many jobs of one lane may begin."""
        return spec.lane_places - self._lanes.get((spec.name, lane), 0)

    def use(self, task: str, queue: str, lane: str) -> None:
        """Count a job as running."""
        self._tasks[task] = self._tasks.get(task, 0) + 1
        self._queues[queue] = self._queues.get(queue, 0) + 1
        self._lanes[task, lane] = self._lanes.get((task, lane), 0) + 1


def choose(
    snapshot: Snapshot,
    specs: Mapping[str, TaskSpec],
    places: Places,
    tuned: Tuned,
    gate: Gate,
) -> list[Row[*tuple[Any, ...]]]:
    """Return the jobs that begin now, those of the highest priority first.

    Args:
        snapshot: what waits.
        specs: all tasks.
        places: what is free; what is chosen takes places.
        tuned: priorities in force.
        gate: the rates; what is chosen passes through it.
    """
    chosen: list[Row[*tuple[Any, ...]]] = []
    for spec in sorted(specs.values(), key=lambda spec: -tuned.tasks[spec.name].priority):
        free, allowed = places.free(spec), gate.allowance(spec, tuned)
        most = free if allowed is None else min(free, allowed)
        if most > 0:
            found = _due(snapshot, spec, places, most)
            chosen += found
            gate.use(spec, len(found))
            for row in found:
                places.use(row.task, row.queue, row.lane)
    return chosen


def _due(snapshot: Snapshot, spec: TaskSpec, places: Places, most: int) -> list[Row[*tuple[Any, ...]]]:
    """Return due jobs of a task, from each lane in turn."""
    waiting = [
        _due_in_lane(snapshot, spec, lane, min(most, places.free_in_lane(spec, lane)))
        for lane in snapshot.execute(_LANES, {"task": spec.name}).scalars()
    ]
    turns = max(map(len, waiting), default=0)
    in_turn = [rows[turn] for turn in range(turns) for rows in waiting if turn < len(rows)]
    return in_turn[:most]


def _due_in_lane(snapshot: Snapshot, spec: TaskSpec, lane: str, most: int) -> list[Row[*tuple[Any, ...]]]:
    if most <= 0:
        return []
    due = (
        select(job)
        .where(
            job.c.task == spec.name,
            job.c.state == "waiting",
            job.c.lane == lane,
            job.c.due_at <= snapshot.now,
        )
        .order_by(job.c.due_at, job.c.id)
        .limit(most)
    )
    return list(snapshot.execute(due).all())


def take(tx: Transaction, rows: Sequence[Row[*tuple[Any, ...]]], owner: str) -> None:
    """Mark jobs as running in a process."""
    if rows:
        values = {"at": tx.now, "whose": owner, "until": tx.now + LEASE_MS}
        tx.execute(_TAKEN, [{"which": row.id, **values} for row in rows])


def next_due(snapshot: Snapshot) -> int | None:
    """Return when the next job that is not due yet will be."""
    return snapshot.execute(
        select(func.min(job.c.due_at)).where(job.c.state == "waiting", job.c.due_at > snapshot.now)
    ).scalar()


def cancelled_among(snapshot: Snapshot, ids: Sequence[str]) -> frozenset[str]:
    """Return those of some running jobs that are to run no longer."""
    if not ids:
        return frozenset()
    named = select(job.c.id).where(job.c.state == "cancelled", job.c.id.in_(ids))
    return frozenset(snapshot.execute(named).scalars())


def renew(tx: Transaction, owner: str) -> None:
    """Keep the jobs of a process for longer."""
    mine = job.c.state == "running", job.c.owner == owner
    tx.execute(update(job).where(*mine).values(lease_until=tx.now + LEASE_MS))


def give_back(tx: Transaction, is_dead: Callable[[str], bool]) -> int:
    """Let jobs wait again whose process has died, or has not renewed its lease; return how many."""
    running = select(job.c.id, job.c.owner, job.c.lease_until).where(job.c.state == "running")
    lost = [row.id for row in tx.execute(running) if row.lease_until <= tx.now or is_dead(row.owner)]
    for identifier in lost:
        tx.execute(
            update(job)
            .where(job.c.id == identifier)
            .values(state="waiting", attempt=job.c.attempt - 1, owner="", lease_until=None)
        )
    if lost:
        tx.stir()
    return len(lost)
