"""One list of rows: which ones, in which order, and how many. Free of Qt."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from crashdesk.core.connection import ConnectionState
from crashdesk.core.errors import QueryError
from crashdesk.core.ids import ObjectId
from crashdesk.core.ports import Progress
from crashdesk.core.query.complete import Completions
from crashdesk.core.tables import RowCount, SortKey, TableQuery
from crashdesk.core.text import QT_TRANSLATE_NOOP
from crashdesk.ui.kit.filtering import Filtering
from crashdesk.ui.kit.row_list_state import RowListState, connected, filtered, misread
from crashdesk.ui.kit.row_source import RowSource, Swap
from crashdesk.ui.kit.tab_spec import TabContext

_COMPLETING = QT_TRANSLATE_NOOP("Tables", "Looking up values")


class RowListPresenter:
    """Keeps the state of one list and tells of each new one.

    Args:
        scope: names its jobs, and what is remembered of it.
        changed: called with each new state.
    """

    def __init__(
        self,
        context: TabContext,
        rows: RowSource,
        filtering: Filtering,
        sort: tuple[SortKey, ...],
        scope: str,
        changed: Callable[[RowListState], None],
    ) -> None:
        self._context = context
        self._rows = rows
        self._filtering = filtering
        self._sort = sort
        self._scope = scope
        self._changed = changed
        self.state = connected(RowListState(), context.connection())
        self._unwatch = context.watch_connection(self._on_connection)
        rows.listen(self)

    def start(self) -> None:
        """Show the rows with the filter of last time."""
        self.set_filter(self._context.settings.layout(f"{self._scope}.filter"))

    async def close(self) -> None:
        """Stop all work and give the rows back."""
        self._unwatch()
        await self._context.jobs.close_scope(self._scope)
        await self._rows.close()

    def set_filter(self, text: str) -> None:
        """Show what `text` lets through, or say what is wrong with it."""
        try:
            where, reading = self._filtering.read(text, self._context.clock.now(), self._context.translate)
        except QueryError as error:
            self._set(misread(self.state, text, error))
            return
        self._context.settings.remember(f"{self._scope}.filter", text)
        self._set(filtered(self.state, text, reading))
        me = self._context.session.user_id
        self._rows.show(TableQuery(self._filtering.type, where, self._sort, me))

    def set_sort(self, sort: tuple[SortKey, ...]) -> None:
        """Show the same rows in another order."""
        self._sort = sort
        query = self._rows.query
        if query:
            self._rows.show(msgspec.structs.replace(query, sort=sort))

    def set_current(self, object_id: ObjectId) -> None:
        """Take note of the current row."""
        self._set(msgspec.structs.replace(self.state, current=object_id))

    def complete(self, text: str, cursor: int, offer: Callable[[Completions], None]) -> None:
        """Look up what can be typed at `cursor` and hand it to `offer`."""

        async def look_up(_progress: Progress) -> None:
            offer(await self._filtering.completions(self._context.tables, text, cursor))

        group = f"{self._scope}.completion"
        self._context.jobs.start(_COMPLETING, look_up, scope=self._scope, exclusive=group, quiet=True)

    # What the table tells

    def rows_replaced(self, swap: Swap) -> None:
        """Count anew."""
        self._set(msgspec.structs.replace(self.state, count=self._rows.count))

    def rows_arrived(self, first: int, last: int) -> None:
        """Nothing to do: the table paints them."""

    def rows_counted(self, old: int, count: RowCount, current: int | None) -> None:
        """Count anew."""
        self._set(msgspec.structs.replace(self.state, count=count))

    def _on_connection(self, connection: ConnectionState) -> None:
        self._set(connected(self.state, connection))

    def _set(self, state: RowListState) -> None:
        if state != self.state:
            self.state = state
            self._changed(state)
