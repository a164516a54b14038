"""Remembers how the window was left."""

from __future__ import annotations

from PySide6.QtCore import QByteArray
from PySide6.QtWidgets import QWidget

from crashdesk.core.setting import Settings

_WINDOW = "shell.window"
_TAB = "shell.tab"


def restore_window(settings: Settings, window: QWidget) -> bool:
    """Put a window where it was; False when it never was anywhere."""
    saved = settings.layout(_WINDOW)
    return bool(saved) and window.restoreGeometry(_decode(saved))


def remember_window(settings: Settings, window: QWidget) -> None:
    """Keep where a window is."""
    settings.remember(_WINDOW, _encode(window.saveGeometry()))


def last_tab(settings: Settings) -> str:
    """Return the key of the tab that was in front, empty at first."""
    return settings.layout(_TAB)


def remember_tab(settings: Settings, key: str) -> None:
    """Keep which tab is in front."""
    settings.remember(_TAB, key)


def _encode(state: QByteArray) -> str:
    return bytes(state.toBase64().data()).decode("ascii")


def _decode(saved: str) -> QByteArray:
    return QByteArray.fromBase64(saved.encode("ascii", "ignore"))
