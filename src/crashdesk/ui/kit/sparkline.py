"""Small bar charts that fit into a table cell."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter

_LEAST = 2.0
"""Pixels that a bar of one report still has, so that it can be told from none."""


def paint_sparkline(
    painter: QPainter, rect: QRectF, values: Sequence[int], bar: QColor, last: QColor, base: QColor
) -> None:
    """Draw `values` as bars over a hairline; the last one, which is still growing, in its own colour."""
    if not values:
        return
    step = rect.width() / len(values)
    width = max(1.0, step - 1.0)
    highest = max(values)
    painter.fillRect(QRectF(rect.x(), rect.bottom(), rect.width() - 1, 1), base)
    for position, value in enumerate(values):
        if value > 0:
            height = max(_LEAST, rect.height() * value / highest)
            colour = last if position == len(values) - 1 else bar
            painter.fillRect(
                QRectF(rect.x() + position * step, rect.bottom() - height, width, height), colour
            )
