"""What to export, and where to: the input of the dialog and what is wrong with it. Free of Qt."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path

import msgspec

from crashdesk.core.ids import Instant
from crashdesk.core.tables import RowCount
from crashdesk.core.text import QT_TRANSLATE_NOOP, Text
from crashdesk.services.audit import ExportForm
from crashdesk.ui.kit.amounts import local


class Asked(msgspec.Struct, frozen=True):
    """What the dialog is about.

    Attributes:
        reading: the filter as a sentence, empty for everything.
        folder: where the last file went, or the person's own folder.
        name: the proposed name of the file, without its ending.
    """

    title: Text
    reading: str
    count: RowCount
    folder: Path
    name: str


class Wish(msgspec.Struct, frozen=True):
    """What was decided."""

    form: ExportForm
    path: Path


Errors = Mapping[str, Text]
"""What is wrong, by the name of the field."""

_ODD = re.compile(r"[^\w-]+", re.ASCII)
_RESERVED = re.compile(r"(?i:con|prn|aux|nul|com\d|lpt\d)")
"""Names that Windows keeps for devices."""
_LONGEST = 60
_NO_PATH = QT_TRANSLATE_NOOP("Audit", "Say where to write the file.")
_NO_FOLDER = QT_TRANSLATE_NOOP("Audit", "There is no such folder.")
_IS_FOLDER = QT_TRANSLATE_NOOP("Audit", "This is a folder. Add the name of a file.")
_MAY_NOT = QT_TRANSLATE_NOOP("Audit", "You may not write into this folder.")


def proposed_name(kind: str, server: str, now: Instant) -> str:
    """Return a file name without ending, safe on every system, of what is exported, server and date."""
    named = _ODD.sub("-", server).strip("-")[:_LONGEST].strip("-")
    if _RESERVED.fullmatch(named):
        named = f"{named}-"
    parts = [kind, named, f"{local(now):%Y-%m-%d}"]
    return "-".join(part for part in parts if part)


def with_ending(path: str, form: ExportForm) -> str:
    """Return the path with the ending of a form in place of the other one's, or added where it has none."""
    ending = Path(path).suffix
    if ending.lower() in {f".{each.value}" for each in ExportForm}:
        return f"{path.removesuffix(ending)}.{form.value}"
    return path if ending or not path else f"{path}.{form.value}"


def wish_of(form: ExportForm, path: str) -> Wish | Errors:
    """Return what was decided, or what is wrong with it."""
    if not path.strip():
        return {"path": _NO_PATH}
    target = Path(path.strip()).expanduser()
    if target.is_dir():
        return {"path": _IS_FOLDER}
    if not target.parent.is_dir():
        return {"path": _NO_FOLDER}
    if not os.access(target.parent, os.W_OK):
        return {"path": _MAY_NOT}
    return Wish(form, target)
