"""Takes pictures, each in light and in dark, and lays them into a folder."""

from __future__ import annotations

import asyncio
from collections import Counter
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from crashdesk.app.tour.picture import picture_of
from crashdesk.ui.kit.theme import Theme

MODES = ("light", "dark")
_ROUNDS, _ROUND_S = 4, 0.02
"""A changed style sheet is worked through in several rounds of events: polish, layout, paint."""


class Album:
    """Files pictures as `<name>-<mode>.png`; pictures of an earlier run with these names are replaced."""

    def __init__(self, theme: Theme, folder: Path, only: str = "") -> None:
        self._theme = theme
        self.folder = folder
        self._only = only
        self.names: list[str] = []
        folder.mkdir(parents=True, exist_ok=True)

    def take_still(self, name: str, widget: QWidget) -> None:
        """Take a picture of a window while no event loop runs, as `take` does while one does."""
        for mode in self._modes(name):
            self._theme.set_mode(mode)
            QTest.qWait(int(_ROUNDS * _ROUND_S * 1000))
            self._save(f"{name}-{mode}", picture_of(widget).toImage())
        self._theme.set_mode("light")

    async def take(self, name: str, widget: QWidget) -> None:
        """Take a picture of a window with what lies over it, in both themes; the light one stays in force."""
        for mode in self._modes(name):
            self._theme.set_mode(mode)
            await _painted()
            self._save(f"{name}-{mode}", picture_of(widget).toImage())
        self._theme.set_mode("light")
        await _painted()

    def _modes(self, name: str) -> tuple[str, ...]:
        assert name not in self.names, f"two pictures are called {name}"
        self.names.append(name)
        return MODES if self._only in name else ()

    def _save(self, name: str, picture: QImage) -> None:
        file = self.folder / f"{name}.png"
        assert _few_colours(picture).save(str(file), quality=0)  # type: ignore[call-overload]


def _few_colours(picture: QImage) -> QImage:
    """Return the picture in its 256 most frequent colours, which makes a third of the size of all of them."""
    plain = picture.convertToFormat(QImage.Format.Format_RGB32)
    counted = Counter(memoryview(plain.constBits()).cast("I"))
    colours = [colour for colour, _ in counted.most_common(256)]
    nearest = Qt.ImageConversionFlag.ThresholdDither
    return plain.convertToFormat(QImage.Format.Format_Indexed8, colours, nearest)


async def _painted() -> None:
    for _ in range(_ROUNDS):
        await asyncio.sleep(_ROUND_S)
