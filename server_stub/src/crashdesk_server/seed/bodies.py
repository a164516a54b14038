"""Crash reports that real programs sent, recorded as JSON lines."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from importlib import resources
from pathlib import Path
from typing import Any

import msgspec

from crashdesk_server.ingest.wire import BadBodyError, decode_report


class SeedError(Exception):
    """The database can't be seeded; the text is for people."""


class Recorded(msgspec.Struct, frozen=True):
    """One line: the program it came from, such as `python/plain`, and the body as it was sent."""

    origin: str
    body: dict[str, Any]


def shipped() -> list[Recorded]:
    """Return the recordings that come with the server, by origin."""
    folder = resources.files("crashdesk_server.seed") / "recorded"
    files = [file for file in folder.iterdir() if file.name.endswith(".jsonl")]
    lines = [(file.name, file.read_bytes()) for file in files]
    return _in_order(record for name, content in lines for record in _parse(name, content))


def from_files(files: Sequence[Path]) -> list[Recorded]:
    """Return the recordings of files, by origin.

    Raises:
        SeedError: a file has a line that is no recording.
        OSError: a file can't be read.
    """
    return _in_order(record for file in files for record in _parse(str(file), file.read_bytes()))


def _in_order(records: Iterable[Recorded]) -> list[Recorded]:
    return sorted(records, key=lambda record: (record.origin, msgspec.json.encode(record.body)))


def _parse(name: str, content: bytes) -> list[Recorded]:
    records: list[Recorded] = []
    for number, line in enumerate(content.splitlines(), 1):
        if not line.strip():
            continue
        try:
            record = msgspec.json.decode(line, type=Recorded)
            decode_report(msgspec.json.encode(record.body))
        except (msgspec.MsgspecError, BadBodyError) as error:
            raise SeedError(f"{name}:{number} is no recorded report: {error}") from error
        records.append(record)
    return records
