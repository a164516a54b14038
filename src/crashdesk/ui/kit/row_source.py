"""Where a table's rows come from: opens views on the store, fetches pages, follows changes. Free of Qt.

A table never waits: rows that are not at hand are None and arrive later. When the store changes, the
next state is prepared in full (order known, pages on the screen fetched) and only then takes the place
of the old one, so that nothing flickers and what a person looks at stays where it is.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Any, Protocol

import msgspec

from crashdesk.core.errors import CrashDeskError
from crashdesk.core.ids import ObjectId
from crashdesk.core.outbox import ObjectType
from crashdesk.core.ports import Jobs, Progress
from crashdesk.core.store_ports import NO_ROW, RowView, Tables
from crashdesk.core.tables import PAGE_ROWS, CountKind, RowCount, TableQuery
from crashdesk.core.text import QT_TRANSLATE_NOOP
from crashdesk.ui.kit.page_cache import PageCache

_LOADING = QT_TRANSLATE_NOOP("Tables", "Loading rows")
PAUSE_S = 0.25
"""Least time between two refreshes while the store changes all the time, as in a first sync."""
_NONE = frozenset({NO_ROW})
PATCHED_ROWS = 200
"""Changed objects that are shown at once, before the order is worked out anew; more wait for that."""


class Swap(msgspec.Struct, frozen=True):
    """The rows were replaced.

    Attributes:
        fresh: True for another query, where the table begins at the top; False for a newer state.
        old, new: how many rows there were and are.
        current: where the row is now that was the current one, None when it is no longer among them.
        anchor: where the row is now that was the first on the screen, None likewise.
    """

    fresh: bool
    old: int
    new: int
    current: int | None = None
    anchor: int | None = None


class RowListener(Protocol):
    """The table that shows the rows."""

    def rows_replaced(self, swap: Swap) -> None:
        """Another view has taken over."""
        ...

    def rows_arrived(self, first: int, last: int) -> None:
        """These rows can be had, or look different."""
        ...

    def rows_counted(self, old: int, count: RowCount, current: int | None) -> None:
        """The order of all rows is known now; `current` as in `Swap`."""
        ...


class RowWindow(msgspec.Struct, frozen=True):
    """What the table shows: rows `first` to `last`, and the current object's id, empty when there is none."""

    first: int = 0
    last: int = 0
    current: ObjectId = ""


