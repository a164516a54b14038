"""Draws the cells of a table, one method per kind of column.

A repaint of one screen draws some 500 cells, so that everything that can be kept between two repaints is:
colours, fonts, and texts made visible and cut to their width.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPalette

from crashdesk.core.ids import Instant
from crashdesk.core.people import Person
from crashdesk.core.ports import Clock
from crashdesk.core.text import QT_TRANSLATE_NOOP
from crashdesk.core.visible_text import visible_line
from crashdesk.ui.kit.amounts import grouped, local, percent, relative
from crashdesk.ui.kit.badge import PADDING as BADGE_PADDING
from crashdesk.ui.kit.badge import badge_width, paint_badge
from crashdesk.ui.kit.column import (
    Align,
    Badge,
    CellKind,
    CellValue,
    Labelled,
    Level,
    Moment,
    Tone,
    instant_of,
)
from crashdesk.ui.kit.inks import Inks
from crashdesk.ui.kit.sparkline import paint_sparkline
from crashdesk.ui.kit.theme import monospace
from crashdesk.ui.kit.translate import render

PADDING = 8
"""Pixels between a cell's edge and its content."""
CHARACTERS = 400
"""Characters of a text that a cell can show at most: wider than any screen."""
_KEPT_TEXTS = 8_000
_GAP = 6
_NEW = QT_TRANSLATE_NOOP("Tables", "new")

_Paint = Callable[[QPainter, QRectF, CellValue, QColor, QColor], None]


