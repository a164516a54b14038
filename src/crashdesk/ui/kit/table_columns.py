"""Keeps a table's columns as the user wants them, from one run to the next."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
from PySide6.QtCore import QObject, Signal

from crashdesk.core.setting import Settings
from crashdesk.core.tables import SortKey
from crashdesk.ui.kit.column_layout import ColumnLayout, ColumnPlace, clicked, read_layout
from crashdesk.ui.kit.row_table import RowTable
from crashdesk.ui.kit.spreadsheet import as_rows
from crashdesk.ui.kit.table_header import TICK_WIDTH
from crashdesk.ui.kit.table_model import PagedTableModel
from crashdesk.ui.kit.translate import render


class TableColumns(QObject):
    """Order, widths and visibility of the columns of one table, and what it is sorted by.

    Signals:
        sort_changed: the rows shall be in another order.
        places_changed: columns were shown, hidden, moved or reset.
    """

    sort_changed = Signal()
    places_changed = Signal()

    def __init__(
        self,
        table: RowTable,
        model: PagedTableModel,
        settings: Settings,
        key: str,
        sort: tuple[SortKey, ...],
    ) -> None:
        super().__init__(table)
        self._table = table
        self._model = model
        self._header = table.header
        self.columns = model.columns
        self._settings = settings
        self._key = key
        self._first_sort = sort
        self._is_fitting = False
        self._layout = read_layout(settings.layout(key), self.columns, sort)
        self._section = {column.id: n for n, column in enumerate(self.columns, 1)}
        self._apply()
        self._header.sectionMoved.connect(self._on_moved)
        self._header.sectionResized.connect(self._on_resized)
        self._header.clicked.connect(self._on_clicked)
        self._header.geometriesChanged.connect(self.fit)

    @property
    def layout(self) -> ColumnLayout:
        """The layout in force."""
        return self._layout

    @property
    def sort(self) -> tuple[SortKey, ...]:
        """What the rows are sorted by."""
        return self._layout.sort

    def show_column(self, column_id: str, *, visible: bool) -> None:
        """Show or hide a column; the last one stays."""
        layout = self._layout.with_visible(column_id, visible=visible)
        if any(place.visible for place in layout.places):
            self._change(layout)

    def arrange(self, ids: tuple[str, ...]) -> None:
        """Put all columns into this order."""
        by_id = {place.id: place for place in self._layout.places}
        places = tuple(by_id[column_id] for column_id in ids)
        self._change(msgspec.structs.replace(self._layout, places=places))

    def reset(self) -> None:
        """Return to the columns' own order, widths and visibility; the sort stays."""
        self._change(read_layout("", self.columns, self._layout.sort))

    def fit(self) -> None:
        """Give the room that is left over to the column that stretches."""
        place = next((p for p in self._layout.places if p.visible and self._stretches(p)), None)
        if place is None or self._is_fitting:
            return
        used = TICK_WIDTH + sum(p.width for p in self._layout.places if p.visible)
        spare = max(0, self._table.viewport().width() - used)
        self._is_fitting = True
        self._header.resizeSection(self._section[place.id], place.width + spare)
        self._is_fitting = False

    def copied(self, rows: Sequence[Any]) -> str:
        """Return the cells of `rows` that are shown, under their titles, for a spreadsheet."""
        shown = [self.columns[self._section[place.id] - 1] for place in self._layout.places if place.visible]
        lines = [[render(column.title) for column in shown]]
        lines += [[self._model.plain(column.value(row)) for column in shown] for row in rows]
        return as_rows(lines)

    def _stretches(self, place: ColumnPlace) -> bool:
        return self.columns[self._section[place.id] - 1].stretches

    def _change(self, layout: ColumnLayout) -> None:
        self._layout = layout
        self._settings.remember(self._key, layout.encode())
        self._apply()
        self.places_changed.emit()

    def _apply(self) -> None:
        self._is_fitting = True
        self._header.resizeSection(0, TICK_WIDTH)
        for position, place in enumerate(self._layout.places, 1):
            section = self._section[place.id]
            self._header.moveSection(self._header.visualIndex(section), position)
            self._header.setSectionHidden(section, not place.visible)
            if place.visible:
                self._header.resizeSection(section, place.width)
        self._is_fitting = False
        self._header.show_sort(self._layout.sort)
        self.fit()

    def _on_moved(self) -> None:
        if not self._is_fitting:
            order = sorted(self._layout.places, key=lambda p: self._header.visualIndex(self._section[p.id]))
            self._keep(msgspec.structs.replace(self._layout, places=tuple(order)))
            self.places_changed.emit()

    def _on_resized(self, section: int, _old: int, new: int) -> None:
        if self._is_fitting or not section or not new:
            return
        column_id = self.columns[section - 1].id
        places = tuple(
            msgspec.structs.replace(place, width=new) if place.id == column_id else place
            for place in self._layout.places
        )
        self._keep(msgspec.structs.replace(self._layout, places=places))
        if not self.columns[section - 1].stretches:
            self.fit()

    def _on_clicked(self, section: int, second: bool) -> None:
        if not section:
            self._table.ticks.turn_all()
            return
        column = self.columns[section - 1]
        if column.sort:
            sort = clicked(self._layout.sort, column, second=second)
            self._keep(msgspec.structs.replace(self._layout, sort=sort))
            self._header.show_sort(sort)
            self.sort_changed.emit()

    def _keep(self, layout: ColumnLayout) -> None:
        self._layout = layout
        self._settings.remember(self._key, layout.encode())
