"""The settings file: declared settings and key bindings, with everything else in it left alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar, cast

from crashdesk.core.errors import SettingsError
from crashdesk.core.ids import ActionId
from crashdesk.core.setting import Setting
from crashdesk.core.text import QT_TRANSLATE_NOOP, Text
from crashdesk.settings.files import Document, open_document, read_text, read_toml, save_document
from crashdesk.settings.layouts import Layouts
from crashdesk.settings.places import line_of_key

T = TypeVar("T", bool, int, str)
AnySetting = Setting[bool] | Setting[int] | Setting[str]

KEYMAP = "keymap"
"""The table of key bindings: an action's id to its keys, a list."""

WRONG_VALUE = QT_TRANSLATE_NOOP("Settings", "“{file}”, line {line}: {reason}")
NOT_A_TABLE = QT_TRANSLATE_NOOP("Settings", "“{area}” has to be a table, written as [{area}].")
NOT_BOOL = QT_TRANSLATE_NOOP("Settings", "“{key}” has to be true or false.")
NOT_INT = QT_TRANSLATE_NOOP("Settings", "“{key}” has to be a whole number from {minimum} to {maximum}.")
NOT_STR = QT_TRANSLATE_NOOP("Settings", "“{key}” has to be text in quotes.")
NOT_CHOICE = QT_TRANSLATE_NOOP("Settings", "“{key}” has to be one of: {choices}.")
NOT_KEYS = QT_TRANSLATE_NOOP("Settings", 'The keys of “{key}” have to be a list such as ["Ctrl+K"].')


class TomlSettings:
    """`core.setting.Settings` over a TOML file that people may edit too.

    `load` reads it; without or before that the defaults are in force. A change reads the file again, so
    that it keeps comments, unknown keys and what was edited meanwhile, and never overwrites a broken file.
    """

    def __init__(self, path: Path, layouts: Layouts, declared: Sequence[AnySetting]) -> None:
        self._path = path
        self._layouts = layouts
        self._declared = tuple(declared)
        self._values: dict[str, bool | int | str] = {}
        self._bindings: dict[ActionId, tuple[str, ...]] = {}

    def load(self) -> None:
        """Read the file. Raises `SettingsError`; what was in force then stays in force."""
        content = read_toml(self._path)
        values: dict[str, bool | int | str] = {}
        for setting in self._declared:
            area, name = _place(setting.key)
            table = self._table(content, area)
            if name in table:
                wrong = _problem(setting, table[name])
                if wrong is not None:
                    raise self._wrong(area, name, wrong)
                values[setting.key] = cast("bool | int | str", table[name])
        self._bindings = self._read_bindings(content)
        self._values = values

    def get(self, setting: Setting[T]) -> T:
        """Return the value in force."""
        return cast("T", self._values.get(setting.key, setting.default))

    def put(self, setting: Setting[T], value: T) -> None:
        """Change a value. Raises `SettingsError` when it is not allowed or the file cannot be written."""
        wrong = _problem(setting, value)
        if wrong is not None:
            raise SettingsError(wrong)
        area, name = _place(setting.key)
        self._write(area, name, value)
        self._values[setting.key] = value

    def bindings(self) -> Mapping[ActionId, tuple[str, ...]]:
        """Return the keys that the user bound to actions; an empty tuple means none."""
        return dict(self._bindings)

    def bind(self, action: ActionId, keys: tuple[str, ...] | None) -> None:
        """Bind an action to `keys`, None being its default again. Raises `SettingsError`."""
        self._write(KEYMAP, action, None if keys is None else list(keys))
        if keys is None:
            self._bindings.pop(action, None)
        else:
            self._bindings[action] = keys

    def layout(self, key: str) -> str:
        """Return what `remember` was last given for `key`, empty at first."""
        return self._layouts.get(key)

    def remember(self, key: str, layout: str) -> None:
        """Keep a layout in memory; `flush` writes it."""
        self._layouts.put(key, layout)

    def flush(self) -> None:
        """Write remembered layouts. To be called a moment after a change and when quitting."""
        self._layouts.flush()

    def _write(self, area: str, name: str, value: object) -> None:
        self._table(read_toml(self._path), area)
        document = open_document(self._path)
        _set(document, area, name, value)
        save_document(self._path, document)

    def _read_bindings(self, content: Mapping[str, object]) -> dict[ActionId, tuple[str, ...]]:
        found: dict[ActionId, tuple[str, ...]] = {}
        for action, keys in self._table(content, KEYMAP).items():
            listed = cast("list[object]", keys) if isinstance(keys, list) else [None]
            if not all(isinstance(key, str) for key in listed):
                raise self._wrong(KEYMAP, action, NOT_KEYS(key=action))
            found[ActionId(action)] = tuple(cast("list[str]", listed))
        return found

    def _table(self, content: Mapping[str, object], area: str) -> Mapping[str, object]:
        table = content.get(area, {})
        if not isinstance(table, dict):
            raise self._wrong("", area, NOT_A_TABLE(area=area))
        return cast("dict[str, object]", table)

    def _wrong(self, area: str, name: str, reason: Text) -> SettingsError:
        line = line_of_key(read_text(self._path), area, name)
        return SettingsError(WRONG_VALUE(file=str(self._path), line=line, reason=str(reason)))


def _place(key: str) -> tuple[str, str]:
    area, _, name = key.partition(".")
    return area, name


def _problem(setting: Setting[Any], value: object) -> Text | None:
    match setting.default:
        case bool():
            return None if isinstance(value, bool) else NOT_BOOL(key=setting.key)
        case int():
            fits = type(value) is int and setting.minimum <= value <= setting.maximum
            limits = NOT_INT(key=setting.key, minimum=setting.minimum, maximum=setting.maximum)
            return None if fits else limits
        case _:
            if not isinstance(value, str):
                return NOT_STR(key=setting.key)
            allowed = not setting.choices or value in setting.choices
            return None if allowed else NOT_CHOICE(key=setting.key, choices=", ".join(setting.choices))


def _set(document: Document, area: str, name: str, value: object) -> None:
    """Set one key, or take it out for None."""
    import tomlkit

    if area not in document:
        document[area] = tomlkit.table()
    table = cast("Document", document[area])
    if value is None:
        table.pop(name, None)
    else:
        table[name] = value
