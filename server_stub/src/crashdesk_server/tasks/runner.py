"""The task runner: takes jobs when they are due and everything allows it, and runs them on the event loop."""

from __future__ import annotations

import asyncio
import logging
import os
import secrets
import socket
from collections.abc import Mapping
from contextlib import suppress
from functools import partial

from crashdesk_server.clock import Clock
from crashdesk_server.ids import Ids
from crashdesk_server.storage.database import Database
from crashdesk_server.storage.transaction import Transaction
from crashdesk_server.tasks import claiming
from crashdesk_server.tasks.claiming import Claims, Places, Running
from crashdesk_server.tasks.declaring import TaskSpec
from crashdesk_server.tasks.execution import Execution, ensure_regular
from crashdesk_server.tasks.rates import Gate
from crashdesk_server.tasks.tuning import Tuned, end_leases, next_lease_end, prepare, read_tuned

_log = logging.getLogger("crashdesk_server.jobs")

_LOOK_S = 5.0
"""The longest time between two looks: another process may have brought work."""
_LEAST_S = 0.02
"""The shortest: several jobs that end together make one look."""
_RENEW_S = claiming.LEASE_MS / 3000
_GRACE_S = 5.0
"""How long running jobs may take to end when the server does."""


class Runner:
    """Works through the jobs of one database; there may be others beside it.

    Attributes:
        tuned: by what it works at this moment; None while it is not up.
    """

    def __init__(
        self, database: Database, clock: Clock, ids: Ids, specs: Mapping[str, TaskSpec], execution: Execution
    ) -> None:
        self._database = database
        self._clock = clock
        self._ids = ids
        self._specs = specs
        self._execution = execution
        self._owner = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"
        self._gate = Gate()
        self._running: dict[str, tuple[Running, asyncio.Task[None]]] = {}
        self._wake = asyncio.Event()
        self.tuned: Tuned | None = None

    async def run(self) -> None:
        """Work until cancelled; then running jobs get a moment to end, and go back to waiting."""
        self._database.when_stirred(partial(self._look, asyncio.get_running_loop()))
        renewing = asyncio.create_task(self._renew(), name="leases of jobs")
        try:
            await self._database.write(self._prepare)
            while True:
                await self._step()
        finally:
            self._database.when_stirred(lambda: None)
            renewing.cancel()
            await self._end()
            self.tuned = None

    def _look(self, loop: asyncio.AbstractEventLoop) -> None:
        loop.call_soon_threadsafe(self._wake.set)

    def _prepare(self, tx: Transaction) -> None:
        prepare(tx, self._specs)
        claiming.give_back(tx, _is_dead)
        for spec in self._specs.values():
            if spec.every_s is not None:
                ensure_regular(tx, self._ids, spec, tx.now)

    async def _step(self) -> None:
        """Begin what can begin, then wait for a reason to look again."""
        self._wake.clear()
        try:
            claims = await self._database.write(self._claim)
        except Exception:  # noqa: BLE001 - a database that is locked for long must not end all work
            _log.exception("jobs cannot be taken")
            await asyncio.sleep(1)
            return
        self.tuned = claims.tuned
        for identifier in claims.cancelled & self._running.keys():
            self._running[identifier][1].cancel()
        for row in claims.jobs:
            spec = self._specs[row.task]
            switched_off = claims.tuned.switched_off.get(row.task, frozenset())
            values = claims.tuned.tasks[row.task]
            work = self._execution.run(spec, row, values, switched_off, self._owner)
            task = asyncio.create_task(work, name=f"job {row.id}")
            self._running[row.id] = Running(row.id, row.task, row.queue, row.lane), task
            task.add_done_callback(lambda done, identifier=row.id: self._forget(identifier, done))
        await asyncio.sleep(_LEAST_S)
        # Not `wait_for`: in Python 3.11 it can lose a cancellation that comes together with its end.
        with suppress(TimeoutError):
            async with asyncio.timeout(self._patience(claims)):
                await self._wake.wait()

    def _claim(self, tx: Transaction) -> Claims:
        end_leases(tx)
        tuned = read_tuned(tx, self._specs)
        running = [each for each, _ in list(self._running.values())]
        rows = claiming.choose(tx, self._specs, Places(running, tuned), tuned, self._gate)
        claiming.take(tx, rows, self._owner)
        times = [at for at in (claiming.next_due(tx), next_lease_end(tx)) if at is not None]
        return Claims(
            jobs=tuple(rows),
            tuned=tuned,
            cancelled=claiming.cancelled_among(tx, [each.id for each in running]),
            next_at=min(times, default=None),
            wait_s=self._gate.wait_s(),
        )

    def _patience(self, claims: Claims) -> float:
        waits = [_LOOK_S]
        if claims.next_at is not None:
            waits.append((claims.next_at - self._clock.now()) / 1000)
        if claims.wait_s is not None:
            waits.append(claims.wait_s)
        return max(_LEAST_S, min(waits))

    def _forget(self, identifier: str, done: asyncio.Task[None]) -> None:
        del self._running[identifier]
        if not done.cancelled() and (error := done.exception()) is not None:
            _log.error("the end of job %s is not recorded", identifier, exc_info=error)
        self._wake.set()

    async def _renew(self) -> None:
        while True:
            await asyncio.sleep(_RENEW_S)
            if self._running:
                await self._database.write(lambda tx: claiming.renew(tx, self._owner))
            await self._database.write(lambda tx: claiming.give_back(tx, _is_dead))

    async def _end(self) -> None:
        tasks = [task for _, task in self._running.values()]
        if tasks:
            _, late = await asyncio.wait(tasks, timeout=_GRACE_S)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
        await self._database.write(lambda tx: claiming.give_back(tx, lambda owner: owner == self._owner))


def _is_dead(owner: str) -> bool:
    """Tell whether the process that took a job is known to have died: on this machine that can be asked."""
    host, _, rest = owner.partition(":")
    number = rest.partition(":")[0]
    if host != socket.gethostname() or not number.isdecimal():
        return False
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False
