"""The stripe at the very top that says at a glance which server one is on and how careful to be."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPolygon
from PySide6.QtWidgets import QWidget

from crashdesk.core.profile import Danger, Profile

_HEIGHT = {Danger.NORMAL: 3, Danger.CAREFUL: 5, Danger.DANGER: 8}
_HATCH = 10


class ProfileStripe(QWidget):
    """A line in the profile's colour: higher where care is needed, hatched where there is danger."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._profile: Profile | None = None
        self.setFixedHeight(_HEIGHT[Danger.NORMAL])

    def set_profile(self, profile: Profile | None) -> None:
        """Show the colour and danger class of `profile`."""
        self._profile = profile
        self.setFixedHeight(_HEIGHT[profile.danger if profile else Danger.NORMAL])
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw the line."""
        if self._profile is None:
            return
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(self._profile.colour))
        if self._profile.danger is not Danger.DANGER:
            return
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(0, 0, 0, 110))
        height = self.height()
        for x in range(-height, self.width(), 2 * _HATCH):
            corners = [(x, height), (x + height, 0), (x + height + _HATCH, 0), (x + _HATCH, height)]
            painter.drawPolygon(QPolygon([QPoint(*corner) for corner in corners]))
