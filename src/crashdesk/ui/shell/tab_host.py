"""Holds the tabs: builds each when it is first looked at, and one is in front."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from crashdesk.core.setting import Settings
from crashdesk.ui.kit.tab_spec import Attendant, Tab, TabSpec
from crashdesk.ui.shell.window_memory import last_tab, remember_tab

BuildTab = Callable[[TabSpec], Tab]
AttendTab = Callable[[TabSpec], Attendant | None]
"""Starts what looks after a tab while it is offered, if anything does."""


class TabHost(QStackedWidget):
    """The tabs of one session.

    Signals:
        current_changed: with the key of the tab that came to the front.
    """

    current_changed = Signal(str)

    def __init__(self, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self._specs: dict[str, TabSpec] = {}
        self._tabs: dict[str, Tab] = {}
        self._build: BuildTab | None = None
        self._current = ""
        self._attendants: list[Attendant] = []

    @property
    def specs(self) -> tuple[TabSpec, ...]:
        """The tabs that can be shown, in their order."""
        return tuple(self._specs.values())

    @property
    def current(self) -> Tab | None:
        """The tab in front."""
        return self._tabs.get(self._current)

    @property
    def current_key(self) -> str:
        """The key of the tab in front, empty when there is none."""
        return self._current

    def offer(self, specs: Sequence[TabSpec], build: BuildTab) -> None:
        """Offer these tabs and show the one that was in front last time. The former ones must be closed."""
        assert not self._tabs, "close_all() first"
        self._specs = {spec.key: spec for spec in sorted(specs, key=lambda spec: spec.order)}
        self._build = build
        wanted = last_tab(self._settings)
        first = wanted if wanted in self._specs else next(iter(self._specs), "")
        if first:
            self.show_tab(first)

    def attend(self, attend: AttendTab) -> None:
        """Start what looks after the tabs that are offered; it ends with `close_all`."""
        found = [attend(spec) for spec in self._specs.values()]
        self._attendants = [attendant for attendant in found if attendant is not None]

    def show_tab(self, key: str) -> None:
        """Bring a tab to the front, building it if need be. Raises `KeyError`."""
        tab = self._tabs.get(key) or self._make(key)
        self._current = key
        self.setCurrentWidget(tab.widget)
        tab.widget.setFocus()
        remember_tab(self._settings, key)
        self.current_changed.emit(key)

    async def close_all(self) -> None:
        """Close every tab that was built, and offer none."""
        tabs, self._tabs, self._specs, self._current = self._tabs, {}, {}, ""
        self._build = None
        attendants, self._attendants = self._attendants, []
        for attendant in attendants:
            await attendant.close()
        for tab in tabs.values():
            await tab.close()
            self.removeWidget(tab.widget)
            tab.widget.deleteLater()

    def _make(self, key: str) -> Tab:
        assert self._build is not None
        tab = self._build(self._specs[key])
        self._tabs[key] = tab
        self.addWidget(tab.widget)
        return tab
