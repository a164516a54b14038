"""What is published names neither the machine it was written on nor where its packages came from."""

from __future__ import annotations

import re
from pathlib import Path

from tests.arch.sources import ROOT, own_files

SOURCES_OF_PACKAGES = re.compile(
    r"--(?:extra-)?index-url|--find-links|--trusted-host|PIP_INDEX_URL|UV_INDEX|files\.pythonhosted\.org|/simple/"
)


def test_no_file_names_an_index() -> None:
    assert _files_with(SOURCES_OF_PACKAGES) == []


def test_no_file_names_this_machine() -> None:
    """A path counts when it goes on into this very checkout, as `/app` alone may be anything."""
    inside = "|".join(re.escape(path.name) for path in ROOT.iterdir())

    assert _files_with(re.compile(rf"{re.escape(str(ROOT))}/(?:{inside})\b")) == []


def _files_with(pattern: re.Pattern[str]) -> list[str]:
    found: list[str] = []
    for path in own_files():
        if path == Path(__file__):
            continue
        text = path.read_text("utf-8", "replace")
        found += [f"{path.relative_to(ROOT)}: {match[0]}" for match in pattern.finditer(text)]
    return found
