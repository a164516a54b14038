"""Remembered layouts: columns, splitters, windows."""

from __future__ import annotations

from pathlib import Path

import msgspec

from crashdesk.core.errors import SettingsError
from crashdesk.settings.files import read_text, write_atomically


class Layouts:
    """Layouts by key, in memory until `flush`.

    A file that cannot be read counts as empty: nothing is lost that one could not drag back in a minute.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._layouts = _read(path)
        self._changed = False

    def get(self, key: str) -> str:
        """Return what was last put under `key`, empty at first."""
        return self._layouts.get(key, "")

    def put(self, key: str, layout: str) -> None:
        """Keep a layout. Does not block."""
        if self.get(key) != layout:
            self._layouts[key] = layout
            self._changed = True

    def flush(self) -> None:
        """Write what has changed since the last time. Raises `SettingsError`."""
        if self._changed:
            text = msgspec.json.format(msgspec.json.encode(self._layouts), indent=1).decode()
            write_atomically(self._path, text, durable=False)
            self._changed = False


def _read(path: Path) -> dict[str, str]:
    try:
        return msgspec.json.decode(read_text(path) or "{}", type=dict[str, str])
    except (SettingsError, msgspec.DecodeError):
        return {}
