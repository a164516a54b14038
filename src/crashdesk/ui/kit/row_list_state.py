"""What a list of rows shows, and how that changes. Free of Qt."""

from __future__ import annotations

import msgspec

from crashdesk.core.connection import ConnectionState, Link
from crashdesk.core.errors import QueryError
from crashdesk.core.ids import ObjectId
from crashdesk.core.tables import CountKind, RowCount
from crashdesk.ui.kit.row_phase import FilterProblem, Phase, phase_of


class RowListState(msgspec.Struct, frozen=True):
    """One list.

    Attributes:
        filter: as typed. While it cannot be read, the rows are still those of the one before.
        reading: the filter read back as a sentence, empty without one.
        current: the current row, empty when there is none.
    """

    link: Link = Link.CONNECTING
    has_fetched: bool = False
    filter: str = ""
    problem: FilterProblem | None = None
    reading: str = ""
    is_filtered: bool = False
    count: RowCount = RowCount(0, CountKind.COUNTING)
    current: ObjectId = ""

    @property
    def phase(self) -> Phase:
        """What stands where the rows belong."""
        return phase_of(self.count, self.link, is_filtered=self.is_filtered, has_fetched=self.has_fetched)


def connected(state: RowListState, connection: ConnectionState) -> RowListState:
    """Take note of the connection."""
    has_fetched = connection.fresh_at is not None
    return msgspec.structs.replace(state, link=connection.link, has_fetched=has_fetched)


def filtered(state: RowListState, text: str, reading: str) -> RowListState:
    """Show the rows that `text` lets through."""
    return msgspec.structs.replace(
        state,
        filter=text,
        problem=None,
        reading=reading,
        is_filtered=bool(text.strip()),
        count=RowCount(state.count.value, CountKind.COUNTING),
    )


def misread(state: RowListState, text: str, error: QueryError) -> RowListState:
    """Keep the rows and say what is wrong with the filter."""
    problem = FilterProblem(error.text, error.start, error.end)
    return msgspec.structs.replace(state, filter=text, problem=problem)
