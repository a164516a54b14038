"""Knows what can be done now and does it: for keys, menus, palette and the key overlay."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from crashdesk.core.actions import AVAILABLE, ActionSpec, Availability
from crashdesk.core.ids import ActionId
from crashdesk.core.text import QT_TRANSLATE_NOOP
from crashdesk.ui.kit.keymap import SHELL, KeyMap, scope_of
from crashdesk.ui.kit.tab_spec import TabSpec
from crashdesk.ui.kit.translate import render
from crashdesk.ui.shell.actions import SHELL_ACTIONS, tab_action
from crashdesk.ui.shell.commands import Command
from crashdesk.ui.shell.tab_host import TabHost

_WINDOW = QT_TRANSLATE_NOOP("Shell", "Window")

General = Callable[[ActionSpec], Availability]
"""What rights, connection and profile say of an action."""


class CommandDesk(QObject):
    """Makes commands of the shell's actions and those of the tab in front.

    Signals:
        refused: with the `Text` of why what was asked for cannot be done now.
    """

    refused = Signal(object)

    def __init__(self, key_map: KeyMap, host: TabHost, general: General, window: QWidget) -> None:
        super().__init__(window)
        self._key_map = key_map
        self._host = host
        self._general = general
        self._window = window
        self._shell: dict[ActionId, Callable[[], None]] = {}
        self._asked: dict[ActionId, Callable[[], Availability]] = {}
        self._shortcuts: list[QShortcut] = []
        key_map.declare(SHELL_ACTIONS)

    def serve(
        self,
        runs: Mapping[ActionId, Callable[[], None]],
        asked: Mapping[ActionId, Callable[[], Availability]],
    ) -> None:
        """Say how the shell's actions are carried out, and how to ask whether some of them can be."""
        self._shell |= runs
        self._asked |= asked

    def set_tabs(self, specs: tuple[TabSpec, ...]) -> None:
        """Make the actions of these tabs known, and those that go to them."""
        for number, spec in enumerate(specs, 1):
            go = tab_action(number, render(spec.title))
            self._key_map.declare((go, *spec.actions))
            self._shell[go.id] = self._opener(spec.key)
        self.bind_keys()

    def bind_keys(self) -> None:
        """Make shortcuts of the key map, one for each key whatever it means where."""
        for shortcut in self._shortcuts:
            shortcut.setEnabled(False)
            shortcut.deleteLater()
        self._shortcuts = [self._shortcut(keys) for keys in self._key_map.all_keys()]

    def commands(self) -> list[Command]:
        """Return what can be asked for now: the actions of the tab in front, then the window's."""
        spec = next((each for each in self._host.specs if each.key == self._host.current_key), None)
        group = render(spec.title) if spec else ""
        of_tab = [self._command(action, group) for action in spec.actions] if spec else []
        of_window = [
            self._command(action, render(_WINDOW))
            for action in self._key_map.specs
            if action.id in self._shell
        ]
        return of_tab + of_window

    def availability(self, action: ActionId) -> Availability:
        """Tell whether an action can be used now. Raises `KeyError` for an unknown one."""
        return self._availability(self._spec(action))

    def carry_out(self, action: ActionId) -> None:
        """Carry out an action, or say why that cannot be. Raises `KeyError` for an unknown one.

        Its tab comes to the front first, if it is another one.
        """
        spec, owner = self._spec(action), scope_of(action)
        if owner != self._host.current_key and owner in {each.key for each in self._host.specs}:
            self._host.show_tab(owner)
        self._run(spec)

    def _spec(self, action: ActionId) -> ActionSpec:
        return {spec.id: spec for spec in self._key_map.specs}[action]

    def _command(self, spec: ActionSpec, group: str) -> Command:
        return Command(
            id=spec.id,
            title=render(spec.text),
            group=group,
            keys=self._key_map.keys(spec.id),
            icon=spec.icon,
            availability=lambda: self._availability(spec),
            run=lambda: self._run(spec),
        )

    def _availability(self, spec: ActionSpec) -> Availability:
        general = self._general(spec)
        if not general.enabled:
            return general
        if spec.id in self._shell:
            return self._asked.get(spec.id, lambda: AVAILABLE)()
        tab = self._host.current
        return tab.availability(spec.id) if tab is not None else AVAILABLE

    def _run(self, spec: ActionSpec) -> None:
        availability = self._availability(spec)
        if not availability.enabled:
            if availability.reason is not None:
                self.refused.emit(availability.reason)
            return
        if spec.id in self._shell:
            self._shell[spec.id]()
        elif (tab := self._host.current) is not None:
            tab.trigger(spec.id)

    def _shortcut(self, keys: str) -> QShortcut:
        shortcut = QShortcut(QKeySequence(keys), self._window)
        shortcut.setContext(Qt.ShortcutContext.WindowShortcut)
        shortcut.activated.connect(lambda: self._on_key(keys))
        return shortcut

    def _on_key(self, keys: str) -> None:
        action = self._key_map.action_for(keys, self._host.current_key or SHELL)
        spec = next((each for each in self._key_map.specs if each.id == action), None)
        if spec is not None and (spec.id in self._shell or self._host.current is not None):
            self._run(spec)

    def _opener(self, key: str) -> Callable[[], None]:
        return lambda: self._host.show_tab(key)
