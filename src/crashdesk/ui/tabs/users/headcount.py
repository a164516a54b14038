"""Counts who waits and how many admins there are, whenever accounts change. Free of Qt."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import msgspec

from crashdesk.core.ids import ObjectId
from crashdesk.core.outbox import ObjectType
from crashdesk.core.people import Role
from crashdesk.core.ports import Jobs, Progress
from crashdesk.core.query.ast import And, Comparison, Node, Term, TextValue
from crashdesk.core.store_ports import Tables
from crashdesk.core.tables import SortKey, TableQuery
from crashdesk.core.text import QT_TRANSLATE_NOOP
from crashdesk.core.users import User, UserState

_COUNTING = QT_TRANSLATE_NOOP("Users", "Counting users")
PAUSE_S = 0.2
"""Least time between two counts while accounts change all the time, as in a first sync."""


def having(field: str, value: str) -> Node:
    """Return what lets accounts through whose `field` is `value`."""
    return Term(field, Comparison.EQ, TextValue(value))


WAITING = having("state", UserState.PENDING.value)
_ADMINS = And((having("state", UserState.ACTIVE.value), having("role", Role.ADMIN.value)))
_LATEST_FIRST = (SortKey("registered_at", descending=True),)


class Counts(msgspec.Struct, frozen=True):
    """What was counted.

    Attributes:
        number: which count this is, from 1.
        waiting: how many await a decision.
        admins: how many enabled admins there are.
        latest: those who wait, the latest first, as many as a page holds.
    """

    number: int
    waiting: int
    admins: int
    latest: tuple[User, ...] = ()


class Headcount:
    """Tells `told` the counts at first and after each change of accounts in the store."""

    def __init__(
        self,
        tables: Tables,
        jobs: Jobs,
        scope: str,
        told: Callable[[Counts], None],
        pause_s: float = PAUSE_S,
    ) -> None:
        self._tables = tables
        self._jobs = jobs
        self._scope = scope
        self._told = told
        self._pause_s = pause_s
        self._number = 0
        self._is_stale = self._is_counting = False
        self._unsubscribe = tables.subscribe(self._on_store_changed)
        self.count()

    def close(self) -> None:
        """Count no more."""
        self._unsubscribe()

    def _on_store_changed(self, types: frozenset[ObjectType], _ids: frozenset[ObjectId] | None) -> None:
        if ObjectType.USER in types:
            self.count()

    def count(self) -> int:
        """Count anew, soon; return the number of the first count that begins from now on."""
        self._is_stale = True
        if not self._is_counting:
            self._is_counting = True
            self._jobs.start(_COUNTING, self._run, scope=self._scope, quiet=True)
        return self._number + 1

    async def _run(self, _progress: Progress) -> None:
        try:
            while self._is_stale:
                self._is_stale = False
                self._number += 1
                number = self._number
                waiting, latest = await self._look(WAITING)
                admins, _ = await self._look(_ADMINS)
                self._told(Counts(number, waiting, admins, latest))
                await asyncio.sleep(self._pause_s)
        finally:
            self._is_counting = False

    async def _look(self, where: Node) -> tuple[int, tuple[User, ...]]:
        view = await self._tables.open_view(TableQuery(ObjectType.USER, where, _LATEST_FIRST))
        try:
            await view.ready()
            rows = await view.page(0) if view.count.value else ()
            return view.count.value, tuple(row for row in rows if isinstance(row, User))
        finally:
            await view.close()
