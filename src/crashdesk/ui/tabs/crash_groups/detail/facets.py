"""How the reports of a group are distributed over versions, platforms and other fields."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from crashdesk.core.crash_reports import Facet
from crashdesk.core.text import Text
from crashdesk.ui.kit.amounts import GROUP_SEPARATOR, grouped
from crashdesk.ui.kit.inks import Inks
from crashdesk.ui.kit.plain import ElidedLabel, PlainLabel
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
                column.addWidget(_block(facet))
        column.addStretch(1)
        self.setWidget(page)


def _block(facet: Facet) -> QWidget:
    block = QWidget()
    grid = QGridLayout(block)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(10)
    grid.setVerticalSpacing(3)
    grid.setColumnStretch(0, 2)
    grid.setColumnStretch(1, 3)
    title: Text = FACETS.get(facet.field) or OTHER_FACET(field=facet.field)
    grid.addWidget(PlainLabel(render(title), kind="heading"), 0, 0, 1, 3)
    rows = [(value.value or render(NO_VALUE), value.count) for value in facet.values]
    if facet.other:
        rows.append((render(OTHER_VALUES), facet.other))
    total = sum(count for _, count in rows) or 1
    for row, (name, count) in enumerate(rows, start=1):
        share = f"{grouped(count)}  ({count * 100 // total}{GROUP_SEPARATOR}%)"
        amount = PlainLabel(share, kind="muted")
        amount.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        grid.addWidget(ElidedLabel(name), row, 0)
        grid.addWidget(_Bar(count / total), row, 1)
        grid.addWidget(amount, row, 2)
    return block


class _Bar(QWidget):
    """A share from 0 to 1 as a bar; its figure stands beside it in words."""

    def __init__(self, share: float) -> None:
        super().__init__()
        self._share = share
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return QSize(80, 14)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        painter = QPainter(self)
        inks = Inks(self.palette())
        track = QRectF(0, self.height() / 2 - 3, self.width(), 6)
        painter.fillRect(track, inks.raised)
        painter.fillRect(QRectF(0, track.y(), max(2.0, track.width() * self._share), 6), inks.accent)
        painter.end()
