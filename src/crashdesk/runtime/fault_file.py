"""Where the interpreter writes when it dies, and what it wrote the last time."""

from __future__ import annotations

import contextlib
import faulthandler
import os
import tempfile
from pathlib import Path
from typing import TextIO

from crashdesk.core.crash_note import CrashNote
from crashdesk.core.ids import Instant
from crashdesk.runtime.crash_notes import note_of_death

_PATTERN = "fault-*.txt"


class FaultFile:
    """A file that `faulthandler` writes the stacks of all threads to on a fatal signal.

    Its first line is the program's version. A clean end removes it; what is found at the next start with
    more than that line in it was a death.
    """

    def __init__(self, folder: Path, version: str) -> None:
        self._folder = folder
        self._version = version
        self._path = ""
        self._file: TextIO | None = None

    def open(self) -> tuple[CrashNote, ...]:
        """Begin, and return the notes of deaths since the last start, oldest first.

        Each is told once. Only one program may use the folder at a time: open after the check for a
        single instance. A folder that cannot be written raises `OSError`.
        """
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        notes = self._collect()
        handle, self._path = tempfile.mkstemp(prefix="fault-", suffix=".txt", dir=self._folder)
        self._file = os.fdopen(handle, "w", encoding="utf-8")
        self._file.write(f"{self._version}\n")
        self._file.flush()
        faulthandler.enable(self._file, all_threads=True)
        return notes

    def close(self) -> None:
        """End cleanly: nothing is left for the next start."""
        if self._file is not None:
            faulthandler.disable()
            self._file.close()
            Path(self._path).unlink(missing_ok=True)
            self._file = None

    def _collect(self) -> tuple[CrashNote, ...]:
        notes: list[CrashNote] = []
        for path in self._folder.glob(_PATTERN):
            with contextlib.suppress(OSError):  # another start collects it, or it is gone
                when = Instant(path.stat().st_mtime_ns // 1_000_000)
                version, _, text = path.read_text("utf-8", "replace").partition("\n")
                path.unlink()
                note = note_of_death(text, when, version)
                if note is not None:
                    notes.append(note)
        return tuple(sorted(notes, key=lambda note: note.when))
