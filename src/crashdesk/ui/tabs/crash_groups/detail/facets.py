"""How the reports of a group are distributed over versions, platforms and other fields."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from crashdesk.core.crash_reports import Facet
from crashdesk.core.text import Text
from crashdesk.ui.kit.shares import Shares
from crashdesk.ui.kit.translate import render
from crashdesk.ui.tabs.crash_groups.detail.words import FACETS, NO_VALUE, OTHER_FACET, OTHER_VALUES


class FacetsView(QScrollArea):
    """One block per field, a bar per value."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self._shown: tuple[Facet, ...] | None = None

    def show_facets(self, facets: tuple[Facet, ...]) -> None:
        """Show the distributions; the same ones again cost nothing."""
        if facets == self._shown:
            return
        self._shown = facets
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(12, 10, 12, 10)
        column.setSpacing(14)
        for facet in facets:
            if facet.values:
                column.addWidget(Shares(_title(facet), _rows(facet)))
        column.addStretch(1)
        self.setWidget(page)


def _title(facet: Facet) -> str:
    title: Text = FACETS.get(facet.field) or OTHER_FACET(field=facet.field)
    return render(title)


def _rows(facet: Facet) -> list[tuple[str, int]]:
    rows = [(value.value or render(NO_VALUE), value.count) for value in facet.values]
    return [*rows, (render(OTHER_VALUES), facet.other)] if facet.other else rows
