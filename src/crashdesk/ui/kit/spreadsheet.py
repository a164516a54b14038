"""Rows for the clipboard, in the form that spreadsheets read. Free of Qt."""

from __future__ import annotations

from collections.abc import Sequence

from crashdesk.core.visible_text import visible_line

_FORMULA = frozenset("=+-@")
"""What begins a formula in the common spreadsheets (OWASP, "CSV Injection")."""


def as_rows(lines: Sequence[Sequence[str]]) -> str:
    """Return cells separated by tabs; text that a spreadsheet would take for a formula is quoted."""
    return "".join("\t".join(_cell(cell) for cell in line) + "\n" for line in lines)


def _cell(text: str) -> str:
    shown = visible_line(text)
    return f"'{shown}" if shown[:1] in _FORMULA and not _is_number(shown) else shown


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
