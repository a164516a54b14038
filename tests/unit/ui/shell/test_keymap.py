"""Which key does what."""

from __future__ import annotations

from tests.support.shell_fakes import MemorySettings

from crashdesk.core.actions import ActionSpec
from crashdesk.core.ids import ActionId
from crashdesk.core.text import Text
from crashdesk.ui.kit.keymap import Conflict, KeyMap

RESOLVE, NOTE = ActionId("groups.resolve"), ActionId("groups.note")
APPROVE, UNDO = ActionId("users.approve"), ActionId("shell.undo")


def spec(action: ActionId, *keys: str) -> ActionSpec:
    return ActionSpec(action, Text("T", action), keys)


def make_map(settings: MemorySettings | None = None) -> KeyMap:
    key_map = KeyMap(settings or MemorySettings())
    key_map.declare([spec(RESOLVE, "E"), spec(NOTE, "N"), spec(APPROVE, "E"), spec(UNDO, "Z", "Ctrl+Z")])
    return key_map


def test_a_key_means_what_the_tab_in_front_makes_of_it() -> None:
    key_map = make_map()
    assert key_map.action_for("E", "groups") == RESOLVE
    assert key_map.action_for("E", "users") == APPROVE
    assert key_map.action_for("E", "usage") is None
    assert key_map.action_for("Ctrl+Z", "usage") == UNDO
    assert key_map.all_keys() == ("E", "N", "Z", "Ctrl+Z")
    assert key_map.conflicts() == ()


def test_a_binding_is_kept_and_comes_back() -> None:
    settings = MemorySettings()
    make_map(settings).rebind(RESOLVE, ("R", "Ctrl+E"))
    again = make_map(settings)
    assert again.keys(RESOLVE) == ("R", "Ctrl+E") and again.is_changed(RESOLVE)
    assert again.action_for("E", "groups") is None
    again.reset(RESOLVE)
    assert settings.bound == {} and again.keys(RESOLVE) == ("E",)


def test_an_action_can_lose_its_key() -> None:
    key_map = make_map()
    key_map.rebind(UNDO, ())
    assert key_map.keys(UNDO) == () and key_map.action_for("Z", "groups") is None


def test_binding_the_default_again_is_no_binding() -> None:
    settings = MemorySettings()
    key_map = make_map(settings)
    key_map.rebind(NOTE, ("M",))
    key_map.rebind(NOTE, ("N",))
    assert settings.bound == {}


def test_two_meanings_in_one_place_are_a_conflict() -> None:
    key_map = make_map()
    key_map.rebind(NOTE, ("E",))
    assert key_map.conflicts() == (Conflict("E", (RESOLVE, NOTE)),)
    key_map.rebind(NOTE, ("Z",))
    assert key_map.conflicts() == (Conflict("Z", (NOTE, UNDO)),)
