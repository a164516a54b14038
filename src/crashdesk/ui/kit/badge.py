"""Pills: a short word of ours on a coloured ground."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from crashdesk.ui.kit.column import Tone
from crashdesk.ui.kit.inks import Inks

PADDING = 7
"""Pixels between the word and the round ends."""
_HEIGHT = 18


def badge_width(metrics: QFontMetricsF, text: str) -> int:
    """Return how wide a pill with `text` is."""
    return round(metrics.horizontalAdvance(text)) + 2 * PADDING


def paint_badge(painter: QPainter, rect: QRectF, text: str, tone: Tone, inks: Inks) -> None:
    """Draw a pill as wide as `rect` and in the middle of its height."""
    height = min(_HEIGHT, rect.height())
    pill = QRectF(rect.x(), rect.center().y() - height / 2, rect.width(), height)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(inks.ground(tone))
    painter.drawRoundedRect(pill, height / 2, height / 2)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
    painter.setPen(inks.ink(tone))
    painter.drawText(pill, int(Qt.AlignmentFlag.AlignCenter), text)


class BadgeLabel(QWidget):
    """A pill as a widget."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = ""
        self._tone = Tone.NEUTRAL

    def show_badge(self, text: str, tone: Tone) -> None:
        """Show one of our words; an empty one hides the pill."""
        self._text, self._tone = text, tone
        self.setAccessibleName(text)
        self.setVisible(bool(text))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """The pill and nothing around it."""
        return QSize(badge_width(QFontMetricsF(self.font()), self._text), _HEIGHT + 2)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """A pill is never cut."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw the pill."""
        painter = QPainter(self)
        paint_badge(painter, QRectF(self.rect()), self._text, self._tone, Inks(self.palette()))
        painter.end()
