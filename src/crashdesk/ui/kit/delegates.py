"""Paints a table straight from the pages of its row source, past the model's roles."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QRectF, Qt
from PySide6.QtGui import QHelpEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolTip,
)

from crashdesk.core.ports import Clock
from crashdesk.ui.kit.amounts import absolute, relative
from crashdesk.ui.kit.cell_painters import CellPainters
from crashdesk.ui.kit.column import Badge, CellKind, CellValue, Labelled, Moment, instant_of
from crashdesk.ui.kit.plain import plain_tooltip
from crashdesk.ui.kit.table_model import PagedTableModel
from crashdesk.ui.kit.translate import render

_CURRENT_BAR = 3
_TICK_SIZE = 14


class CellDelegate(QStyledItemDelegate):
    """Draws cells, ticks, the current row and the row under the pointer."""

    def __init__(
        self,
        view: QAbstractItemView,
        model: PagedTableModel,
        clock: Clock,
    ) -> None:
        super().__init__(view)
        self._view = view
        self._model = model
        self._clock = clock
        self._painters = CellPainters(view.palette(), view.font(), clock)
        self.hovered_row = -1
        self.current_row = -1
        self.section_of: Callable[[Any], object] | None = None
        """Tells to which section a row belongs; a line stands above the first row of each."""

    def restyle(self) -> None:
        """Take over the view's palette and font."""
        self._painters = CellPainters(self._view.palette(), self._view.font(), self._clock)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Draw one cell."""
        number, section = index.row(), index.column()
        rect = QRectF(option.rect)  # pyright: ignore[reportAttributeAccessIssue, reportUnknownArgumentType, reportUnknownMemberType] - missing from PySide's stubs
        is_current = number == self.current_row
        inks = self._painters.inks
        if is_current:
            painter.fillRect(rect, inks.selection if self._view.hasFocus() else inks.raised)
        elif number == self.hovered_row:
            painter.fillRect(rect, inks.raised)
        row = self._model.source.row(number)
        if self.section_of is not None and self._begins_section(number, row):
            painter.fillRect(QRectF(rect.x(), rect.y(), rect.width(), 1), inks.outline)
        if not section:
            self._paint_tick(painter, rect, row, is_current=is_current)
            return
        column = self._model.columns[section - 1]
        if row is None:
            self._painters.placeholder(painter, rect, column.align, number)
            return
        ink, quiet = (inks.on_selection, inks.on_selection) if is_current else (inks.text, inks.muted)
        self._painters.paint(painter, rect, column.kind, column.value(row), ink, quiet)

    def _begins_section(self, number: int, row: Any) -> bool:
        above = self._model.source.peek(number - 1) if number and row is not None else None
        return (
            above is not None
            and self.section_of is not None
            and self.section_of(above) != self.section_of(row)
        )

    def _paint_tick(self, painter: QPainter, rect: QRectF, row: Any, *, is_current: bool) -> None:
        inks = self._painters.inks
        if is_current and self._view.hasFocus():
            painter.fillRect(QRectF(rect.x(), rect.y(), _CURRENT_BAR, rect.height()), inks.accent)
        if row is None:
            return
        centre = rect.center()
        half = _TICK_SIZE / 2
        box = QRectF(
            round(centre.x() - half) + 0.5, round(centre.y() - half) + 0.5, _TICK_SIZE - 1, _TICK_SIZE - 1
        )
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if row.id in self._model.ticked:
            painter.setPen(inks.accent)
            painter.setBrush(inks.accent)
            painter.drawRoundedRect(box, 3, 3)
            painter.setPen(QPen(inks.on_accent, 1.8))
            x, y = box.x(), box.y()
            painter.drawLine(int(x + 3), int(y + 7), int(x + 6), int(y + 10))
            painter.drawLine(int(x + 6), int(y + 10), int(x + 11), int(y + 4))
        else:
            painter.setPen(inks.outline)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box, 3, 3)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)

    def helpEvent(  # noqa: N802 - Qt's name
        self,
        event: QHelpEvent,
        view: QAbstractItemView,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> bool:
        """Show in full what the cell had to cut."""
        if event.type() != QEvent.Type.ToolTip or not index.isValid():
            return False
        rect = view.visualRect(index)  # pyright: ignore[reportArgumentType] - the stubs know one of both indexes
        words = plain_tooltip(self.tooltip(index.row(), index.column(), rect.width()))
        QToolTip.showText(event.globalPos(), words, view, rect)
        return True

    def tooltip(self, number: int, section: int, width: int) -> str:
        """Return what a cell says in full where it shows less, empty where it shows all."""
        row = self._model.source.peek(number)
        if row is None or not section:
            return ""
        column = self._model.columns[section - 1]
        return self._tooltip_of(column.kind, column.value(row), width)

    def _tooltip_of(self, kind: CellKind, value: CellValue, width: int) -> str:
        match value:
            case Badge(tooltip=tooltip, remark=remark):
                words = tooltip or remark
                return render(words) if words else ""
            case Labelled(text=text, badges=badges):
                said = [render(badge.tooltip) for badge in badges if badge.tooltip]
                return "\n".join([text, *said]) if said or self._painters.is_cut(text, width) else ""
            case str() if self._painters.is_cut(value, width, code=kind is CellKind.CODE):
                return value
            case Moment(at=at):
                return f"{render(relative(at, self._clock.now()))}\n{absolute(at)}"
            case int() if kind is CellKind.TIME:
                at = instant_of(value)
                return absolute(at) if at else ""
            case _:
                return ""
