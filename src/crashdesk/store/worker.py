"""A thread that owns one connection and works off what the event loop hands it."""

from __future__ import annotations

import asyncio
import contextlib
import queue
import threading
from collections.abc import Callable
from typing import Generic, TypeVar

from crashdesk.core.errors import StoreDamaged
from crashdesk.store.driver import Connection, Interrupted, translated_errors

T = TypeVar("T")

LOOK_EVERY = 1_000_000
"""Steps of SQLite's machine, some tens of milliseconds, between two looks whether a query is still wanted."""


class WorkerClosed(RuntimeError):
    """Work was handed to a store that is closed."""


class Worker:
    """One thread, one connection, first come first served.

    Args:
        connect: opens the connection, in the thread.
        on_damage: called in the thread when the file turns out to be damaged.
    """

    def __init__(
        self, name: str, connect: Callable[[], Connection], on_damage: Callable[[], None] = lambda: None
    ) -> None:
        self._connect = connect
        self._on_damage = on_damage
        self._jobs: queue.SimpleQueue[_Job[object] | None] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._running: _Job[object] | None = None
        self._closing = False
        self._thread = threading.Thread(target=self._work, name=name, daemon=True)
        self._ends: tuple[_Promise[None], _Promise[None]] | None = None
        self._connection: Connection | None = None

    async def start(self) -> None:
        """Start the thread and connect. Raises what connecting raises; the thread has ended then."""
        started, ended = _Promise[None](), _Promise[None]()
        self._ends = (started, ended)
        self._thread.start()
        try:
            await started.future
        except BaseException:
            self._closing = True
            self._jobs.put(None)
            await ended.future
            self._thread.join()
            raise

    async def run(self, work: Callable[[Connection], T], *, interruptible: bool = True) -> T:
        """Run `work` in the thread and return its result.

        Cancelling drops or interrupts the work if it is `interruptible`; otherwise it is done all the same.
        """
        if self._closing:
            raise WorkerClosed
        job = _Job(work)
        self._jobs.put(job)  # type: ignore[arg-type]
        try:
            return await job.promise.future
        except asyncio.CancelledError:
            if interruptible:
                self._abandon(job)  # type: ignore[arg-type]
            raise

    async def close(self) -> None:
        """Finish what was handed over and end the thread."""
        if self._closing or self._ends is None:
            return
        self._closing = True
        self._jobs.put(None)
        await self._ends[1].future
        self._thread.join()

    def _abandon(self, job: _Job[object]) -> None:
        job.abandoned = True
        with self._lock:
            if self._running is job and self._connection is not None:
                self._connection.interrupt()

    def _is_unwanted(self) -> bool:
        return self._running is not None and self._running.abandoned

    def _work(self) -> None:
        assert self._ends is not None
        started, ended = self._ends
        try:
            with translated_errors():
                self._connection = self._connect()
        except BaseException as error:  # noqa: BLE001 - raised again where it is awaited
            started.fail(error)
        else:
            # An interrupt that comes just before a statement begins is lost on SQLite; this one is not.
            self._connection.set_progress_handler(self._is_unwanted, LOOK_EVERY)
            started.keep(None)
            while (job := self._jobs.get()) is not None:
                self._perform(job, self._connection)
            self._connection.close()
        ended.keep(None)

    def _perform(self, job: _Job[object], connection: Connection) -> None:
        with self._lock:
            if job.abandoned:
                return
            self._running = job
        try:
            with translated_errors():
                result = job.work(connection)
        except Interrupted:
            job.promise.cancel()
        except BaseException as error:  # noqa: BLE001 - raised again where it is awaited
            if isinstance(error, StoreDamaged):
                self._on_damage()
            job.promise.fail(error)
        else:
            job.promise.keep(result)
        finally:
            with self._lock:
                self._running = None


class _Promise(Generic[T]):
    """A future of the loop that another thread settles. A loop that has closed meanwhile is no error."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self.future: asyncio.Future[T] = self._loop.create_future()

    def keep(self, value: T) -> None:
        """Settle with a result."""
        self._settle(lambda: self.future.set_result(value))

    def fail(self, error: BaseException) -> None:
        """Settle with an exception."""
        self._settle(lambda: self.future.set_exception(error))

    def cancel(self) -> None:
        """Settle as cancelled."""
        self._settle(self.future.cancel)

    def _settle(self, settle: Callable[[], object]) -> None:
        def in_loop() -> None:
            if not self.future.done():
                settle()

        with contextlib.suppress(RuntimeError):
            self._loop.call_soon_threadsafe(in_loop)


class _Job(Generic[T]):
    """Work, where its result goes, and whether anybody still wants it."""

    def __init__(self, work: Callable[[Connection], T]) -> None:
        self.work = work
        self.promise = _Promise[T]()
        self.abandoned = False
