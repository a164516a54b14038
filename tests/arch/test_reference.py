"""What is generated in docs/reference is up to date: run `make docs` when this fails."""

from __future__ import annotations

import sys

import pytest
from tools.reference import FOLDER, pages


@pytest.mark.skipif(
    sys.version_info[:2] != (3, 11), reason="other Pythons lay out command line help in other ways"
)
def test_generated_pages_are_up_to_date() -> None:
    stale = [
        path.name for path, text in pages().items() if not path.exists() or path.read_text("utf-8") != text
    ]

    assert stale == []


def test_every_page_is_listed() -> None:
    index = (FOLDER / "README.md").read_text("utf-8")

    assert [path.name for path in sorted(FOLDER.glob("*.md")) if f"({path.name})" not in index] == [
        "README.md"
    ]
