"""Lines above the tabs that stay until they are dealt with."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QToolButton, QVBoxLayout, QWidget

from crashdesk.core.text import QT_TRANSLATE_NOOP, Text
from crashdesk.ui.kit.forms import name_icon_only
from crashdesk.ui.kit.icon_label import IconLabel
from crashdesk.ui.kit.icons import follow_icon
from crashdesk.ui.kit.plain import PlainLabel, without_mnemonic
from crashdesk.ui.kit.translate import render

_DISMISS = QT_TRANSLATE_NOOP("Banner", "Dismiss")


class Banners(QWidget):
    """The banners of a window or tab, each under a key so that it is said once."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._banners: dict[str, _Banner] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)

    def show_banner(
        self,
        key: str,
        tone: str,
        text: Text,
        button: Text | None = None,
        pressed: Callable[[], None] | None = None,
    ) -> None:
        """Show or replace the banner `key`, in a tone of `info`, `warning` or `danger`."""
        self.clear(key)
        banner = _Banner(tone, text, button, pressed, lambda: self.clear(key))
        self._banners[key] = banner
        self._column.addWidget(banner)

    def clear(self, key: str) -> None:
        """Take a banner away; one that is not there is no error."""
        banner = self._banners.pop(key, None)
        if banner is not None:
            self._column.removeWidget(banner)
            banner.hide()
            banner.deleteLater()

    def texts(self) -> dict[str, str]:
        """What is said now, by key."""
        return {key: banner.accessibleName() for key, banner in self._banners.items()}


class _Banner(QWidget):
    def __init__(
        self,
        tone: str,
        text: Text,
        button: Text | None,
        pressed: Callable[[], None] | None,
        dismiss: Callable[[], None],
    ) -> None:
        super().__init__()
        self.setObjectName("banner")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("tone", tone)
        self.setAccessibleName(render(text))
        icon = IconLabel(18)
        icon.show_icon("error" if tone == "danger" else tone, tone)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 6, 8, 6)
        row.setSpacing(10)
        row.addWidget(icon, 0)
        row.addWidget(PlainLabel(render(text), wrap=True), 1)
        if button is not None and pressed is not None:
            action = QPushButton(without_mnemonic(render(button)))
            action.clicked.connect(pressed)
            row.addWidget(action)
        close = QToolButton()
        follow_icon(close, "close", "muted")
        name_icon_only(close, render(_DISMISS))
        close.clicked.connect(dismiss)
        row.addWidget(close)
