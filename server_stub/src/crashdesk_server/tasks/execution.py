"""One try of a job, from the first middleware to its record."""

from __future__ import annotations

import asyncio
import random
import traceback
from collections.abc import Collection, Sequence
from functools import partial
from typing import Any

import msgspec
from sqlalchemy import Row, select, update

from crashdesk_server.clock import HOUR, to_rfc3339
from crashdesk_server.ids import Ids
from crashdesk_server.storage.database import Database
from crashdesk_server.storage.transaction import Transaction
from crashdesk_server.tasks.declaring import TaskSpec, Work
from crashdesk_server.tasks.enqueue import enqueue
from crashdesk_server.tasks.middleware import Middleware, Next, describe
from crashdesk_server.tasks.tables import job, task_state
from crashdesk_server.wire.tasks import JobError, TaskValues

_TRACE = 4_000
_ERRORS = 20
_JITTER = 0.2
_MOST_BACKOFF_MS = 6 * HOUR


class Execution:
    """Runs jobs by the values in force when they begin, and records what became of them."""

    def __init__(self, database: Database, ids: Ids, chain: Sequence[Middleware]) -> None:
        self._database = database
        self._ids = ids
        self._chain = tuple(chain)

    async def run(
        self,
        spec: TaskSpec,
        row: Row[*tuple[Any, ...]],
        values: TaskValues,
        switched_off: Collection[str],
        owner: str,
    ) -> None:
        """Run one job that `owner` has taken, and record it unless somebody cancelled it meanwhile."""
        attempt = row.attempt + 1
        is_last = attempt > values.max_retries
        args = msgspec.json.decode(row.args)
        work = Work(spec, row.id, args, attempt, values.timeout_ms, self._database, is_last=is_last)
        run: Next = spec.run
        for middleware in reversed(self._chain):
            if middleware.name not in switched_off:
                run = partial(middleware, run=run)
        try:
            async with asyncio.timeout(values.timeout_ms / 1000):
                result = await run(work)
        except Exception as error:  # noqa: BLE001 - whatever a job fails of is its record, and others go on
            trace = "".join(traceback.format_exception(error))[-_TRACE:]
            failure = describe(error), trace
            await self._database.write(lambda tx: self._failed(tx, work, row, values, owner, *failure))
        else:
            said = "; ".join(filter(None, (result, *work.remarks)))
            await self._database.write(lambda tx: self._done(tx, work, row, owner, said))

    def _done(self, tx: Transaction, work: Work, row: Row[*tuple[Any, ...]], owner: str, result: str) -> None:
        ended = {"state": "done", "ended_at": tx.now, "result": result[:500]}
        if self._settle(tx, work.job_id, owner, ended):
            _note(tx, work, "")
            self._again(tx, work.task, row)
        tx.stir()

    def _failed(
        self,
        tx: Transaction,
        work: Work,
        row: Row[*tuple[Any, ...]],
        values: TaskValues,
        owner: str,
        message: str,
        trace: str,
    ) -> None:
        known = msgspec.json.decode(row.errors, type=list[JobError])
        errors = [*known, JobError(work.attempt, to_rfc3339(tx.now), message, trace)][-_ERRORS:]
        fields: dict[str, Any] = {"errors": msgspec.json.encode(errors).decode(), "ended_at": tx.now}
        if work.is_last:
            fields["state"] = "failed"
        else:
            fields |= {"state": "waiting", "due_at": tx.now + _backoff_ms(values, work.attempt), "owner": ""}
        if self._settle(tx, work.job_id, owner, fields):
            _note(tx, work, message)
            if work.is_last:
                tx.touch("task", work.task.name)
                self._again(tx, work.task, row)
        tx.stir()

    @staticmethod
    def _settle(tx: Transaction, identifier: str, owner: str, fields: dict[str, Any]) -> bool:
        """Write the end of a try, unless the job was cancelled or taken by another process."""
        mine = job.c.id == identifier, job.c.state == "running", job.c.owner == owner
        changed = tx.execute(update(job).where(*mine).values(lease_until=None, **fields))
        return changed.rowcount == 1

    def _again(self, tx: Transaction, spec: TaskSpec, row: Row[*tuple[Any, ...]]) -> None:
        """Have the next job of regular work wait."""
        if spec.every_s is not None:
            ensure_regular(tx, self._ids, spec, row.due_at + round(spec.every_s * 1000))


def ensure_regular(tx: Transaction, ids: Ids, spec: TaskSpec, due_at: int) -> None:
    """Have one job of regular work wait, and never two. One that was missed comes at once, and once."""
    ahead = select(job.c.id).where(job.c.task == spec.name, job.c.state.in_(("waiting", "running"))).limit(1)
    if tx.execute(ahead).first() is None:
        enqueue(tx, ids, spec.name, spec.queue, due_at=max(tx.now, due_at))


def _backoff_ms(values: TaskValues, attempt: int) -> int:
    plain = min(values.retry_backoff_ms * 2 ** (attempt - 1), _MOST_BACKOFF_MS)
    return round(plain * random.uniform(1 - _JITTER, 1 + _JITTER))  # noqa: S311 - to spread, not to hide


def _note(tx: Transaction, work: Work, error: str) -> None:
    """Keep what is told of the last job of a task."""
    tx.execute(
        update(task_state)
        .where(task_state.c.name == work.task.name)
        .values(last_run_at=tx.now, last_duration_ms=work.duration_ms, last_error=error)
    )
