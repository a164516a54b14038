"""Changes settings and keys; each change holds at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Protocol

from msgspec.structs import replace

from crashdesk.core.errors import CrashDeskError
from crashdesk.core.ids import ActionId
from crashdesk.core.setting import Setting, Settings
from crashdesk.core.text import Text
from crashdesk.ui.dialogs.preferences.state import CONFLICT, Binding, PreferencesState
from crashdesk.ui.kit.keymap import Conflict, KeyMap


class View(Protocol):
    """What the presenter drives."""

    def show_state(self, state: PreferencesState) -> None:
        """Show this state."""
        ...

    def tell_changed(self, key: str) -> None:
        """A setting, or with the key `keymap` a binding, holds anew."""
        ...


KEYMAP = "keymap"


class PreferencesPresenter:
    """Reads and writes the declared settings and the key map."""

    def __init__(
        self, settings: Settings, declared: Sequence[Setting[Any]], key_map: KeyMap, view: View
    ) -> None:
        self._settings = settings
        self._declared = declared
        self._key_map = key_map
        self._view = view

    def begin(self) -> None:
        """Show what holds now."""
        self._view.show_state(self._read())

    def put(self, setting: Setting[Any], value: Any) -> None:
        """Change a setting to a value of its type."""
        self._try(lambda: self._settings.put(setting, value), setting.key)

    def rebind(self, action: ActionId, keys: tuple[str, ...]) -> None:
        """Bind an action to `keys`, which may be none."""
        self._try(lambda: self._key_map.rebind(action, keys), KEYMAP)

    def reset(self, action: ActionId) -> None:
        """Give an action its default keys again."""
        self._try(lambda: self._key_map.reset(action), KEYMAP)

    def _try(self, change: Callable[[], None], key: str) -> None:
        trouble: Text | None = None
        try:
            change()
        except CrashDeskError as error:
            trouble = error.text
        self._view.show_state(replace(self._read(), trouble=trouble))
        if trouble is None:
            self._view.tell_changed(key)

    def _read(self) -> PreferencesState:
        key_map = self._key_map
        return PreferencesState(
            values={setting.key: self._settings.get(setting) for setting in self._declared},
            bindings=tuple(
                Binding(spec.id, spec.text, key_map.keys(spec.id), key_map.is_changed(spec.id))
                for spec in key_map.specs
            ),
            conflicts=tuple(self._words(conflict) for conflict in key_map.conflicts()),
        )

    def _words(self, conflict: Conflict) -> Text:
        titles = {spec.id: str(spec.text) for spec in self._key_map.specs}
        one, other = conflict.actions[:2]
        return CONFLICT(keys=conflict.keys, one=titles[one], other=titles[other])
