"""What can be told of a drawn window without comparing pictures: what is cut off, what is hard to read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QImage, qBlue, qGreen, qRed
from PySide6.QtWidgets import QLabel, QPushButton, QRadioButton, QToolButton, QWidget

from crashdesk.ui.kit.plain import ElidedLabel

LEAST_CONTRAST = 4.5
"""Between text and its ground; WCAG 2.2, success criterion 1.4.3."""


def colours_of(picture: QImage, area: QRect | None = None) -> Counter[int]:
    """Count the colours of a picture, or of an area of it."""
    part = (picture.copy(area) if area else picture).convertToFormat(QImage.Format.Format_RGB32)
    return Counter(memoryview(part.constBits()).cast("I"))


def luminance(colour: int) -> float:
    """Return the relative luminance of a colour, 0 to 1, as WCAG defines it."""
    parts = [part / 255 for part in (qRed(colour), qGreen(colour), qBlue(colour))]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: int, other: int) -> float:
    """Return the contrast of two colours, 1 to 21."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def cut_off(window: QWidget) -> list[str]:
    """Return the texts that have less room than they need, and are no labels that end in an ellipsis."""
    return [words for widget, words in _texts(window) if not _has_room(widget)]


def hard_to_read(window: QWidget, picture: QImage) -> list[str]:
    """Return the texts that stand out too little from what they are drawn on."""
    found: list[str] = []
    for widget, words in _texts(window):
        area = QRect(widget.mapTo(window, QPoint(0, 0)), widget.size())
        colours = colours_of(picture, area.intersected(picture.rect()))
        ground = colours.most_common(1)[0][0]
        best = max(contrast(ground, ink) for ink in colours)
        if widget.isEnabled() and best < LEAST_CONTRAST:
            found.append(f"{words}: {best:.1f}")
    return found


def _texts(window: QWidget) -> Iterator[tuple[QWidget, str]]:
    for widget in window.findChildren(QWidget):
        icon_only = (
            isinstance(widget, QToolButton) and not widget.icon().isNull() and _shows_icon_only(widget)
        )
        shows_text = isinstance(widget, QLabel | QPushButton | QRadioButton | QToolButton) and not icon_only
        is_seen = widget.isVisible() and not widget.visibleRegion().isEmpty()
        if shows_text and widget.text() and is_seen and widget.window() is window:
            yield widget, widget.text()


def _shows_icon_only(button: QToolButton) -> bool:
    return button.toolButtonStyle() == Qt.ToolButtonStyle.ToolButtonIconOnly


def _has_room(widget: QWidget) -> bool:
    if isinstance(widget, ElidedLabel):
        return True
    if isinstance(widget, QLabel) and widget.wordWrap():
        return widget.height() >= widget.heightForWidth(widget.width())
    needed = widget.sizeHint()
    return widget.width() >= needed.width() and widget.height() >= needed.height()
