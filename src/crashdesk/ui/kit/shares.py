"""Shares of a whole as named bars with their figures in words."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from crashdesk.ui.kit.amounts import GROUP_SEPARATOR, grouped
from crashdesk.ui.kit.inks import Inks
from crashdesk.ui.kit.plain import ElidedLabel, PlainLabel


class Shares(QWidget):
    """One block: a heading, and a bar for each named count."""

    def __init__(self, title: str, rows: Sequence[tuple[str, int]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(3)
        grid.setColumnStretch(0, 2)
        grid.setColumnStretch(1, 3)
        grid.addWidget(PlainLabel(title, kind="heading"), 0, 0, 1, 3)
        total = sum(count for _, count in rows) or 1
        for row, (name, count) in enumerate(rows, start=1):
            share = f"{grouped(count)}  ({count * 100 // total}{GROUP_SEPARATOR}%)"
            amount = PlainLabel(share, kind="muted")
            amount.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            grid.addWidget(ElidedLabel(name), row, 0)
            grid.addWidget(_Bar(count / total), row, 1)
            grid.addWidget(amount, row, 2)


class _Bar(QWidget):
    """A share from 0 to 1 as a bar."""

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
