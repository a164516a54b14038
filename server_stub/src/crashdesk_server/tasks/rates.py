"""Letting no more jobs start than a rate allows."""

from __future__ import annotations

import time

from crashdesk_server.tasks.declaring import TaskSpec
from crashdesk_server.tasks.tuning import Tuned
from crashdesk_server.tasks.values import per_hour


class Bucket:
    """Tokens that come at an even rate, at most those of one second at once."""

    def __init__(self) -> None:
        self._rate = ""
        self._per_s = 0.0
        self._most = 0.0
        self._tokens = 0.0
        self._filled_at = 0.0

    def available(self, rate: str, now: float) -> int | None:
        """Return how many may start now, None for any number.

        Args:
            rate: the one in force; another one than before begins with a full bucket.
            now: seconds of a clock that never goes back.
        """
        hourly = per_hour(rate)
        if hourly is None:
            self._rate, self._per_s = rate, 0.0
            return None
        if rate != self._rate:
            self._rate, self._per_s = rate, hourly / 3600
            self._most = self._tokens = max(1.0, self._per_s)
        else:
            self._tokens = min(self._most, self._tokens + (now - self._filled_at) * self._per_s)
        self._filled_at = now
        return int(self._tokens + 1e-9)

    def take(self, count: int) -> None:
        """Use some of them up."""
        self._tokens -= count

    @property
    def is_empty(self) -> bool:
        """Whether nothing may start now."""
        return self._per_s > 0 and self._tokens < 1

    def wait_s(self) -> float:
        """Return after how many seconds the next one comes to an empty one."""
        return (1 - self._tokens) / self._per_s


class Gate:
    """The rates of all tasks and queues."""

    def __init__(self) -> None:
        self._tasks: dict[str, Bucket] = {}
        self._queues: dict[str, Bucket] = {}

    def allowance(self, spec: TaskSpec, tuned: Tuned) -> int | None:
        """Return how many more jobs of a task the rates let through now, None for any number."""
        now = time.monotonic()
        of_task = _of(self._tasks, spec.name).available(tuned.tasks[spec.name].rate_limit, now)
        of_queue = _of(self._queues, spec.queue).available(tuned.queues[spec.queue].rate_limit, now)
        return min((count for count in (of_task, of_queue) if count is not None), default=None)

    def use(self, spec: TaskSpec, count: int) -> None:
        """Note that jobs of a task begin."""
        _of(self._tasks, spec.name).take(count)
        _of(self._queues, spec.queue).take(count)

    def wait_s(self) -> float | None:
        """Return after how many seconds a rate that holds something back lets the next job through."""
        buckets = (*self._tasks.values(), *self._queues.values())
        return min((bucket.wait_s() for bucket in buckets if bucket.is_empty), default=None)


def _of(buckets: dict[str, Bucket], name: str) -> Bucket:
    return buckets.setdefault(name, Bucket())
