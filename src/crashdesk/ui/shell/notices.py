"""Tells somebody who looks elsewhere: by the desktop where it can, else by asking for attention."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from PySide6.QtWidgets import QApplication, QWidget

from crashdesk.core.text import QT_TRANSLATE_NOOP, Text
from crashdesk.core.visible_text import visible_line
from crashdesk.ui.kit.translate import render

_PROGRAM = QT_TRANSLATE_NOOP("Notices", "CrashDesk")
_SHOW = QT_TRANSLATE_NOOP("Notices", "Show")
_CHARACTERS = 200

Notify = Callable[[str, str, str, str], Awaitable[bool | None]]
"""`(program, title, body, button)`: True once pressed, False when gone, None without a desktop."""


class WindowNotices:
    """The notices of one window; while it is in front it speaks for itself and nothing is shown."""

    def __init__(
        self,
        window: QWidget,
        come_to_front: Callable[[], None],
        notify: Notify,
        start: Callable[[Coroutine[Any, Any, None]], object],
    ) -> None:
        self._window = window
        self._come_to_front = come_to_front
        self._notify = notify
        self._start = start

    def show(self, text: Text, then: Callable[[], None]) -> None:
        """Say `text`, whose values may be of strangers; `then` is called if somebody follows it."""
        if not self._window.isActiveWindow():
            self._start(self._tell(visible_line(render(text), _CHARACTERS), then))

    async def _tell(self, words: str, then: Callable[[], None]) -> None:
        is_pressed = await self._notify(render(_PROGRAM), self._window.windowTitle(), words, render(_SHOW))
        if is_pressed is None:
            QApplication.alert(self._window)
        elif is_pressed:
            self._come_to_front()
            then()
