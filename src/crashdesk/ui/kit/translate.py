"""Renders `Text` in the language of the program."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from crashdesk.core.text import Text


def render(text: Text) -> str:
    """Return the sentence in the user's language, in English where there is no translation."""
    translated = QCoreApplication.translate(text.context, text.source, "", text.n)
    # Without a translation Qt returns the source itself, whose English plural only `Text` can resolve.
    return str(text) if translated == text.source else text.render(lambda _context, _source, _n: translated)
