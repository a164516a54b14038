"""Pictures of the window with what lies over it, as a person would see them on a desktop."""

from __future__ import annotations

import json
from pathlib import Path

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QColor, QPainter, QPalette, QPixmap
from PySide6.QtWidgets import QApplication, QDialog, QWidget

_SCREEN = {"x": 0, "y": 0, "width": 1920, "height": 1200, "logicalDpi": 96, "logicalBaseDpi": 96, "dpr": 1}
_VEIL = QColor(0, 0, 0, 70)


def offscreen_platform(folder: Path) -> str:
    """Return a value for `QT_QPA_PLATFORM`: a screen in memory that is larger than Qt's own 800 by 800.

    Menus and dialogs are moved to lie on the screen, so a small one would move them away from where they
    belong. The description of the screen is written into `folder`, whose path must not contain a colon.
    """
    file = folder / "screen.json"
    file.write_text(json.dumps({"windowFrameMargins": False, "screens": [{"name": "wide", **_SCREEN}]}))
    return f"offscreen:configfile={file}"


def picture_of(window: QWidget) -> QPixmap:
    """Draw the window and, over it, the dialogs and menus that are open."""
    picture = window.grab()
    over = [
        widget
        for widget in QApplication.topLevelWidgets()
        if widget is not window and widget.isVisible() and widget.isWindow()
    ]
    painter = QPainter(picture)
    for widget in sorted(over, key=lambda widget: not isinstance(widget, QDialog)):
        _draw_over(painter, window, widget)
    painter.end()
    return picture


def _draw_over(painter: QPainter, window: QWidget, widget: QWidget) -> None:
    place = widget.mapToGlobal(QPoint(0, 0)) - window.mapToGlobal(QPoint(0, 0))
    if isinstance(widget, QDialog):
        # Where a window manager would put it, and told apart from the window as its frame would do it.
        place = window.rect().center() - widget.rect().center()
        painter.fillRect(window.rect(), _VEIL)
    painter.drawPixmap(place, widget.grab())
    if isinstance(widget, QDialog):
        painter.setPen(widget.palette().color(QPalette.ColorRole.Mid))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(QRect(place, widget.size()).adjusted(-1, -1, 0, 0))
