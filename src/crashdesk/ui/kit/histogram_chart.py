"""A bar chart of counts over time, with marks where versions began, readable by pointer and by keyboard."""

from __future__ import annotations

from datetime import UTC, datetime

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QFocusEvent,
    QFont,
    QFontMetricsF,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from crashdesk.core.crash_reports import Histogram, VersionMark
from crashdesk.core.ids import DAY, LATEST, Instant
from crashdesk.core.text import QT_TRANSLATE_NOOP, Text
from crashdesk.core.visible_text import visible_line
from crashdesk.ui.kit.amounts import grouped, local
from crashdesk.ui.kit.inks import Inks
from crashdesk.ui.kit.plain import plain_tooltip
from crashdesk.ui.kit.translate import render

_READING = QT_TRANSLATE_NOOP("Histogram", "{when}: {count} report(s)")
_FIRST_SEEN = QT_TRANSLATE_NOOP("Histogram", "first seen: {versions}")
_CHART = QT_TRANSLATE_NOOP("Histogram", "Reports over time; left and right read the bars")
_EMPTY = Histogram(Instant(0), DAY, ())
_TOP, _AXIS = 20, 18
"""Pixels above the bars for version marks and below them for times."""
_VERSION_CHARACTERS = 16


class HistogramChart(QWidget):
    """Bars per bucket. `reading` puts a bar into words: its places are `{when}` and `{count}`.

    Signals:
        read: the words about the bar under the pointer or the keyboard's bar, empty when there is none.
    """

    read = Signal(str)

    def __init__(self, parent: QWidget | None = None, *, reading: Text = _READING) -> None:
        super().__init__(parent)
        self._reading = reading
        self._histogram = _EMPTY
        self._bar = -1
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(render(_CHART))

    def show_histogram(self, histogram: Histogram | None) -> None:
        """Show counts; None or an empty one leaves only the axis."""
        self._histogram = histogram or _EMPTY
        self._choose(-1)
        self.update()

    def reading(self, bar: int) -> str:
        """Return what a bar says in words."""
        if not 0 <= bar < len(self._histogram.counts):
            return ""
        count = self._histogram.counts[bar]
        said = render(self._reading(count, count=grouped(count), when=self._when(bar)))
        began = [visible_line(mark.version, 60) for mark in self._marks(bar)]
        return f"{said}\n{render(_FIRST_SEEN(versions=', '.join(began)))}" if began else said

    def _when(self, bar: int) -> str:
        histogram = self._histogram
        start = Instant(histogram.start + bar * histogram.bucket_ms)
        if histogram.bucket_ms >= DAY:
            day = datetime.fromtimestamp(min(start, LATEST) / 1000, UTC)  # the server counts UTC days
            return f"{day:%Y-%m-%d}"
        end = Instant(start + histogram.bucket_ms)
        return f"{local(start):%Y-%m-%d %H:%M}–{local(end):%H:%M}"  # noqa: RUF001 - an en dash is meant

    def _marks(self, bar: int) -> list[VersionMark]:
        histogram = self._histogram
        start = histogram.start + bar * histogram.bucket_ms
        return [mark for mark in histogram.versions if start <= mark.first_seen < start + histogram.bucket_ms]

    def _choose(self, bar: int) -> None:
        if bar != self._bar:
            self._bar = bar
            self.setAccessibleDescription(self.reading(bar))
            QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.DescriptionChanged))
            self.read.emit(self.reading(bar))
            self.update()

    def _bar_at(self, x: float) -> int:
        counts = len(self._histogram.counts)
        return int(x * counts / self.width()) if counts and 0 <= x < self.width() else -1

    # Qt's

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Wide and not high."""
        return QSize(360, 120)

    def event(self, event: QEvent) -> bool:
        """Read a bar out in its tooltip."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            words = self.reading(self._bar_at(event.pos().x()))
            QToolTip.showText(event.globalPos(), plain_tooltip(words), self)
            return True
        return super().event(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Follow the pointer."""
        self._choose(self._bar_at(event.position().x()))

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Forget the bar under the pointer."""
        self._choose(-1)

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """Forget the keyboard's bar."""
        super().focusOutEvent(event)
        self._choose(-1)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Go from bar to bar."""
        last = len(self._histogram.counts) - 1
        goals = {
            Qt.Key.Key_Left: max(0, self._bar - 1) if self._bar >= 0 else last,
            Qt.Key.Key_Right: min(last, self._bar + 1),
            Qt.Key.Key_Home: min(0, last),
            Qt.Key.Key_End: last,
        }
        goal = goals.get(Qt.Key(event.key()))
        if goal is None:
            super().keyPressEvent(event)
        else:
            self._choose(goal)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw axis, bars and marks."""
        painter = QPainter(self)
        inks = Inks(self.palette())
        font = QFont(self.font())
        font.setPointSizeF(font.pointSizeF() * 0.85)
        painter.setFont(font)
        plot = QRectF(0, _TOP, self.width(), self.height() - _TOP - _AXIS)
        painter.fillRect(QRectF(0, plot.bottom(), plot.width(), 1), inks.border)
        if self._histogram.counts:
            self._paint_highest(painter, plot, inks)
            self._paint_bars(painter, plot, inks)
            self._paint_marks(painter, plot, inks, QFontMetricsF(font))
            self._paint_times(painter, plot, inks)
        if self.hasFocus():
            painter.setPen(QPen(inks.accent, 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        painter.end()

    def _paint_highest(self, painter: QPainter, plot: QRectF, inks: Inks) -> None:
        highest = max(self._histogram.counts)
        painter.setPen(QPen(inks.border, 1, Qt.PenStyle.DotLine))
        painter.drawLine(plot.topLeft(), plot.topRight())
        painter.setPen(inks.muted)
        label = QRectF(plot.x(), plot.y() - 15, plot.width() - 4, 14)
        painter.drawText(label, int(Qt.AlignmentFlag.AlignRight), grouped(highest))

    def _paint_bars(self, painter: QPainter, plot: QRectF, inks: Inks) -> None:
        counts = self._histogram.counts
        step, highest = plot.width() / len(counts), max(1, *counts)
        gap = 2.0 if step > 8 else 1.0 if step > 3 else 0.0
        for bar, count in enumerate(counts):
            if bar == self._bar:
                painter.fillRect(QRectF(bar * step, plot.y(), step, plot.height()), inks.raised)
            if count:
                height = max(2.0, plot.height() * count / highest)
                rect = QRectF(bar * step + gap / 2, plot.bottom() - height, max(1.0, step - gap), height)
                painter.fillRect(rect, inks.accent if bar == self._bar else inks.outline)

    def _paint_marks(self, painter: QPainter, plot: QRectF, inks: Inks, metrics: QFontMetricsF) -> None:
        """Draw a dashed line where a version began, and its name where there is room."""
        step, taken = plot.width() / len(self._histogram.counts), 0.0
        highest = metrics.horizontalAdvance(grouped(max(self._histogram.counts))) + 12
        for bar in range(len(self._histogram.counts)):
            marks = self._marks(bar)
            if not marks:
                continue
            x = round(bar * step) + 0.5
            painter.setPen(QPen(inks.accent, 1, Qt.PenStyle.DashLine))
            painter.drawLine(QPointF(x, plot.y() - 6), QPointF(x, plot.bottom()))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(inks.accent)
            top = plot.y() - 6
            painter.drawPolygon(
                QPolygonF([QPointF(x, top - 5), QPointF(x + 7, top - 2), QPointF(x, top + 1)])
            )
            more = f" +{len(marks) - 1}" if len(marks) > 1 else ""
            name = visible_line(marks[-1].version, _VERSION_CHARACTERS) + more
            width = metrics.horizontalAdvance(name)
            if x + 9 >= taken and x + 9 + width < plot.width() - highest:
                painter.setPen(inks.text)
                painter.drawText(QPointF(x + 10, top + 1), name)
                taken = x + 9 + width + 10

    def _paint_times(self, painter: QPainter, plot: QRectF, inks: Inks) -> None:
        histogram = self._histogram
        form = "%d %b" if histogram.bucket_ms >= DAY else "%H:%M"
        first, last = (
            local(histogram.start),
            local(Instant(histogram.start + histogram.bucket_ms * (len(histogram.counts) - 1))),
        )
        below = QRectF(plot.x(), plot.bottom() + 3, plot.width(), _AXIS - 3)
        painter.setPen(inks.muted)
        painter.drawText(below, int(Qt.AlignmentFlag.AlignLeft), f"{first:{form}}")
        painter.drawText(below, int(Qt.AlignmentFlag.AlignRight), f"{last:{form}}")
