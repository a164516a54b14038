"""What a person has made of a table's columns: order, widths, which are shown, and the sort. Free of Qt."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from crashdesk.core.tables import SortKey
from crashdesk.ui.kit.column import Column

SORT_KEYS = 2
"""Keys a person can combine; more cannot be told apart in a header."""


class ColumnPlace(msgspec.Struct, frozen=True):
    """One column in a layout, at its place in the list."""

    id: str
    width: int
    visible: bool


class ColumnLayout(msgspec.Struct, frozen=True):
    """A table's layout as remembered between runs."""

    places: tuple[ColumnPlace, ...] = ()
    sort: tuple[SortKey, ...] = ()

    def encode(self) -> str:
        """Return it in the form that `read_layout` reads."""
        return msgspec.json.encode(self).decode()

    def with_visible(self, column_id: str, *, visible: bool) -> ColumnLayout:
        """Show or hide one column."""
        places = tuple(
            msgspec.structs.replace(place, visible=visible) if place.id == column_id else place
            for place in self.places
        )
        return msgspec.structs.replace(self, places=places)


def read_layout(saved: str, columns: Sequence[Column[Any]], sort: tuple[SortKey, ...] = ()) -> ColumnLayout:
    """Read a saved layout for `columns`; what is unknown is dropped, what is new stands where it belongs.

    An unreadable or empty `saved` gives the columns' own order, widths and visibility, and `sort`.
    """
    try:
        layout = msgspec.json.decode(saved, type=ColumnLayout) if saved else ColumnLayout()
    except msgspec.DecodeError:
        layout = ColumnLayout()
    known = {column.id for column in columns}
    places = [place for place in layout.places if place.id in known and 0 < place.width < 10_000]
    placed = {place.id for place in places}
    for position, column in enumerate(columns):
        if column.id not in placed:
            places.insert(position, ColumnPlace(column.id, column.width, column.visible))
    if not any(place.visible for place in places):
        return read_layout("", columns, sort)
    sortable = {column.sort for column in columns if column.sort}
    kept = tuple(key for key in layout.sort if key.column in sortable)[:SORT_KEYS]
    return ColumnLayout(tuple(places), kept or sort)


def clicked(sort: tuple[SortKey, ...], column: Column[Any], *, second: bool) -> tuple[SortKey, ...]:
    """Return the order after a click on a header.

    A plain click sorts by that column alone, or turns it over; `second` (with Shift) keeps the first key
    and sorts by the column within it.
    """
    held = next((key for key in sort if key.column == column.sort), None)
    new = SortKey(column.sort, descending=not held.descending if held else column.falls)
    if not second or not sort:
        return (new,)
    if held:
        return tuple(new if key is held else key for key in sort)
    return (sort[0], new)
