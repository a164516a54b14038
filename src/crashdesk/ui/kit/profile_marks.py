"""What marks a profile wherever it is named: its colour and its danger class in words."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap

from crashdesk.core.profile import Danger
from crashdesk.core.text import QT_TRANSLATE_NOOP

DANGER_WORDS = {
    Danger.NORMAL: QT_TRANSLATE_NOOP("Profiles", "Normal"),
    Danger.CAREFUL: QT_TRANSLATE_NOOP("Profiles", "Careful"),
    Danger.DANGER: QT_TRANSLATE_NOOP("Profiles", "Dangerous: production"),
}
"""The danger classes in words."""


def colour_icon(colour: str) -> QIcon:
    """Return a round spot of a profile's colour."""
    spot = QPixmap(32, 32)
    spot.fill(Qt.GlobalColor.transparent)
    painter = QPainter(spot)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colour))
    painter.drawEllipse(QRectF(5, 5, 22, 22))
    painter.end()
    drawn = QIcon(spot)
    # Else Qt mixes the selection into it, and the colour is the whole point.
    drawn.addPixmap(spot, QIcon.Mode.Selected)
    return drawn
