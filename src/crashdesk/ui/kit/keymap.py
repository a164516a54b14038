"""Which key does what: the defaults of the actions, and what the user bound otherwise. Free of Qt."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Protocol

import msgspec

from crashdesk.core.actions import ActionSpec
from crashdesk.core.ids import ActionId

SHELL = "shell"
"""Scope of the actions that every tab shares; a tab's own binding of the same key comes first."""


class Bindings(Protocol):
    """Where the user's own bindings are kept."""

    def bindings(self) -> Mapping[ActionId, tuple[str, ...]]:
        """Return the keys that were bound to actions; an empty tuple means none."""
        ...

    def bind(self, action: ActionId, keys: tuple[str, ...] | None) -> None:
        """Bind an action to `keys`, None being its default again. Raises `SettingsError`."""
        ...


class Conflict(msgspec.Struct, frozen=True):
    """One key that two actions want where both could be meant."""

    keys: str
    actions: tuple[ActionId, ...]


def scope_of(action: ActionId) -> str:
    """Return the tab, or the shell, that an action belongs to."""
    return action.partition(".")[0]


class KeyMap:
    """The bindings in force. Keys are in Qt's portable notation (`Ctrl+K`, `Shift+X`, `?`)."""

    def __init__(self, bindings: Bindings) -> None:
        self._bindings = bindings
        self._specs: dict[ActionId, ActionSpec] = {}
        self._bound = dict(bindings.bindings())

    def declare(self, specs: Iterable[ActionSpec]) -> None:
        """Make actions known; those of an id already known are replaced."""
        self._specs |= {spec.id: spec for spec in specs}

    @property
    def specs(self) -> tuple[ActionSpec, ...]:
        """All actions known, in the order of their declaration."""
        return tuple(self._specs.values())

    def keys(self, action: ActionId) -> tuple[str, ...]:
        """Return the keys of an action, the first one being shown in menus."""
        if action in self._bound:
            return self._bound[action]
        spec = self._specs.get(action)
        return spec.keys if spec else ()

    def is_changed(self, action: ActionId) -> bool:
        """Tell whether the user bound this action otherwise."""
        return action in self._bound

    def action_for(self, keys: str, scope: str) -> ActionId | None:
        """Return what `keys` mean while the tab `scope` is in front: its own action, else the shell's."""
        candidates = [spec.id for spec in self._specs.values() if keys in self.keys(spec.id)]
        for wanted in (scope, SHELL):
            for action in candidates:
                if scope_of(action) == wanted:
                    return action
        return None

    def all_keys(self) -> tuple[str, ...]:
        """Return every key that means anything anywhere, once."""
        return tuple(dict.fromkeys(keys for action in self._specs for keys in self.keys(action)))

    def rebind(self, action: ActionId, keys: tuple[str, ...]) -> None:
        """Bind an action to `keys` (none: it has no key) and remember that. Raises `SettingsError`."""
        spec = self._specs.get(action)
        if spec is not None and spec.keys == keys:
            self.reset(action)
            return
        self._bindings.bind(action, keys)
        self._bound[action] = keys

    def reset(self, action: ActionId) -> None:
        """Return an action to its default. Raises `SettingsError`."""
        if action in self._bound:
            self._bindings.bind(action, None)
            del self._bound[action]

    def conflicts(self) -> tuple[Conflict, ...]:
        """Return keys with two meanings in one scope, and a tab's keys that hide one of the shell's."""
        found: list[Conflict] = []
        for keys in self.all_keys():
            users = [spec.id for spec in self._specs.values() if keys in self.keys(spec.id)]
            by_scope: Mapping[str, list[ActionId]] = _by_scope(users)
            shell = by_scope.get(SHELL, [])
            for scope, actions in by_scope.items():
                meant = actions if scope == SHELL else [*actions, *shell]
                if len(meant) > 1:
                    found.append(Conflict(keys, tuple(meant)))
        return tuple(dict.fromkeys(found))


def _by_scope(actions: list[ActionId]) -> dict[str, list[ActionId]]:
    scopes: dict[str, list[ActionId]] = {}
    for action in actions:
        scopes.setdefault(scope_of(action), []).append(action)
    return scopes
