"""Each change of a setting or key holds at once."""

from __future__ import annotations

from typing import Any

from tests.support.shell_fakes import GROUP_ACTIONS, MemorySettings

from crashdesk.core.errors import SettingsError
from crashdesk.core.ids import ActionId
from crashdesk.core.setting import Setting
from crashdesk.settings.declared import DECLARED, THEME
from crashdesk.ui.dialogs.preferences.presenter import KEYMAP, PreferencesPresenter
from crashdesk.ui.dialogs.preferences.state import CHOICES, PreferencesState
from crashdesk.ui.kit.keymap import KeyMap

RESOLVE, ASSIGN = GROUP_ACTIONS[0].id, GROUP_ACTIONS[1].id


class Picky(MemorySettings):
    def put(self, setting: Setting[Any], value: Any) -> None:
        if setting.choices and value not in setting.choices:
            raise SettingsError
        super().put(setting, value)


class Scene:
    def __init__(self) -> None:
        self.settings = Picky()
        self.key_map = KeyMap(self.settings)
        self.key_map.declare(GROUP_ACTIONS)
        self.shown: list[PreferencesState] = []
        self.changed: list[str] = []
        self.presenter = PreferencesPresenter(self.settings, DECLARED, self.key_map, self)
        self.presenter.begin()

    def show_state(self, state: PreferencesState) -> None:
        self.shown.append(state)

    def tell_changed(self, key: str) -> None:
        self.changed.append(key)

    def keys(self, action: ActionId) -> tuple[str, ...]:
        return next(binding.keys for binding in self.shown[-1].bindings if binding.action == action)


def test_every_declared_setting_is_shown() -> None:
    scene = Scene()
    assert set(scene.shown[-1].values) == {setting.key for setting in DECLARED}


def test_a_change_holds_and_is_told() -> None:
    scene = Scene()
    scene.presenter.put(THEME, "dark")
    assert scene.settings.get(THEME) == "dark" and scene.shown[-1].values[THEME.key] == "dark"
    assert scene.changed == [THEME.key]


def test_a_change_that_is_refused_is_shown_as_it_was() -> None:
    scene = Scene()
    scene.presenter.put(THEME, "pink")
    assert scene.shown[-1].trouble == SettingsError.default
    assert scene.shown[-1].values[THEME.key] == "system" and scene.changed == []


def test_keys_are_bound_reset_and_their_conflicts_named() -> None:
    scene = Scene()
    scene.presenter.rebind(RESOLVE, ("A",))
    assert scene.keys(RESOLVE) == ("A",) and scene.changed == [KEYMAP]
    said = str(scene.shown[-1].conflicts[0])
    assert "A" in said and "Resolve" in said and "Assign" in said
    scene.presenter.rebind(ASSIGN, ())
    assert scene.shown[-1].conflicts == ()
    scene.presenter.reset(RESOLVE)
    assert scene.keys(RESOLVE) == ("E",)


def test_choices_of_declared_settings_have_words() -> None:
    assert all(choice in CHOICES for setting in DECLARED for choice in setting.choices)
