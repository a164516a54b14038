"""Text as it may stand in a cell: no spreadsheet takes it for a formula."""

from __future__ import annotations

from crashdesk.core.visible_text import visible_line

_FORMULA = frozenset("=+-@")
"""What begins a formula in the common spreadsheets (OWASP, "CSV Injection")."""


def harmless_cell(text: str) -> str:
    """Return `text` on one line and made visible; what would be a formula is quoted, numbers are not."""
    shown = visible_line(text)
    return f"'{shown}" if shown.lstrip()[:1] in _FORMULA and not _is_number(shown) else shown


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
