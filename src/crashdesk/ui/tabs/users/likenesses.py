"""Works out whom those who wait could be taken for, off the GUI thread. Free of Qt."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping

from crashdesk.core.ids import ObjectId, UserId
from crashdesk.core.outbox import ObjectType
from crashdesk.core.ports import Jobs, Progress
from crashdesk.core.similar_names import Similar, find_similar
from crashdesk.core.store_ports import Tables
from crashdesk.core.tables import PAGE_ROWS, TableQuery
from crashdesk.core.text import QT_TRANSLATE_NOOP
from crashdesk.core.users import User, UserState

_COMPARING = QT_TRANSLATE_NOOP("Users", "Comparing names")
PAUSE_S = 0.25
"""Least time between two comparisons while accounts change all the time, as in a first sync."""
_MOST_ASKED = 1_000
"""Accounts that are looked at; with more that wait, something else is wrong."""

Likeness = Mapping[UserId, tuple[Similar, ...]]


class Likenesses:
    """Tells `told` whom those who wait, and the account that is open, could be taken for."""

    def __init__(
        self,
        tables: Tables,
        jobs: Jobs,
        scope: str,
        told: Callable[[Likeness], None],
        pause_s: float = PAUSE_S,
    ) -> None:
        self._tables = tables
        self._jobs = jobs
        self._scope = scope
        self._told = told
        self._pause_s = pause_s
        self._open: UserId | None = None
        self._is_stale = self._is_running = False
        self._everybody: tuple[User, ...] | None = None
        self._waiting: Likeness = {}
        self._unsubscribe = tables.subscribe(self._on_store_changed)

    def close(self) -> None:
        """Compare no more."""
        self._unsubscribe()

    def begin(self) -> None:
        """Compare now, and whenever accounts change."""
        self._is_stale = True
        if not self._is_running:
            self._is_running = True
            self._jobs.start(_COMPARING, self._run, scope=self._scope, quiet=True)

    def open(self, user_id: UserId | None) -> None:
        """Compare this account, too."""
        if user_id != self._open:
            self._open = user_id
            self.begin()

    def _on_store_changed(self, types: frozenset[ObjectType], _ids: frozenset[ObjectId] | None) -> None:
        if ObjectType.USER in types:
            self._everybody = None
            self.begin()

    async def _run(self, _progress: Progress) -> None:
        try:
            while self._is_stale:
                self._is_stale = False
                await self._compare()
        finally:
            self._is_running = False

    async def _compare(self) -> None:
        everybody = self._everybody
        if everybody is None:
            began = time.monotonic()
            everybody = await self._read()
            self._waiting = await asyncio.to_thread(_compare_waiting, everybody)
            # What was changed meanwhile has to be read again.
            self._everybody = None if self._is_stale else everybody
            self._tell(await asyncio.to_thread(_compare_one, everybody, self._open))
            await asyncio.sleep(max(self._pause_s, 2 * (time.monotonic() - began)))
        else:
            self._tell(await asyncio.to_thread(_compare_one, everybody, self._open))

    def _tell(self, opened: Likeness) -> None:
        self._told({**self._waiting, **opened})

    async def _read(self) -> tuple[User, ...]:
        view = await self._tables.open_view(TableQuery(ObjectType.USER))
        try:
            await view.ready()
            pages = -(-view.count.value // PAGE_ROWS)
            rows = [row for page in range(pages) for row in await view.page(page)]
        finally:
            await view.close()
        return tuple(row for row in rows if isinstance(row, User))


def _compare_waiting(everybody: tuple[User, ...]) -> Likeness:
    asked = [user for user in everybody if user.state is UserState.PENDING][:_MOST_ASKED]
    return find_similar(asked, everybody) if asked else {}


def _compare_one(everybody: tuple[User, ...], opened: UserId | None) -> Likeness:
    asked = [user for user in everybody if user.id == opened and user.state is not UserState.PENDING]
    return find_similar(asked, everybody) if asked else {}
