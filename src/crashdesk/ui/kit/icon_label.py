"""An icon that stands by itself, beside words that say the same."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QWidget

from crashdesk.ui.kit.icons import pixmap
from crashdesk.ui.kit.plain import PlainLabel
from crashdesk.ui.kit.theme import tokens_of


class IconLabel(PlainLabel):
    """Draws one icon in the colour of a token, anew in every theme."""

    def __init__(self, size: int, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._size = size
        self._shown: tuple[str, str] | None = None

    def show_icon(self, name: str, colour: str) -> None:
        """Show the icon `name`; `colour` is the name of a token."""
        self._shown = (name, colour)
        self._draw()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Draw the icon anew in a new palette."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._draw()

    def _draw(self) -> None:
        if self._shown is not None:
            name, colour = self._shown
            ink = getattr(tokens_of(self.palette()), colour)
            self.setPixmap(pixmap(name, ink, self._size, self.devicePixelRatioF()))
