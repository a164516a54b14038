"""The log of this desk: one JSON object a line, rotated, without secrets."""

from __future__ import annotations

import json
import logging
import os
from datetime import UTC, datetime
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path

from crashdesk.runtime.redaction import without_secrets

FILE_NAME = "crashdesk.log"
MAX_BYTES = 2_000_000
KEPT_FILES = 5
"""Older files kept beside the current one: together enough for some weeks, and small enough to attach."""
MAX_TEXT = 16_384
"""Characters of one message or traceback: what servers send can be of any length."""


class LogFiles:
    """Writes every log record and Python warning to a file from `open` until `close`."""

    def __init__(self, folder: Path, level: int = logging.INFO) -> None:
        self._folder = folder
        self._level = level
        self._handler: RotatingFileHandler | None = None
        self._level_before = logging.WARNING

    @property
    def path(self) -> Path:
        """The file that is written now."""
        return self._folder / FILE_NAME

    def open(self) -> None:
        """Begin. A folder that cannot be written raises `OSError`."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._handler = _PrivateFile(
            self.path, maxBytes=MAX_BYTES, backupCount=KEPT_FILES, encoding="utf-8", errors="backslashreplace"
        )
        self._handler.setFormatter(JsonLines())
        root = logging.getLogger()
        self._level_before = root.level
        root.addHandler(self._handler)
        root.setLevel(self._level)
        logging.captureWarnings(capture=True)

    def close(self) -> None:
        """Flush and end."""
        if self._handler is not None:
            logging.captureWarnings(capture=False)
            root = logging.getLogger()
            root.removeHandler(self._handler)
            root.setLevel(self._level_before)
            self._handler.close()
            self._handler = None


class JsonLines(logging.Formatter):
    """One line a record: `at`, `level`, `logger`, `message`, and `error` with the traceback."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line, redacted as a whole: secrets may stand in arguments and tracebacks too."""
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": _told(record.getMessage()),
        }
        if record.exc_info:
            line["error"] = _told(self.formatException(record.exc_info))
        return json.dumps(line)


def _told(text: str) -> str:
    # Redact before cutting, so that no half of a secret escapes at the end; but not megabytes.
    text = without_secrets(text[: 2 * MAX_TEXT])
    return text if len(text) <= MAX_TEXT else f"{text[:MAX_TEXT]}…"


class _PrivateFile(RotatingFileHandler):
    """A log file that only its owner can read."""

    def _open(self) -> TextIOWrapper:
        os.close(os.open(self.baseFilename, os.O_WRONLY | os.O_CREAT, 0o600))
        return super()._open()