class CellPainters:
    """Paints cells in one palette and font."""

    def __init__(self, palette: QPalette, font: QFont, clock: Clock) -> None:
        self.inks = Inks(palette)
        self._clock = clock
        self._font = font
        self._small = QFont(font)
        self._small.setPointSizeF(font.pointSizeF() * 0.9)
        self._code = monospace()
        self._metrics = QFontMetricsF(font)
        self._small_metrics = QFontMetricsF(self._small)
        self._code_metrics = QFontMetricsF(self._code)
        self._texts: dict[tuple[str, int, bool], str] = {}
        self._paint: dict[CellKind, _Paint] = {
            CellKind.TEXT: self._text,
            CellKind.CODE: self._in_code,
            CellKind.NUMBER: self._number,
            CellKind.TREND: self._trend,
            CellKind.TIME: self._time,
            CellKind.MOMENT: self._moment,
            CellKind.BADGE: self._badge,
            CellKind.LEVEL: self._level,
            CellKind.SPARKLINE: self._sparkline,
            CellKind.PERSON: self._person,
        }

    def paint(
        self, painter: QPainter, rect: QRectF, kind: CellKind, value: CellValue, ink: QColor, quiet: QColor
    ) -> None:
        """Draw one cell inside `rect`; `ink` and `quiet` are the colours of what matters and what less."""
        if value is not None and value != "":
            painter.setFont(self._font)
            inner = rect.adjusted(PADDING, 0, -PADDING, 0)
            if inner.width() > 0:
                self._paint[kind](painter, inner, value, ink, quiet)

    def placeholder(self, painter: QPainter, rect: QRectF, align: Align, row: int) -> None:
        """Draw a quiet bar where a row has yet to come."""
        room = rect.width() - 2 * PADDING
        width = room * (0.35 + 0.12 * (row * 7 % 5))
        left = rect.right() - PADDING - width if align is Align.END else rect.x() + PADDING
        painter.fillRect(QRectF(left, rect.center().y() - 4, width, 8), self.inks.raised)

    def is_cut(self, text: str, width: float, *, code: bool = False) -> bool:
        """Tell whether a text does not fit into a cell of `width`."""
        metrics = self._code_metrics if code else self._metrics
        return metrics.horizontalAdvance(visible_line(text, CHARACTERS)) > width - 2 * PADDING

    def _shown(self, text: str, width: float, *, code: bool = False) -> str:
        key = (text, int(width), code)
        shown = self._texts.get(key)
        if shown is None:
            if len(self._texts) > _KEPT_TEXTS:
                self._texts.clear()
            metrics = self._code_metrics if code else self._metrics
            shown = metrics.elidedText(visible_line(text, CHARACTERS), Qt.TextElideMode.ElideRight, width)
            self._texts[key] = shown
        return shown

    def _text(self, painter: QPainter, rect: QRectF, value: CellValue, ink: QColor, quiet: QColor) -> None:
        if isinstance(value, Labelled):
            rect = self._badges_at_end(painter, rect, value.badges)
            value = value.text
        del quiet
        painter.setPen(ink)
        painter.drawText(rect, _START, self._shown(str(value), rect.width()))

    def _badges_at_end(self, painter: QPainter, rect: QRectF, badges: tuple[Badge, ...]) -> QRectF:
        """Draw badges at the end of a cell and return the room that is left; the text keeps half of it."""
        left = rect.width()
        painter.setFont(self._small)
        for badge in badges:
            word = render(badge.text)
            width = badge_width(self._small_metrics, word)
            if left - width - _GAP < rect.width() / 2:
                break
            pill = QRectF(rect.x() + left - width, rect.y(), width, rect.height())
            paint_badge(painter, pill, word, badge.tone, self.inks)
            left -= width + _GAP
        painter.setFont(self._font)
        return QRectF(rect.x(), rect.y(), left, rect.height())

    def _in_code(self, painter: QPainter, rect: QRectF, value: CellValue, ink: QColor, quiet: QColor) -> None:
        del ink
        painter.setFont(self._code)
        painter.setPen(quiet)
        painter.drawText(rect, _START, self._shown(str(value), rect.width(), code=True))

    def _number(self, painter: QPainter, rect: QRectF, value: CellValue, ink: QColor, quiet: QColor) -> None:
        number = value if isinstance(value, int) else 0
        painter.setPen(ink if number else quiet)
        painter.drawText(rect, _END, self._shown(grouped(number), rect.width()))

    def _trend(self, painter: QPainter, rect: QRectF, value: CellValue, ink: QColor, quiet: QColor) -> None:
        change = float(value) if isinstance(value, int | float) else 0.0
        if math.isinf(change):
            painter.setPen(self.inks.ink(Tone.ACCENT))
            painter.drawText(rect, _END, render(_NEW))
            return
        is_flat = abs(change) < 0.05  # under 5 % is noise at the volumes of a small server
        painter.setPen(quiet if is_flat else ink)
        words = self._shown(percent(change), rect.width())
        painter.drawText(rect, _END, words)
        if not is_flat:
            painter.setPen(self.inks.ink(Tone.BAD if change > 0 else Tone.GOOD))
            left = rect.adjusted(0, 0, -self._metrics.horizontalAdvance(words) - 4, 0)
            painter.drawText(left, _END, "▲" if change > 0 else "▼")

    def _time(self, painter: QPainter, rect: QRectF, value: CellValue, ink: QColor, quiet: QColor) -> None:
        at = instant_of(value)
        if at is not None:
            del quiet
            painter.setPen(ink)
            words = render(relative(at, Instant(self._clock.now())))
            painter.drawText(rect, _START, self._shown(words, rect.width()))

    def _moment(self, painter: QPainter, rect: QRectF, value: CellValue, ink: QColor, quiet: QColor) -> None:
        if not isinstance(value, Moment):
            return
        moment = local(value.at)
        date = f"{moment:%Y-%m-%d}"
        painter.setPen(quiet)
        painter.drawText(rect, _START, self._shown(date, rect.width()))
        left = self._metrics.horizontalAdvance(date) + _GAP
        room = rect.width() - left
        if room > 16:
            painter.setPen(ink)
            time_of_day = QRectF(rect.x() + left, rect.y(), room, rect.height())
            painter.drawText(time_of_day, _START, self._shown(f"{moment:%H:%M:%S}", room))

    def _badge(self, painter: QPainter, rect: QRectF, value: CellValue, ink: QColor, quiet: QColor) -> None:
        if not isinstance(value, Badge):
            return
        del ink
        word = render(value.text)
        painter.setFont(self._small)
        width = min(badge_width(self._small_metrics, word), rect.width())
        if width == rect.width():
            room = max(0.0, width - 2 * BADGE_PADDING)
            word = self._small_metrics.elidedText(word, Qt.TextElideMode.ElideRight, room)
        paint_badge(painter, QRectF(rect.x(), rect.y(), width, rect.height()), word, value.tone, self.inks)
        room = rect.width() - width - _GAP
        if value.remark and room > 16:
            painter.setPen(quiet)
            left = QRectF(rect.x() + width + _GAP, rect.y(), room, rect.height())
            painter.drawText(left, _START, self._shown(render(value.remark), room))

    def _level(self, painter: QPainter, rect: QRectF, value: CellValue, ink: QColor, quiet: QColor) -> None:
        if not isinstance(value, Level):
            return
        del quiet
        tone, base = self.inks.ink(value.tone), rect.center().y() + 6
        for step in range(4):
            height = 3.0 + 3.0 * step
            colour = tone if step < value.rank else self.inks.border
            painter.fillRect(QRectF(rect.x() + 4 * step, base - height, 3, height), colour)
        room = rect.width() - 22
        if room > 16:
            painter.setPen(ink)
            text = QRectF(rect.x() + 22, rect.y(), room, rect.height())
            painter.drawText(text, _START, self._shown(render(value.text), room))

    def _sparkline(
        self, painter: QPainter, rect: QRectF, value: CellValue, ink: QColor, quiet: QColor
    ) -> None:
        if isinstance(value, tuple):
            del ink, quiet
            bars = rect.adjusted(0, 5, 0, -6)
            paint_sparkline(painter, bars, value, self.inks.outline, self.inks.accent, self.inks.border)

    def _person(self, painter: QPainter, rect: QRectF, value: CellValue, ink: QColor, quiet: QColor) -> None:
        if not isinstance(value, Person):
            return
        radius = 9.0
        centre = QPointF(rect.x() + radius, rect.center().y())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.inks.ground(Tone.ACCENT))
        painter.drawEllipse(centre, radius, radius)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        painter.setPen(self.inks.ink(Tone.ACCENT))
        painter.setFont(self._small)
        circle = QRectF(centre.x() - radius, centre.y() - radius, 2 * radius, 2 * radius)
        painter.drawText(circle, int(Qt.AlignmentFlag.AlignCenter), _initial(value.label))
        painter.setFont(self._font)
        painter.setPen(ink if value.enabled else quiet)
        room = rect.width() - 2 * radius - _GAP
        name = QRectF(rect.x() + 2 * radius + _GAP, rect.y(), room, rect.height())
        painter.drawText(name, _START, self._shown(value.label, room))


def _initial(label: str) -> str:
    """Return the first letter of a name, a dot where there is none that could be shown."""
    return next((letter.upper() for letter in label[:20] if letter.isalnum()), "·")


_START = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine)
_END = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine)
