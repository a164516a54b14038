"""Divides a tab between a list and its details: side by side where there is room, else stacked."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from crashdesk.core.setting import Settings

SIDE_BY_SIDE = 960
"""Pixels of width from which a table and its details fit side by side."""
_SHARES = {Qt.Orientation.Horizontal: (60, 40), Qt.Orientation.Vertical: (42, 58)}
_LEAST_WIDTH, _LEAST_HEIGHT = 320, 140


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
        is_wide = self.orientation() == Qt.Orientation.Horizontal
        self._rows.setMinimumSize(_LEAST_WIDTH if is_wide else 0, 0 if is_wide else _LEAST_HEIGHT)
        # In height the details know their own least; squeezed below that they could not be read.
        self.place.setMinimumSize(_LEAST_WIDTH if is_wide else 0, 0)
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
