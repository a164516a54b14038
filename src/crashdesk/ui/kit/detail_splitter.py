"""Divides a tab between a list and its details: side by side where there is room, else stacked."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from crashdesk.core.setting import Settings

SIDE_BY_SIDE = 1180
"""Pixels of width from which a table and its details fit side by side."""
_SHARES = {Qt.Orientation.Horizontal: (62, 38), Qt.Orientation.Vertical: (52, 48)}
_LEAST = {Qt.Orientation.Horizontal: 320, Qt.Orientation.Vertical: 140}


class DetailSplitter(QSplitter):
    """Remembers its sizes, for each of both directions apart."""

    def __init__(self, rows: QWidget, settings: Settings, key: str) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._rows = rows
        self._settings = settings
        self._key = key
        self._has_detail = False
        self.place = QWidget()
        self._column = QVBoxLayout(self.place)
        self._column.setContentsMargins(0, 0, 0, 0)
        self.addWidget(rows)
        self.addWidget(self.place)
        self.place.hide()
        self.setChildrenCollapsible(False)
        self.setHandleWidth(5)
        self.splitterMoved.connect(self._on_moved)

    def set_detail(self, detail: QWidget) -> None:
        """Put the details into their place."""
        self._has_detail = True
        self._column.addWidget(detail)

    def show_detail(self, *, visible: bool) -> None:
        """Show or hide the place of the details."""
        wanted = visible and self._has_detail
        if wanted == self.place.isHidden():
            self.place.setVisible(wanted)
            self._divide()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Turn when it becomes too narrow, or wide enough again."""
        wide = event.size().width() >= SIDE_BY_SIDE
        orientation = Qt.Orientation.Horizontal if wide else Qt.Orientation.Vertical
        is_first = event.oldSize().width() <= 0
        if orientation != self.orientation() or is_first:
            self.setOrientation(orientation)
            self._divide()
        super().resizeEvent(event)

    def _divide(self) -> None:
        least = _LEAST[self.orientation()]
        for widget in (self._rows, self.place):
            horizontal = self.orientation() == Qt.Orientation.Horizontal
            widget.setMinimumSize(least if horizontal else 0, 0 if horizontal else least)
        self.setSizes(self._remembered() or [share * 100 for share in _SHARES[self.orientation()]])

    def _remembered(self) -> list[int]:
        sizes = self._settings.layout(self._layout_key()).split(",")
        return [int(size) for size in sizes] if len(sizes) == 2 and all(map(str.isdecimal, sizes)) else []

    def _on_moved(self) -> None:
        if not self.place.isHidden():
            self._settings.remember(self._layout_key(), ",".join(map(str, self.sizes())))

    def _layout_key(self) -> str:
        name = "beside" if self.orientation() == Qt.Orientation.Horizontal else "below"
        return f"{self._key}.{name}"
