"""What the preferences show."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from crashdesk.core.ids import ActionId
from crashdesk.core.text import QT_TRANSLATE_NOOP, Text

Value = bool | int | str

CONFLICT = QT_TRANSLATE_NOOP("Preferences", "{keys} is used for “{one}” and “{other}”; the first one has it.")
CHOICES: Mapping[str, Text] = {
    "system": QT_TRANSLATE_NOOP("Preferences", "As the system"),
    "light": QT_TRANSLATE_NOOP("Preferences", "Light"),
    "dark": QT_TRANSLATE_NOOP("Preferences", "Dark"),
}
"""Values of settings in words; others stand for themselves."""


class Binding(msgspec.Struct, frozen=True):
    """The keys of one action."""

    action: ActionId
    title: Text
    keys: tuple[str, ...]
    is_changed: bool


class PreferencesState(msgspec.Struct, frozen=True):
    """What is on the screen.

    Attributes:
        values: of the settings, by key.
        bindings: of all actions.
        conflicts: one sentence for each key with two meanings in one place.
        trouble: why the last change was not taken.
    """

    values: Mapping[str, Value]
    bindings: tuple[Binding, ...]
    conflicts: tuple[Text, ...] = ()
    trouble: Text | None = None
