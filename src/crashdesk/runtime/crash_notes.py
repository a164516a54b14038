"""Writes failures of this program down, and puts them into the form that a CrashDesk server takes.

The form is that of `POST /v1/report`, described in `docs/reference/ingest.md`.
"""

from __future__ import annotations

import os
import platform
import re
import traceback
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

import msgspec

import crashdesk
from crashdesk.core.crash_note import CrashNote
from crashdesk.core.ids import Instant
from crashdesk.runtime.redaction import without_traces

Frame = tuple[str, int, str]
"""File, line and function."""

LABEL = "crashdesk"
SOURCE = "desk"
_LIMITS = {
    "message": 16_384,
    "errorType": 128,
    "errorMessage": 4_096,
    "stack": 16_384,
    "topFrame": 300,
    "version": 64,
}
"""Longest texts that a server takes, in UTF-16 units."""
_GAP = "\n[…]\n"
_PACKAGE = Path(crashdesk.__file__).parent
_GO_NAMES = {"x86_64": "amd64", "AMD64": "amd64", "aarch64": "arm64", "i686": "386"}
"""Names of architectures as all senders write them."""
_FATAL = re.compile(r"^(?:Fatal Python error|Windows fatal exception): (.+)$", re.MULTILINE)
_FAULT_FRAME = re.compile(r'^  File "([^"\n]+)", line (\d+) in (.+)$', re.MULTILINE)


def note_of(error: BaseException, when: Instant, version: str) -> CrashNote:
    """Return what is worth knowing of an exception, redacted."""
    text = "".join(traceback.format_exception(error))
    frames = [
        (frame.filename, frame.lineno or 0, frame.name) for frame in traceback.extract_tb(error.__traceback__)
    ]
    return CrashNote(
        when=when,
        version=version,
        text=without_traces(text),
        error_type=type(error).__name__,
        error_message=without_traces(_message(error)),
        top_frame=_top_frame(reversed(frames)),
    )


def note_of_death(text: str, when: Instant, version: str) -> CrashNote | None:
    """Return the note of what `faulthandler` wrote, None when it wrote nothing."""
    if not text.strip():
        return None
    fatal = _FATAL.search(text)
    frames = [(file, int(line), name) for file, line, name in _FAULT_FRAME.findall(text)]
    return CrashNote(
        when=when,
        version=version,
        text=without_traces(text),
        is_fatal=True,
        error_type=fatal[1].strip() if fatal else "Fatal error",
        top_frame=_top_frame(frames),
    )


def report_body(note: CrashNote) -> bytes:
    """Return the JSON body of a report. It is what the person sees before agreeing to send it."""
    said = f"{note.error_type}: {note.error_message}" if note.error_message else note.error_type
    body: dict[str, object] = {
        "kind": "crash" if note.is_fatal else "exception",
        "schemaVersion": 2,
        "source": SOURCE,
        "label": LABEL,
        "version": note.version or "0",
        "os": platform.system().lower() or "unknown",
        "arch": _GO_NAMES.get(platform.machine(), platform.machine().lower()) or "unknown",
        "message": said or "unknown",
        "errorType": note.error_type,
        "errorMessage": note.error_message,
        "stack": note.text,
        "topFrame": note.top_frame,
        "occurredAt": datetime.fromtimestamp(note.when / 1000, UTC).isoformat(timespec="milliseconds"),
        "device": {"osVersion": platform.release()[:128], "cores": min(os.cpu_count() or 0, 4_096)},
    }
    for name, limit in _LIMITS.items():
        body[name] = _cut(str(body[name]), limit)
    return msgspec.json.encode({name: value for name, value in body.items() if value != ""})


def _message(error: BaseException) -> str:
    try:
        return str(error)
    except Exception:  # noqa: BLE001 - an exception whose text fails too must not hide the first one
        return ""


def _top_frame(frames: Iterable[Frame]) -> str:
    """Return the first frame that lies in this program, else the first."""
    listed = list(frames)
    own = next((frame for frame in listed if Path(frame[0]).is_relative_to(_PACKAGE)), None)
    if own is not None:
        file, line, name = own
        return f"{name} ({Path(file).relative_to(_PACKAGE.parent).as_posix()}:{line})"
    for file, line, name in listed[:1]:
        return without_traces(f"{name} ({Path(file).name}:{line})")
    return ""


def _cut(text: str, limit: int) -> str:
    """Return at most `limit` UTF-16 units of valid Unicode: of a long text its beginning and its end."""
    units = text.encode("utf-16-le", "surrogatepass")
    if len(units) > 2 * limit:
        head = limit // 2
        tail = limit - head - len(_GAP)
        units = units[: 2 * head] + _GAP.encode("utf-16-le") + units[-2 * tail :]
    return units.decode("utf-16-le", "replace")
