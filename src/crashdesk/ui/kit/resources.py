"""Finds the files that the program brings along."""

from __future__ import annotations

from pathlib import Path

import crashdesk

_PACKAGE = Path(crashdesk.__file__).parent


def resource(path: str) -> Path:
    """Return where a file of `resources/` lies: inside the installed package, else in the source tree."""
    installed = _PACKAGE / "resources" / path
    return installed if installed.exists() else _PACKAGE.parents[1] / "resources" / path
