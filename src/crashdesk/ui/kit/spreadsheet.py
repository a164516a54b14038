"""Rows for the clipboard, in the form that spreadsheets read. Free of Qt."""

from __future__ import annotations

from collections.abc import Sequence

from crashdesk.core.spreadsheet_cell import harmless_cell


def as_rows(lines: Sequence[Sequence[str]]) -> str:
    """Return cells separated by tabs; text that a spreadsheet would take for a formula is quoted."""
    return "".join("\t".join(harmless_cell(cell) for cell in line) + "\n" for line in lines)
