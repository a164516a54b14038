"""What jobs pass through on their way to their task, outermost first. Each can be switched off for a task."""

from __future__ import annotations

import logging
import time
from collections.abc import Awaitable, Callable
from typing import Protocol

import msgspec

from crashdesk_server.tasks.declaring import Work

_log = logging.getLogger("crashdesk_server.jobs")

Next = Callable[[Work], Awaitable[str]]
FailureListener = Callable[[Work, str], Awaitable[None]]
"""Told of a job that gave up, and why."""


class Middleware(Protocol):
    """Something that jobs pass through."""

    @property
    def name(self) -> str:
        """Under which it is switched."""
        ...

    @property
    def meaning(self) -> str:
        """One sentence."""
        ...

    async def __call__(self, work: Work, run: Next) -> str:
        """Run a job, with whatever comes before and after."""
        ...


class Log:
    """Writes a line about each job."""

    name = "log"
    meaning = "Writes one line to the server's log for each job."

    async def __call__(self, work: Work, run: Next) -> str:
        """Run it and write the line, also when it fails."""
        failure = ""
        try:
            return await run(work)
        except BaseException as error:
            failure = type(error).__name__
            raise
        finally:
            line = {
                "job": work.job_id,
                "task": work.task.name,
                "attempt": work.attempt,
                "ms": work.duration_ms,
                "failure": failure,
            }
            # What succeeds is worth a line to whoever looks for it; what fails is to everybody.
            _log.log(logging.WARNING if failure else logging.DEBUG, "%s", msgspec.json.encode(line).decode())


class Durations:
    """Measures how long jobs take."""

    name = "durations"
    meaning = "Measures how long each job takes; without it, durations are not known."

    async def __call__(self, work: Work, run: Next) -> str:
        """Run it and note the time."""
        began = time.monotonic()
        try:
            return await run(work)
        finally:
            work.duration_ms = round((time.monotonic() - began) * 1000)


class SlowWarning:
    """Says when a job has nearly run out of time."""

    name = "slow-warning"
    meaning = "Says in a job's result that it used more than half of its time-out."

    async def __call__(self, work: Work, run: Next) -> str:
        """Run it and compare the time with the time-out."""
        began = time.monotonic()
        result = await run(work)
        used = (time.monotonic() - began) * 1000
        if used > work.timeout_ms / 2:
            work.remarks.append(f"took {used:.0f} ms of {work.timeout_ms} ms")
        return result


class FailureEvents:
    """Tells webhooks of jobs that gave up."""

    name = "failure-events"
    meaning = "Tells webhooks of jobs that failed for good (the event task.failed)."

    def __init__(self, listener: FailureListener) -> None:
        self._listener = listener

    async def __call__(self, work: Work, run: Next) -> str:
        """Run it; if it fails and is not tried again, tell the listener."""
        try:
            return await run(work)
        except Exception as error:
            if work.is_last:
                await self._listener(work, describe(error))
            raise


def describe(error: BaseException) -> str:
    """Return an error in one line."""
    if isinstance(error, TimeoutError):
        return "It ran out of time."
    return f"{type(error).__name__}: {error}"[:500]
