"""Uses the program as a person would: by keys and clicks, and by waiting until something is on the screen."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar, cast

from PySide6.QtCore import QKeyCombination
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

PATIENCE_S = 30.0
"""How long the tour waits for something before it says that it did not come."""
_LOOK_S = 0.02

W = TypeVar("W", bound=QWidget)


class DidNotComeError(Exception):
    """What the tour waited for did not come on the screen."""


class Hands:
    """Acts on whatever window is in front."""

    def __init__(self, window: QWidget) -> None:
        self._window = window

    async def press(self, keys: str) -> None:
        """Press a key in Qt's portable notation, such as `Ctrl+K`, where the focus is."""
        sequence = cast("Sequence[QKeyCombination]", QKeySequence(keys))
        QTest.keyClick(await self._target(), sequence[0].key(), sequence[0].keyboardModifiers())

    async def type(self, text: str) -> None:
        """Type text where the focus is."""
        QTest.keyClicks(await self._target(), text)

    def dialog(self, kind: type[W]) -> W | None:
        """Return the open dialog of this class."""
        return next(
            (
                widget
                for widget in QApplication.topLevelWidgets()
                if isinstance(widget, kind) and widget.isVisible()
            ),
            None,
        )

    async def wait_for(self, what: str, condition: Callable[[], bool]) -> None:
        """Wait until `condition` holds. Raises `DidNotComeError`, which says `what` was waited for."""

        async def look() -> bool:
            return condition()

        await self.wait_until(what, look)

    async def wait_until(self, what: str, condition: Callable[[], Awaitable[bool]]) -> None:
        """Wait for something that has to be looked up. Raises `DidNotComeError`."""
        try:
            async with asyncio.timeout(PATIENCE_S):
                while not await condition():  # noqa: ASYNC110 - a person looks at the screen, too
                    await asyncio.sleep(_LOOK_S)
        except TimeoutError as trouble:
            raise DidNotComeError(what) from trouble
        # What has changed is painted before a picture is taken.
        await asyncio.sleep(_LOOK_S)

    async def _target(self) -> QWidget:
        """Return what has the focus in the window in front.

        There may be no window manager here that would give the focus to it.
        """
        popup = QApplication.activePopupWidget()
        if popup is not None:
            return popup.focusWidget() or popup
        front = QApplication.activeModalWidget() or self._window
        front.activateWindow()
        while not front.isActiveWindow() and front.isVisible():  # noqa: ASYNC110 - nothing tells
            await asyncio.sleep(_LOOK_S)
        return front.focusWidget() or front
