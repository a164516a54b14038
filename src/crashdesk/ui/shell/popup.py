"""A small window that opens beside what was clicked and goes when one clicks elsewhere."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

_MARGIN = 6


class Popup(QFrame):
    """The frame of such a window; what it shows is laid out in `column`."""

    def __init__(self, parent: QWidget, width: int) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName("popup")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedWidth(width)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(14, 12, 14, 12)
        self.column.setSpacing(8)

    def open_above(self, anchor: QWidget) -> None:
        """Open so that the anchor's top edge is below, within the anchor's window."""
        self.adjustSize()
        window = anchor.window()
        corner = anchor.mapToGlobal(QPoint(0, -self.height() - _MARGIN))
        right = window.mapToGlobal(QPoint(window.width(), 0)).x() - self.width() - _MARGIN
        self.move(max(0, min(corner.x(), right)), max(0, corner.y()))
        self.show()
