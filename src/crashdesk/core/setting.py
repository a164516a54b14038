"""Declared settings: one declaration feeds validation, the preferences dialog and the documentation."""

from __future__ import annotations

from typing import Generic, Protocol, TypeVar

import msgspec

from crashdesk.core.text import Text

T = TypeVar("T", bool, int, str)


class Setting(msgspec.Struct, Generic[T], frozen=True):
    """One setting of this desk.

    Attributes:
        key: dotted, `area.name`; the place in the settings file.
        default: also fixes the type (bool, int or str).
        title: the label in the preferences.
        help: one sentence on what it does.
        choices: the allowed values of a string setting, empty for any.
        minimum, maximum: limits of a number.
    """

    key: str
    default: T
    title: Text
    help: Text
    choices: tuple[str, ...] = ()
    minimum: int = 0
    maximum: int = 2**31 - 1


class Settings(Protocol):
    """Settings and remembered layouts of this desk; reading never blocks, writing is atomic."""

    def get(self, setting: Setting[T]) -> T:
        """Return the value in force."""
        ...

    def put(self, setting: Setting[T], value: T) -> None:
        """Change a value. Raises `SettingsError` when it is not allowed."""
        ...

    def layout(self, key: str) -> str:
        """Return what `remember` was last given for `key`, empty at first."""
        ...

    def remember(self, key: str, layout: str) -> None:
        """Keep a layout: columns, splitter, window. Written a moment later; losing it is harmless."""
        ...
