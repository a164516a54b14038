"""Runs blocking calls away from the loop, and lets go of those that never come back."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections import deque
from collections.abc import Callable
from typing import Generic, TypeVar

from crashdesk.core.errors import VaultTimeout

T = TypeVar("T")


class Worker:
    """One thread at a time, calls in order.

    A locked keyring blocks for as long as its password dialog stands open. The thread is a daemon, so that
    it cannot hold up quitting; later calls wait behind it, each for its own time, and are skipped once their
    caller has given up. Without calls there is no thread.
    """

    def __init__(self, timeout_s: float) -> None:
        self._timeout_s = timeout_s
        self._lock = threading.Lock()
        self._calls: deque[Callable[[], None]] = deque()
        self._busy = False

    async def run(self, work: Callable[[], T]) -> T:
        """Return what `work` returns, or raise what it raises. Raises `VaultTimeout`."""
        call = _Call(work)
        with self._lock:
            self._calls.append(call.run)
            if not self._busy:
                self._busy = True
                threading.Thread(target=self._drain, name="vault", daemon=True).start()
        try:
            async with asyncio.timeout(self._timeout_s):
                return await call.answer
        except TimeoutError:
            raise VaultTimeout from None

    def _drain(self) -> None:
        """Run in the thread until nothing waits."""
        while True:
            with self._lock:
                if not self._calls:
                    self._busy = False
                    return
                run = self._calls.popleft()
            run()


class _Call(Generic[T]):
    """One call on its way through the thread."""

    def __init__(self, work: Callable[[], T]) -> None:
        self._work = work
        self._loop = asyncio.get_running_loop()
        self.answer: asyncio.Future[T] = self._loop.create_future()

    def run(self) -> None:
        """Run in the thread, unless nobody waits any more."""
        if self.answer.done():
            return
        try:
            result = self._work()
        except Exception as error:  # noqa: BLE001 - handed to the caller
            self._deliver(lambda error=error: self.answer.set_exception(error))
        else:
            self._deliver(lambda: self.answer.set_result(result))

    def _deliver(self, settle: Callable[[], None]) -> None:
        def deliver() -> None:
            if not self.answer.done():
                settle()

        # The loop has closed when the program quit meanwhile: nobody waits any more.
        with contextlib.suppress(RuntimeError):
            self._loop.call_soon_threadsafe(deliver)
