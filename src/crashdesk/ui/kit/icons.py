"""Icons of `resources/icons`, drawn in the colours of the theme."""

from __future__ import annotations

from functools import lru_cache
from typing import Protocol

from PySide6.QtCore import QByteArray, QEvent, QObject, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QWidget

from crashdesk.ui.kit.resources import resource
from crashdesk.ui.kit.theme import tokens_of
from crashdesk.ui.kit.theme_tokens import Colour

_SIZES = (16, 20, 32, 48)
_SCALES = (1, 2)


class ShowsIcon(Protocol):
    """A button, an action's button, or whatever else takes an icon."""

    def setIcon(self, icon: QIcon) -> None:  # noqa: N802 - Qt's name
        """Show `icon`."""
        ...


@lru_cache(maxsize=512)
def icon(name: str, colour: Colour, disabled: Colour = "") -> QIcon:
    """Return the icon `name` drawn in `colour`; `disabled` is its colour on controls that are off.

    Raises `FileNotFoundError` for a name that is not in `resources/icons`.
    """
    svg = resource(f"icons/{name}.svg").read_text("utf-8")
    drawn = QIcon()
    for size in _SIZES:
        for scale in _SCALES:
            drawn.addPixmap(_draw(svg, colour, size, scale))
            if disabled:
                drawn.addPixmap(_draw(svg, disabled, size, scale), QIcon.Mode.Disabled)
    return drawn


def pixmap(name: str, colour: Colour, size: int, scale: float = 1.0) -> QPixmap:
    """Return the icon as a pixmap of `size` logical pixels for a screen of `scale`."""
    return icon(name, colour).pixmap(QSize(size, size), scale)


def follow_icon(widget: QWidget, name: str, colour: str = "text") -> None:
    """Show the icon on `widget`, now and in every later theme; `colour` is the name of a token."""
    for old in widget.findChildren(_Follower, options=Qt.FindChildOption.FindDirectChildrenOnly):
        widget.removeEventFilter(old)
        old.setParent(None)
        old.deleteLater()
    _Follower(widget, name, colour)


class _Follower(QObject):
    """Draws a widget's icon anew when its palette changes."""

    def __init__(self, widget: QWidget, name: str, colour: str) -> None:
        super().__init__(widget)
        self._widget = widget
        self._name = name
        self._colour = colour
        widget.installEventFilter(self)
        self._show()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        if event.type() == QEvent.Type.PaletteChange:
            self._show()
        return False

    def _show(self) -> None:
        tokens = tokens_of(self._widget.palette())
        target: ShowsIcon = self._widget  # pyright: ignore[reportAssignmentType]
        target.setIcon(icon(self._name, getattr(tokens, self._colour), tokens.outline))


def _draw(svg: str, colour: Colour, size: int, scale: int) -> QPixmap:
    drawn = QPixmap(size * scale, size * scale)
    drawn.fill(Qt.GlobalColor.transparent)
    painter = QPainter(drawn)
    renderer = QSvgRenderer(QByteArray(svg.replace("currentColor", colour).encode()))
    renderer.render(painter, QRectF(0, 0, size * scale, size * scale))
    painter.end()
    drawn.setDevicePixelRatio(scale)
    return drawn
