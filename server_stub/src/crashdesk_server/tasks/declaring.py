"""How a part of the server declares background work."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import msgspec

from crashdesk_server.storage.database import Database
from crashdesk_server.storage.transaction import Transaction
from crashdesk_server.wire.tasks import QueueValues, TaskValues

UNLIMITED = "unlimited"
_PLAIN = TaskValues(
    rate_limit=UNLIMITED,
    max_concurrent=1,
    max_retries=3,
    retry_backoff_ms=5_000,
    timeout_ms=60_000,
    priority=0,
    paused=False,
)


class Work:
    """One try of a job, as its task sees it.

    Attributes:
        args: what it was enqueued with.
        attempt: which try this is, from 1.
        is_last: no other try follows if this one fails.
        timeout_ms: how long it may take.
        duration_ms: how long it took, once a middleware has measured it.
        remarks: what middleware adds to the result.
    """

    def __init__(
        self,
        task: TaskSpec,
        job_id: str,
        args: Mapping[str, Any],
        attempt: int,
        timeout_ms: int,
        database: Database,
        *,
        is_last: bool,
    ) -> None:
        self.task = task
        self.job_id = job_id
        self.args = args
        self.attempt = attempt
        self.timeout_ms = timeout_ms
        self.database = database
        self.is_last = is_last
        self.duration_ms: int | None = None
        self.remarks: list[str] = []


Run = Callable[[Work], Awaitable[str]]
"""Does the work and says in words what it did.

It may be called again after the process has died: what was done already must not be done twice.
"""


class TaskSpec(msgspec.Struct, frozen=True):
    """A kind of background work.

    Attributes:
        queue: the name of one of `QUEUES`.
        meaning: one sentence.
        values: how it runs unless somebody overrides that.
        every_s: how often it comes by itself; None when it is enqueued.
        lane_places: how many jobs of one lane run at once; jobs without a lane count as one.
        least_timeout_ms: a shorter time-out would break it.
    """

    name: str
    queue: str
    meaning: str
    run: Run
    values: TaskValues = _PLAIN
    every_s: float | None = None
    lane_places: int = 1_000
    least_timeout_ms: int = 1_000


class QueueSpec(msgspec.Struct, frozen=True):
    """Tasks that share limits and can be paused together."""

    name: str
    meaning: str
    values: QueueValues


_QUEUES = (
    QueueSpec("webhooks", "Sends webhooks and replays.", QueueValues(UNLIMITED, 250, paused=False)),
    QueueSpec("crashes", "Watches crash groups.", QueueValues(UNLIMITED, 4, paused=False)),
    QueueSpec("maintenance", "Forgets what is old.", QueueValues(UNLIMITED, 4, paused=False)),
)
QUEUES = {spec.name: spec for spec in _QUEUES}
"""All queues by name."""


def in_transaction(unit: Callable[[Transaction], object]) -> Run:
    """Return work that is one unit on the writer thread; a number that it returns is told as the result."""

    async def run(work: Work) -> str:
        done = await work.database.write(unit)
        return str(done) if isinstance(done, int) else ""

    return run


def regular(
    name: str, queue: str, meaning: str, every_s: float, unit: Callable[[Transaction], object]
) -> TaskSpec:
    """Return a task that does something small in one transaction every so often."""
    return TaskSpec(name, queue, meaning, in_transaction(unit), every_s=every_s)
