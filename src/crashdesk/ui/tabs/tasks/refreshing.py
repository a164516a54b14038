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
    """One round after the other while it is switched on, each a job of its own; rounds never overlap."""

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
        self._is_on = False
        self._hurries = False
        self._running: JobHandle | None = None
        self._next: asyncio.TimerHandle | None = None

    def switch(self, *, on: bool) -> None:
        """Begin with a round at once, or end."""
        if on == self._is_on:
            return
        self._is_on = on
        if on:
            self._begin()
            return
        self._wait_no_more()
        if self._running is not None:
            self._running.cancel()

    def hurry(self) -> None:
        """Begin the next round now, or as soon as the present one is over."""
        self._hurries = self._running is not None
        if self._is_on and self._running is None:
            self._begin()

    def _begin(self) -> None:
        self._wait_no_more()
        if self._running is None:
            self._running = self._jobs.start(LOOKING, self._run, scope=self._scope, quiet=True)

    async def _run(self, _progress: Progress) -> None:
        try:
            # The connection tells of its own troubles; the next round may find them gone.
            with suppress(ConnectionTrouble, ServerFault, TooManyRequests):
                await self._look()
        finally:
            self._running = None
            if self._is_on:
                pause_s = 0.0 if self._hurries else self._pause_s
                self._next = asyncio.get_running_loop().call_later(pause_s, self._begin)
            self._hurries = False

    def _wait_no_more(self) -> None:
        if self._next is not None:
            self._next.cancel()
            self._next = None