class RowSource:
    """The rows of one table, whatever query it shows."""

    def __init__(self, tables: Tables, jobs: Jobs, scope: str, pause_s: float = PAUSE_S) -> None:
        self._tables = tables
        self._jobs = jobs
        self._scope = scope
        self._pause_s = pause_s
        self._listeners: list[RowListener] = []
        self._view: RowView | None = None
        self._pages = PageCache()
        self._query: TableQuery | None = None
        self._window = RowWindow()
        self._is_fetching = self._is_refreshing = self._is_stale = False
        self._count = RowCount(0, CountKind.COUNTING)
        self._unsubscribe = tables.subscribe(self._store_changed)

    @property
    def count(self) -> RowCount:
        """How many rows there are, as far as is known."""
        return self._count

    @property
    def query(self) -> TableQuery | None:
        """What is or will be shown."""
        return self._query

    def listen(self, listener: RowListener) -> None:
        """Tell `listener` of every change."""
        self._listeners.append(listener)

    def show(self, query: TableQuery) -> None:
        """Show another query; the rows of the present one stay until the first page is there."""
        self._query = query
        self._jobs.start(_LOADING, self._open, scope=self._scope, exclusive=f"{self._scope}.rows", quiet=True)

    def look_at(self, window: RowWindow) -> None:
        """Take note of what is on the screen."""
        self._window = window

    def row(self, number: int) -> Any | None:
        """Return a row, or None while it is being fetched."""
        row = self._pages.row(number)
        if row is None:
            self._fetch()
        return row

    def peek(self, number: int) -> Any | None:
        """Return a row if it is at hand."""
        return self._pages.peek(number)

    def with_ids(self, first: int, last: int, then: Callable[[tuple[ObjectId, ...]], None]) -> None:
        """Find the ids of rows `first` to `last` and call `then` with them."""

        async def find(_progress: Progress) -> None:
            then(await self.ids(first, last))

        self._jobs.start(_LOADING, find, scope=self._scope, quiet=True)

    async def ids(self, first: int, last: int) -> tuple[ObjectId, ...]:
        """Return the ids of rows `first` to `last`, both included."""
        view = self._view
        if view is None:
            return ()
        await view.ready()
        return await view.ids(first, last)

    def refresh(self) -> None:
        """Read the rows anew, soon."""
        self._is_stale = True
        if self._query and not self._is_refreshing:
            self._is_refreshing = True
            self._jobs.start(_LOADING, self._refresh, scope=self._scope, quiet=True)

    async def close(self) -> None:
        """Stop following the store and give the view back."""
        self._unsubscribe()
        await self._jobs.close_scope(self._scope)
        if self._view:
            await self._view.close()
            self._view = None

    async def _open(self, _progress: Progress) -> None:
        query = self._query
        if query is None:
            return
        view = await self._tables.open_view(query)
        current = self._window.current
        try:
            pages = PageCache()
            pages.put(0, await view.page(0))
        except BaseException:
            await view.close()
            raise
        self._is_stale = False
        found = pages.find(lambda row: row.id == current) if current else None
        await self._take_over(view, pages, fresh=True, current=found, anchor=None)
        await view.ready()
        if current and found is None:
            found = await view.row_of(current)
        if self._view is view:
            old, self._count = self._count.value, view.count
            for listener in self._listeners:
                listener.rows_counted(old, self._count, found)

    async def _refresh(self, _progress: Progress) -> None:
        try:
            while self._is_stale and self._query:
                self._is_stale = False
                began = time.monotonic()
                await self._renew(self._query)
                # During a first sync every commit makes the rows stale: leave the store most of the time.
                await asyncio.sleep(max(self._pause_s, 2 * (time.monotonic() - began)))
        finally:
            self._is_refreshing = False

    async def _renew(self, query: TableQuery) -> None:
        view = await self._tables.open_view(query)
        is_used = False
        try:
            await view.ready()
            window = self._window
            current = await view.row_of(window.current) if window.current else None
            top = self._pages.peek(window.first)
            anchor = await view.row_of(top.id) if top else None
            pages = await self._pages_around(view, window, current, anchor)
            if self._query == query and self._view is not None:
                is_used = True
                await self._take_over(view, pages, fresh=False, current=current, anchor=anchor)
        finally:
            if not is_used:
                await view.close()

    async def _pages_around(
        self, view: RowView, window: RowWindow, current: int | None, anchor: int | None
    ) -> PageCache:
        """Fetch what will be on the screen, wherever the table decides to stay."""
        height = window.last - window.first
        shown: set[int] = set()
        for row in (window.first, anchor, current):
            if row is not None:
                low, high = max(0, row - height), min(row + height, view.count.value - 1)
                shown.update(range(low // PAGE_ROWS, high // PAGE_ROWS + 1))
        pages = PageCache()
        for index in sorted(shown):
            pages.put(index, await view.page(index))
        return pages

    async def _take_over(
        self, view: RowView, pages: PageCache, *, fresh: bool, current: int | None, anchor: int | None
    ) -> None:
        former, old = self._view, self._count.value
        self._view, self._pages, self._count = view, pages, view.count
        swap = Swap(fresh, old, view.count.value, current, anchor)
        for listener in self._listeners:
            listener.rows_replaced(swap)
        if former:
            await former.close()

    def _fetch(self) -> None:
        if not self._is_fetching and self._view:
            self._is_fetching = True
            self._jobs.start(_LOADING, self._fetch_wanted, scope=self._scope, quiet=True)

    async def _fetch_wanted(self, _progress: Progress) -> None:
        try:
            while self._view and (index := self._pages.take_wanted()) is not None:
                await self._fetch_page(self._view, self._pages, index)
        finally:
            self._is_fetching = False

    async def _fetch_page(self, view: RowView, pages: PageCache, index: int) -> None:
        try:
            if index:
                await view.ready()
            rows = await view.page(index)
        except (asyncio.CancelledError, CrashDeskError):
            # A view that was replaced meanwhile is closed: nobody needs that page any more.
            job = asyncio.current_task()
            if view is self._view or (job and job.cancelling()):
                raise
            return
        if pages is self._pages:
            pages.put(index, rows)
            self._arrived(index * PAGE_ROWS, index * PAGE_ROWS + len(rows) - 1)

    def _arrived(self, first: int, last: int) -> None:
        for listener in self._listeners:
            listener.rows_arrived(first, last)

    def _store_changed(self, types: frozenset[ObjectType], ids: frozenset[ObjectId] | None) -> None:
        if self._query is None or self._query.type not in types or ids == _NONE:
            return
        if ids is not None and len(ids) <= PATCHED_ROWS:
            self._jobs.start(_LOADING, lambda _: self._patch(ids), scope=self._scope, quiet=True)
        self.refresh()

    async def _patch(self, ids: frozenset[ObjectId]) -> None:
        """Show the new state of rows at hand at once, at their old places."""
        pages, query = self._pages, self._query
        shown = [(number, row.id) for number, row in pages.rows() if row.id in ids]
        for number, object_id in shown:
            row = await self._tables.get(query.type, object_id) if query else None
            if row is not None and pages is self._pages:
                pages.replace(number, row)
                self._arrived(number, number)
