"""What is wrong with a text that a person typed about an account. Free of Qt."""

from __future__ import annotations

from collections.abc import Mapping

from crashdesk.core.text import QT_TRANSLATE_NOOP, Text

Errors = Mapping[str, Text]
"""What is wrong, by the name of the field."""

MOST = {"note": 1_000, "reason": 1_000, "name": 120}
"""Characters that the server takes at most."""
_TOO_LONG = QT_TRANSLATE_NOOP("UserDialogs", "This is {n} character(s) too long.")


def text_problem(field: str, text: str) -> Errors:
    """Return what is wrong with `text`, empty when nothing is."""
    over = len(text) - MOST[field]
    return {field: _TOO_LONG(over)} if over > 0 else {}
