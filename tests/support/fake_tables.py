"""An in-memory `Tables` whose pages come only when a test lets them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from crashdesk.core.changes import DomainObject
from crashdesk.core.ids import ObjectId
from crashdesk.core.outbox import ObjectType
from crashdesk.core.people import Person
from crashdesk.core.store_ports import StoreListener
from crashdesk.core.tables import PAGE_ROWS, CountKind, RowCount, TableQuery


class FakeView:
    """Rows as they were when it was opened. `ready` waits for `order_known`."""

    def __init__(self, rows: tuple[Any, ...], order_known: asyncio.Event) -> None:
        self.rows = rows
        self.pages_read: list[int] = []
        self.is_closed = False
        self._order_known = order_known

    @property
    def count(self) -> RowCount:
        if self._order_known.is_set():
            return RowCount(len(self.rows))
        return RowCount(min(PAGE_ROWS, len(self.rows)), CountKind.COUNTING)

    async def ready(self) -> None:
        await self._order_known.wait()

    async def page(self, index: int) -> tuple[Any, ...]:
        assert not self.is_closed
        assert index == 0 or self._order_known.is_set()
        self.pages_read.append(index)
        await asyncio.sleep(0)
        return self.rows[index * PAGE_ROWS : (index + 1) * PAGE_ROWS]

    async def row_of(self, object_id: ObjectId) -> int | None:
        await self.ready()
        return next((n for n, row in enumerate(self.rows) if row.id == object_id), None)

    async def ids(self, first: int, last: int) -> tuple[ObjectId, ...]:
        return tuple(row.id for row in self.rows[first : last + 1])

    async def lines(self, first: int, last: int) -> str:
        raise NotImplementedError

    def read_lines(self, lines: str) -> tuple[DomainObject, ...]:
        raise NotImplementedError

    async def close(self) -> None:
        self.is_closed = True


class FakeTables:
    """Shows `rows` in their order, whatever the query."""

    def __init__(self, *rows: Any, people: tuple[Person, ...] = ()) -> None:
        self.rows = rows
        self.everybody = people
        self.values: dict[str, tuple[str, ...]] = {}
        self.order_known = asyncio.Event()
        self.order_known.set()
        self.queries: list[TableQuery] = []
        self.views: list[FakeView] = []
        self.others_changed: set[tuple[ObjectId, int]] = set()
        """Object and revision since which somebody else has changed it."""
        self._listeners: list[StoreListener] = []

    async def open_view(self, query: TableQuery) -> FakeView:
        self.queries.append(query)
        view = FakeView(self.rows, self.order_known)
        self.views.append(view)
        return view

    async def get(self, type: ObjectType, object_id: ObjectId) -> DomainObject | None:  # noqa: A002
        return next((row for row in self.rows if row.id == object_id), None)

    async def changed_by_others(self, type: ObjectType, object_id: ObjectId, since: int) -> bool:  # noqa: A002
        return (object_id, since) in self.others_changed

    async def people(self) -> tuple[Person, ...]:
        return self.everybody

    async def values_of(self, type: ObjectType, column: str, prefix: str, limit: int) -> tuple[str, ...]:  # noqa: A002
        found = self.values.get(column, ())
        return tuple(value for value in found if value.startswith(prefix))[:limit]

    def subscribe(self, listener: StoreListener) -> Callable[[], None]:
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def put(
        self,
        *rows: Any,
        changed: frozenset[ObjectId] | None = None,
        types: frozenset[ObjectType] = frozenset({ObjectType.CRASH_GROUP}),
    ) -> None:
        """Another state of the store, announced as after a commit."""
        self.rows = rows
        for listener in tuple(self._listeners):
            listener(types, changed)
