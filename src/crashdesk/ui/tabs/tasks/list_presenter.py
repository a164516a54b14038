"""One of the two lists: which rows, in which order, and how many. Free of Qt."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from crashdesk.core.errors import QueryError
from crashdesk.core.ids import ObjectId
from crashdesk.core.outbox import ObjectType
from crashdesk.core.query.task_fields import QUEUE_FIELDS, TASK_FIELDS
from crashdesk.core.tables import RowCount, SortKey, TableQuery
from crashdesk.ui.kit.filtering import Filtering
from crashdesk.ui.kit.row_source import RowSource, Swap
from crashdesk.ui.kit.tab_spec import TabContext
from crashdesk.ui.tabs.tasks.state import ListState, Showing, filtered, misread

FILTERINGS = {
    Showing.TASKS: Filtering(ObjectType.TASK, TASK_FIELDS),
    Showing.QUEUES: Filtering(ObjectType.QUEUE, QUEUE_FIELDS),
}


class ListPresenter:
    """Keeps the state of one list."""

    def __init__(
        self,
        context: TabContext,
        rows: RowSource,
        sort: tuple[SortKey, ...],
        showing: Showing,
        changed: Callable[[ListState], None],
    ) -> None:
        self._context = context
        self._rows = rows
        self._sort = sort
        self._filter_key = f"tasks.{showing}.filter"
        self._changed = changed
        self.filtering = FILTERINGS[showing]
        self.state = ListState()
        rows.listen(self)

    def start(self) -> None:
        """Show the rows, with the filter of last time."""
        self.set_filter(self._context.settings.layout(self._filter_key))

    async def close(self) -> None:
        """Give the rows back."""
        await self._rows.close()

    def set_filter(self, text: str) -> None:
        """Show what `text` lets through, or say what is wrong with it."""
        try:
            where, reading = self.filtering.read(text, self._context.clock.now(), self._context.translate)
        except QueryError as error:
            self._set(misread(self.state, text, error))
            return
        self._context.settings.remember(self._filter_key, text)
        self._set(filtered(self.state, text, reading))
        me = self._context.session.user_id
        self._rows.show(TableQuery(self.filtering.type, where, self._sort, me))

    def set_sort(self, sort: tuple[SortKey, ...]) -> None:
        """Show the same rows in another order."""
        self._sort = sort
        query = self._rows.query
        if query:
            self._rows.show(msgspec.structs.replace(query, sort=sort))

    def set_current(self, object_id: ObjectId) -> None:
        """Take note of the current row."""
        self._set(msgspec.structs.replace(self.state, current=object_id))

    # What the table tells

    def rows_replaced(self, swap: Swap) -> None:
        """Count anew."""
        self._set(msgspec.structs.replace(self.state, count=self._rows.count))

    def rows_arrived(self, first: int, last: int) -> None:
        """Nothing to do: the table paints them."""

    def rows_counted(self, old: int, count: RowCount, current: int | None) -> None:
        """Count anew."""
        self._set(msgspec.structs.replace(self.state, count=count))

    def _set(self, state: ListState) -> None:
        if state != self.state:
            self.state = state
            self._changed(state)
