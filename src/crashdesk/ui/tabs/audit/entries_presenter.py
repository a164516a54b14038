"""One list of entries: what the user wants becomes queries and copies. Free of Qt."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Any, Protocol

import msgspec

from crashdesk.core.connection import ConnectionState
from crashdesk.core.errors import QueryError
from crashdesk.core.ids import ObjectId
from crashdesk.core.ports import Progress
from crashdesk.core.query.complete import Completions
from crashdesk.core.tables import RowCount, SortKey, TableQuery
from crashdesk.core.text import QT_TRANSLATE_NOOP, Text
from crashdesk.ui.kit.filtering import Filtering
from crashdesk.ui.kit.row_source import RowSource, RowWindow, Swap
from crashdesk.ui.kit.tab_spec import TabContext
from crashdesk.ui.tabs.audit.state import EntriesState, connected, filtered, misread

_COMPLETING = QT_TRANSLATE_NOOP("Audit", "Looking up values")
_FINDING = QT_TRANSLATE_NOOP("Audit", "Looking for an entry")
_COPYING = QT_TRANSLATE_NOOP("Audit", "Copying entries")
_COPIED = QT_TRANSLATE_NOOP("Audit", "Copied {n} row(s)")


class EntriesView(Protocol):
    """What the presenter needs of the widgets."""

    def show_state(self, state: EntriesState) -> None:
        """Show `state`."""
        ...

    def offer(self, completions: Completions) -> None:
        """Propose what can be typed in the filter."""
        ...


class Listed(msgspec.Struct, frozen=True):
    """What a list is made of.

    Attributes:
        scope: names its jobs and what is remembered of it.
        filter_key: under which the filter of last time is remembered.
    """

    scope: str
    filtering: Filtering
    filter_key: str
    needs_fetching: bool = True


class EntriesPresenter:
    """Holds the state of one list and carries out what is asked of it."""

    def __init__(
        self,
        view: EntriesView,
        context: TabContext,
        listed: Listed,
        rows: RowSource,
        sort: tuple[SortKey, ...],
    ) -> None:
        self._view = view
        self._context = context
        self._listed = listed
        self._rows = rows
        self._sort = sort
        self._watchers: list[Callable[[EntriesState], None]] = []
        self.state = connected(EntriesState(listed.needs_fetching), context.connection())
        self._unwatch = context.watch_connection(self._on_connection)
        rows.listen(self)

    def watch(self, watcher: Callable[[EntriesState], None]) -> None:
        """Call `watcher` with each new state."""
        self._watchers.append(watcher)

    def start(self) -> None:
        """Show the entries with the filter of last time."""
        self.set_filter(self._context.settings.layout(self._listed.filter_key))

    async def close(self) -> None:
        """Stop everything."""
        self._unwatch()
        await self._context.jobs.close_scope(self._listed.scope)
        await self._rows.close()

    @property
    def query(self) -> TableQuery | None:
        """Which entries are shown, in which order."""
        return self._rows.query

    # Which rows

    def set_filter(self, text: str) -> None:
        """Show what `text` lets through, or say what is wrong with it."""
        filtering = self._listed.filtering
        try:
            where, reading = filtering.read(text, self._context.clock.now(), self._context.translate)
        except QueryError as error:
            self._set(misread(self.state, text, error))
            return
        self._context.settings.remember(self._listed.filter_key, text)
        self._set(filtered(self.state, text, reading))
        me = self._context.session.user_id
        self._rows.show(TableQuery(filtering.type, where, self._sort, me))

    def show(self, candidates: tuple[ObjectId, ...]) -> None:
        """Make the first of these entries that is here the current one, among all there are."""

        async def find() -> None:
            tables, kind = self._context.tables, self._listed.filtering.type
            for object_id in candidates:
                if await tables.get(kind, object_id) is not None:
                    # The table finds the place of what it takes for its current row.
                    self._rows.look_at(RowWindow(current=object_id))
                    self.set_filter("")
                    return

        self._start(_FINDING, find, exclusive="find")

    def set_sort(self, sort: tuple[SortKey, ...]) -> None:
        """Show the same entries in another order."""
        self._sort = sort
        query = self._rows.query
        if query:
            self._rows.show(msgspec.structs.replace(query, sort=sort))

    def complete(self, text: str, cursor: int) -> None:
        """Look up what can be typed at `cursor`."""

        async def look_up() -> None:
            filtering, tables = self._listed.filtering, self._context.tables
            self._view.offer(await filtering.completions(tables, text, cursor))

        self._start(_COMPLETING, look_up, exclusive="completion")

    # What the table tells

    def rows_replaced(self, swap: Swap) -> None:
        """Count anew."""
        self._set(msgspec.structs.replace(self.state, count=self._rows.count))

    def rows_arrived(self, first: int, last: int) -> None:
        """Nothing to do: the table paints them."""

    def rows_counted(self, old: int, count: RowCount, current: int | None) -> None:
        """Count anew."""
        self._set(msgspec.structs.replace(self.state, count=count))

    def set_current(self, object_id: ObjectId) -> None:
        """Take note of the current entry."""
        self._set(msgspec.structs.replace(self.state, current=object_id))

    def set_ticked(self, ids: Iterable[ObjectId]) -> None:
        """Take note of what is ticked."""
        self._set(msgspec.structs.replace(self.state, ticked=frozenset(ids)))

    # Copies

    def copy(self, write: Callable[[Sequence[Any]], None]) -> None:
        """Hand the entries that are ticked, else the current one, to `write`, and say how many they were."""
        ids = self.state.targets

        async def look_up() -> None:
            tables, kind = self._context.tables, self._listed.filtering.type
            found = [await tables.get(kind, object_id) for object_id in ids]
            entries = [entry for entry in found if entry is not None]
            write(entries)
            self._context.window.toast(_COPIED(len(entries)))

        self._start(_COPYING, look_up)

    def _on_connection(self, connection: ConnectionState) -> None:
        self._set(connected(self.state, connection))

    def _start(self, label: Text, work: Callable[[], Awaitable[None]], *, exclusive: str = "") -> None:
        async def run(_progress: Progress) -> None:
            await work()

        scope = self._listed.scope
        group = f"{scope}.{exclusive}" if exclusive else ""
        self._context.jobs.start(label, run, scope=scope, exclusive=group, quiet=True)

    def _set(self, state: EntriesState) -> None:
        if state == self.state:
            return
        targets = self.state.targets
        self.state = state
        self._view.show_state(state)
        for watcher in self._watchers:
            watcher(state)
        if targets != state.targets:
            self._context.window.actions_changed()
