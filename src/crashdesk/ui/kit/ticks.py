"""Ticking rows: one, a range, or all."""

from __future__ import annotations

from crashdesk.core.ids import ObjectId
from crashdesk.ui.kit.table_model import PagedTableModel

TICK_LIMIT = 10_000
"""Rows that "all" ticks at most: each becomes a change of its own, and more than that is a mistake."""


class Ticks:
    """Changes what is ticked in a model. Rows are named by number, ticks are kept by id."""

    def __init__(self, model: PagedTableModel) -> None:
        self._model = model
        self._start: tuple[int, ObjectId] | None = None

    def turn(self, row: int) -> None:
        """Tick a row, or untick it; it is where the next range begins."""
        shown = self._model.source.peek(row) if row >= 0 else None
        if shown is not None:
            self._start = (row, shown.id)
            self._model.set_ticked(self._model.ticked ^ {shown.id})

    def extend(self, row: int, since: int = -1) -> None:
        """Tick from the last row that was ticked, else from `since`, to `row`."""
        if row < 0:
            return
        start = since if since >= 0 else row
        if self._start:
            number, object_id = self._start
            still_there = self._model.source.peek(number)
            if still_there is not None and still_there.id == object_id:
                start = number
        self._tick(min(start, row), max(start, row))

    def turn_all(self) -> None:
        """Tick all rows up to `TICK_LIMIT`; when something is ticked, untick everything."""
        if self._model.ticked:
            self.clear()
        elif self._model.rowCount():
            self._tick(0, min(self._model.rowCount(), TICK_LIMIT) - 1)

    def clear(self) -> None:
        """Untick everything."""
        self._start = None
        self._model.set_ticked(())

    def _tick(self, first: int, last: int) -> None:
        self._model.source.with_ids(
            first, last, lambda ids: self._model.set_ticked(self._model.ticked.union(ids))
        )
