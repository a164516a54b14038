"""Reading and writing small files so that a crash or a full disk never leaves half of one."""

from __future__ import annotations

import contextlib
import os
import re
import tempfile
import tomllib
from collections.abc import MutableMapping
from pathlib import Path
from typing import cast

from crashdesk.core.errors import SettingsError
from crashdesk.core.text import QT_TRANSLATE_NOOP

Document = MutableMapping[str, object]
"""A TOML document of tomlkit, which is imported on demand: reading alone needs only the standard library."""

_POSITION = re.compile(r"\s*\(at (?:line (\d+), column (\d+)|end of document)\)$")

UNREADABLE = QT_TRANSLATE_NOOP("Settings", "“{file}” cannot be read: {reason}")
UNWRITABLE = QT_TRANSLATE_NOOP("Settings", "“{file}” cannot be written: {reason}")
NOT_TOML = QT_TRANSLATE_NOOP(
    "Settings",
    "“{file}”, line {line}, column {column}: {reason}. Correct it, or move the file away to begin anew; "
    "it is left as it is.",
)
NOT_UTF8 = QT_TRANSLATE_NOOP("Settings", "this is not UTF-8 text")
TOO_DEEP = QT_TRANSLATE_NOOP("Settings", "this is nested too deeply")


def read_text(path: Path) -> str:
    """Return the content, empty when there is no file. Raises `SettingsError`."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return ""
    except OSError as error:
        raise SettingsError(UNREADABLE(file=str(path), reason=error.strerror or str(error))) from error
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        column = error.start - (before.rfind(b"\n") + 1) + 1
        raise _not_toml(path, before.count(b"\n") + 1, column, str(NOT_UTF8)) from error


def read_toml(path: Path) -> dict[str, object]:
    """Return the content, empty when there is no file. Raises `SettingsError`, which names the place."""
    text = read_text(path)
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        message = str(error)
        place = _POSITION.search(message)
        lines = text.split("\n")
        line, column = (len(lines), len(lines[-1]) + 1)
        if place and place[1]:
            line, column = int(place[1]), int(place[2])
        raise _not_toml(path, line, column, _POSITION.sub("", message)) from error
    except RecursionError as error:
        raise _not_toml(path, 1, 1, str(TOO_DEEP)) from error


def open_document(path: Path) -> Document:
    """Return the content with its comments and order, for a change. Raises `SettingsError`."""
    import tomlkit
    from tomlkit.exceptions import TOMLKitError

    read_toml(path)
    try:
        return cast("Document", tomlkit.parse(read_text(path)))
    except (TOMLKitError, ValueError) as error:
        raise SettingsError(UNREADABLE(file=str(path), reason=str(error))) from error


def save_document(path: Path, document: Document) -> None:
    """Write a changed document, unless it could not be read again. Raises `SettingsError`."""
    import tomlkit

    text = tomlkit.dumps(document)
    tomllib.loads(text)
    write_atomically(path, text)


def _not_toml(path: Path, line: int, column: int, reason: str) -> SettingsError:
    return SettingsError(NOT_TOML(file=str(path), line=line, column=column, reason=reason))


def write_atomically(path: Path, text: str, *, durable: bool = True) -> None:
    """Put `text` in place of the file's content, all or nothing. Raises `SettingsError`.

    A symbolic link stays one, and a file keeps its permissions; a new one is for its owner alone.
    `durable` waits until the disk has it.
    """
    target = Path(os.path.realpath(path))
    try:
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _replace(target, text.encode("utf-8"), durable=durable)
    except OSError as error:
        raise SettingsError(UNWRITABLE(file=str(path), reason=error.strerror or str(error))) from error


def _replace(target: Path, data: bytes, *, durable: bool) -> None:
    handle, name = tempfile.mkstemp(prefix=f".{target.name}-", dir=target.parent)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            if durable:
                os.fsync(file.fileno())
        if target.exists():
            temporary.chmod(target.stat().st_mode & 0o777)
        temporary.replace(target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    if durable:
        _sync_folder(target.parent)


def _sync_folder(folder: Path) -> None:
    """Make the new name durable too. Windows has no handles of folders and does not need this."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
