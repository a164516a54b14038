"""The header of a table: titles, up to two sort keys, and clicks that sort."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, Qt, Signal
from PySide6.QtGui import QFont, QHelpEvent, QMouseEvent, QPainter, QPolygonF
from PySide6.QtWidgets import QHeaderView, QToolTip, QWidget

from crashdesk.core.tables import SortKey
from crashdesk.ui.kit.cell_painters import PADDING
from crashdesk.ui.kit.column import Align
from crashdesk.ui.kit.inks import Inks
from crashdesk.ui.kit.plain import plain_tooltip
from crashdesk.ui.kit.table_model import PagedTableModel
from crashdesk.ui.kit.translate import render

TICK_WIDTH = 34
_ARROW = 14
_HEIGHT = 28


class TableHeader(QHeaderView):
    """Sections can be moved, sized and sorted by; the first one, for ticks, stays where it is.

    Signals:
        clicked: a section, and whether Shift was held.
    """

    clicked = Signal(int, bool)

    def __init__(self, model: PagedTableModel, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._table = model
        self._sort: tuple[SortKey, ...] = ()
        self._pressed_at: QPoint | None = None
        self._inks = Inks(self.palette())
        self.setSectionsMovable(True)
        self.setFirstSectionMovable(False)
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setMinimumSectionSize(TICK_WIDTH)
        self.setFixedHeight(_HEIGHT)
        # Qt would otherwise ask up to a thousand rows for their size.
        self.setResizeContentsPrecision(0)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)

    def show_sort(self, sort: tuple[SortKey, ...]) -> None:
        """Mark the columns that the rows are sorted by."""
        self._sort = sort
        self.viewport().update()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Remember where, to tell a click from a drag."""
        self._pressed_at = event.position().toPoint()
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Tell of a click on a section that was neither moved nor sized."""
        super().mouseReleaseEvent(event)
        at, pressed_at = event.position().toPoint(), self._pressed_at
        self._pressed_at = None
        is_click = pressed_at is not None and (at - pressed_at).manhattanLength() < 4
        is_on_edge = self.cursor().shape() == Qt.CursorShape.SplitHCursor
        section = self.logicalIndexAt(at)
        if is_click and not is_on_edge and section >= 0 and event.button() == Qt.MouseButton.LeftButton:
            self.clicked.emit(section, bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Take over another palette."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._inks = Inks(self.palette())

    def viewportEvent(self, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Explain a column in its tooltip."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            section = self.logicalIndexAt(event.pos())
            QToolTip.showText(event.globalPos(), plain_tooltip(self._help(section)), self)
            return True
        return super().viewportEvent(event)

    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:  # noqa: N802, N803 - Qt's
        """Draw one title with its arrow."""
        inks = self._inks
        painter.fillRect(rect, inks.raised)
        painter.fillRect(rect.x(), rect.bottom(), rect.width(), 1, inks.border)
        if not logicalIndex:
            return
        painter.fillRect(rect.right(), rect.y() + 7, 1, rect.height() - 14, inks.border)
        column = self._table.columns[logicalIndex - 1]
        place = next((n for n, key in enumerate(self._sort) if key.column == column.sort), None)
        inner = rect.adjusted(PADDING, 0, -PADDING, 0)
        if place is not None:
            inner.setRight(inner.right() - _ARROW)
            self._paint_arrow(painter, inner, place)
        font = QFont(self.font())
        font.setPointSizeF(font.pointSizeF() * 0.92)
        font.setWeight(QFont.Weight.Medium)
        painter.setFont(font)
        painter.setPen(inks.text if place is not None else inks.muted)
        edge = Qt.AlignmentFlag.AlignRight if column.align is Align.END else Qt.AlignmentFlag.AlignLeft
        title = painter.fontMetrics().elidedText(
            render(column.title), Qt.TextElideMode.ElideRight, inner.width()
        )
        painter.drawText(inner, int(edge | Qt.AlignmentFlag.AlignVCenter), title)

    def _paint_arrow(self, painter: QPainter, inner: QRect, place: int) -> None:
        """Draw a filled triangle for the first key and a hollow one for the second."""
        x, y = inner.right() + 9.5, inner.center().y() + 0.5
        rise = 2.5 if self._sort[place].descending else -2.5
        triangle = QPolygonF([QPointF(x - 4, y - rise), QPointF(x + 4, y - rise), QPointF(x, y + rise)])
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(self._inks.accent)
        painter.setBrush(self._inks.accent if place == 0 else Qt.BrushStyle.NoBrush)
        painter.drawPolygon(triangle)
        painter.restore()

    def _help(self, section: int) -> str:
        if section <= 0:
            return ""
        column = self._table.columns[section - 1]
        title = render(column.title)
        return f"{title}: {render(column.help)}" if column.help else title
