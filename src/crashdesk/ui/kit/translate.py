"""Renders `Text` in the language of the program."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from crashdesk.core.text import Text

_MANY = 1_000_000
"""No language has a plural form for one number beyond this."""


def render(text: Text) -> str:
    """Return the sentence in the user's language, in English where there is no translation."""
    # Qt takes 32 bits. Plural forms hang on the last digits and on how small a number is: both stay.
    n = text.n if text.n < _MANY else _MANY + text.n % _MANY
    translated = QCoreApplication.translate(text.context, text.source, "", n)
    # Without a translation Qt returns the source itself, whose English plural only `Text` can resolve.
    return str(text) if translated == text.source else text.render(lambda _context, _source, _n: translated)
