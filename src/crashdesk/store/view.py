"""The rows of one query: the first page at once, and any row once the order has been written down."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from typing import Any

import msgspec

from crashdesk.core.changes import DomainObject
from crashdesk.core.ids import ObjectId
from crashdesk.core.tables import PAGE_ROWS, CountKind, RowCount
from crashdesk.store.driver import Connection, SqlValue, number_in, text_in
from crashdesk.store.plan import Plan
from crashdesk.store.tables.spec import TableSpec
from crashdesk.store.worker import Worker, WorkerClosed

Page = tuple[DomainObject, ...]


class Readers(msgspec.Struct, frozen=True):
    """The threads that read. `ordering` holds the orders of all views in temporary tables."""

    quick: Worker
    ordering: Worker


class View:
    """A `RowView`. The set and order of its rows stay as they were; what a row shows is read afresh.

    A row that is deleted meanwhile is missing from its page; the announcement of the deletion is the
    moment to open the query again.
    """

    def __init__(
        self, spec: TableSpec, number: int, choose: Callable[[Connection], Plan], readers: Readers
    ) -> None:
        self._spec = spec
        self._table = f"temp.view_{number}"
        self._readers = readers
        self._rows = spec.list_reader()
        self._count = RowCount(0, CountKind.COUNTING)
        self._plan = asyncio.ensure_future(readers.quick.run(choose))
        self._first = asyncio.create_task(self._read_first())
        self._order = asyncio.create_task(self._write_order())
        for task in self._tasks:
            task.add_done_callback(_seen)

    @property
    def _tasks(self) -> tuple[asyncio.Future[Any], ...]:
        return (self._plan, self._first, self._order)

    @property
    def count(self) -> RowCount:
        """How many rows there are, exact as soon as all are known."""
        return self._count

    async def ready(self) -> None:
        """Wait until any row can be had."""
        await asyncio.shield(self._order)

    async def page(self, index: int) -> Page:
        """Return one page; any but the first waits for the order."""
        if index == 0 and not self._order.done():
            await asyncio.wait({self._first, self._order}, return_when=asyncio.FIRST_COMPLETED)
            if not self._order.done() and (rows := self._first.result()) is not None:
                return rows
        await self.ready()
        first = index * PAGE_ROWS
        return await self._readers.ordering.run(
            lambda connection: self._page_of(connection, *self._ranks(first, first + PAGE_ROWS - 1))
        )

    async def row_of(self, object_id: ObjectId) -> int | None:
        """Return the row number of an object."""
        await self.ready()
        query = (
            f"SELECT rank - 1 FROM {self._table} WHERE n = (SELECT n FROM object WHERE type = ? AND id = ?)"
        )

        def find(connection: Connection) -> int | None:
            row = connection.execute(query, (self._spec.type.value, object_id)).fetchone()
            return number_in(row) if row else None

        return await self._readers.ordering.run(find)

    async def ids(self, first: int, last: int) -> tuple[ObjectId, ...]:
        """Return the ids of the rows from `first` to `last`, both included."""
        await self.ready()
        numbers, ranks = self._ranks(first, last)
        query = (
            f"SELECT json_group_array(o.id ORDER BY j.key) FROM json_each(({numbers})) AS j "
            "CROSS JOIN object AS o ON o.n = j.value"
        )
        text = await self._readers.ordering.run(lambda connection: _text(connection, query, ranks))
        return msgspec.json.decode(text, type=tuple[ObjectId, ...])

    async def lines(self, first: int, last: int) -> str:
        """Return rows as they are kept, one line of JSON each, as one value."""
        await self.ready()
        numbers, ranks = self._ranks(first, last)
        query = (
            "SELECT ifnull(group_concat(o.body, char(10) ORDER BY j.key), '') "
            f"FROM json_each(({numbers})) AS j CROSS JOIN object AS o ON o.n = j.value"
        )
        return await self._readers.ordering.run(lambda connection: _text(connection, query, ranks))

    def read_lines(self, lines: str) -> Page:
        """Return the objects of such lines. Runs in any thread."""
        return self._rows(f"[{lines.replace(chr(10), ',')}]")

    async def close(self) -> None:
        """Stop what is under way and drop the written order. Harmless after the store was closed."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        drop = f"DROP TABLE IF EXISTS {self._table}"
        with contextlib.suppress(WorkerClosed):
            await self._readers.ordering.run(lambda connection: connection.execute(drop).rowcount)

    async def _read_first(self) -> Page | None:
        plan = await asyncio.shield(self._plan)
        if plan.is_narrow:
            return None
        select, parameters = plan.first(PAGE_ROWS)
        rows = await self._readers.quick.run(
            lambda connection: self._page_of(
                connection,
                f"SELECT json_group_array(n) FROM ({select})",
                parameters,
            )
        )
        if self._count.kind is CountKind.COUNTING:
            short = len(rows) < PAGE_ROWS
            self._count = RowCount(len(rows), CountKind.EXACT if short else CountKind.COUNTING)
        return rows

    async def _write_order(self) -> None:
        plan = await asyncio.shield(self._plan)

        def write(connection: Connection) -> int:
            select, parameters = plan.all()
            connection.execute(f"CREATE TABLE {self._table} (rank INTEGER PRIMARY KEY, n INTEGER NOT NULL)")
            return connection.execute(f"INSERT INTO {self._table} (n) {select}", parameters).rowcount

        self._count = RowCount(await self._readers.ordering.run(write))
        # Where few rows match, going through an index for the first of them takes longer than all this.
        self._first.cancel()

    def _ranks(self, first: int, last: int) -> tuple[str, tuple[SqlValue, ...]]:
        """Return the statement for the numbers of the rows from `first` to `last` as one JSON list."""
        ordered = f"SELECT n FROM {self._table} WHERE rank BETWEEN ? AND ? ORDER BY rank LIMIT -1"
        return f"SELECT json_group_array(n) FROM ({ordered})", (first + 1, last + 1)

    def _page_of(self, connection: Connection, numbers: str, parameters: tuple[SqlValue, ...]) -> Page:
        """Read rows as one JSON value: fetching them one by one would take the GIL once a row."""
        query = (
            f"SELECT '[' || ifnull(group_concat(o.body, ',' ORDER BY j.key), '') || ']' "
            f"FROM json_each(({numbers})) AS j CROSS JOIN object AS o ON o.n = j.value"
        )
        return self._rows(_text(connection, query, parameters))


def _text(connection: Connection, query: str, parameters: tuple[SqlValue, ...]) -> str:
    return text_in(connection.execute(query, parameters).fetchone())


def _seen(task: asyncio.Future[Any]) -> None:
    """Take note of a failure, so that asyncio does not complain of one that nobody came to ask for."""
    if not task.cancelled():
        task.exception()
