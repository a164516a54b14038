"""Asks the server for the state of its background work, for as long as somebody looks. Free of Qt."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

from crashdesk.core.errors import ConnectionTrouble, ServerFault, TooManyRequests
from crashdesk.core.ports import JobHandle, Jobs, Progress
from crashdesk.core.text import QT_TRANSLATE_NOOP

LOOKING = QT_TRANSLATE_NOOP("Tasks", "Watching background work")
PAUSE_S = 3.0
"""Counts that lag by more than this look wrong beside what one has just done."""


class Refresher:
    """One round after the other while it is switched on; rounds never overlap."""

    def __init__(
        self,
        jobs: Jobs,
        scope: str,
        look: Callable[[], Awaitable[None]],
        pause_s: float = PAUSE_S,
    ) -> None:
        self._jobs = jobs
        self._scope = scope
        self._look = look
        self._pause_s = pause_s
        self._running: JobHandle | None = None
        self._at_once = asyncio.Event()

    @property
    def is_on(self) -> bool:
        """Whether rounds follow one another."""
        return self._running is not None

    def switch(self, *, on: bool) -> None:
        """Begin with a round at once, or end."""
        if on and self._running is None:
            self._running = self._jobs.start(LOOKING, self._run, scope=self._scope, quiet=True)
        elif not on and self._running is not None:
            running, self._running = self._running, None
            running.cancel()

    def hurry(self) -> None:
        """Begin the next round as soon as the present one is over."""
        self._at_once.set()

    async def _run(self, _progress: Progress) -> None:
        mine = self._running
        try:
            while True:
                self._at_once.clear()
                # The connection tells of its own troubles; the next round may find them gone.
                with suppress(ConnectionTrouble, ServerFault, TooManyRequests):
                    await self._look()
                # `wait_for` would lose a cancellation that comes together with the hurry.
                with suppress(TimeoutError):
                    async with asyncio.timeout(self._pause_s):
                        await self._at_once.wait()
        finally:
            if self._running is mine:
                self._running = None
