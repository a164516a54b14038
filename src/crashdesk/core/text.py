"""Every sentence that a person reads, written once in English and translatable.

The domain has to name things for people without knowing Qt. A `Text` keeps the English source,
its translation context and the values to fill in; `ui` renders it with Qt's translator and
everything else with `str()`, which gives the English.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

import msgspec

Value = str | int | float
Translate = Callable[[str, str, int], str]
"""`(context, source, n)` to the translated source; `n` chooses the plural form, -1 means none."""

_PLACE = re.compile(r"\{(\w+)\}")


class Text(msgspec.Struct, frozen=True):
    """A translatable sentence with named values.

    Attributes:
        context: the translation context, one per area of the program.
        source: English text with `{name}` places. Values are data: they are never translated
            and never read as markup.
        values: what stands in for the places.
        n: the number that chooses the plural form (available as `{n}`), -1 when there is none.
    """

    context: str
    source: str
    values: Mapping[str, Value] = {}
    n: int = -1

    def __call__(self, n: int = -1, **values: Value) -> Text:
        """Return the same sentence with `values` filled in."""
        return Text(self.context, self.source, {**self.values, **values}, n)

    def render(self, translate: Translate) -> str:
        """Return the sentence in the language of `translate`."""
        values = {**self.values, "n": self.n}
        # In one pass: a value is somebody else's text, and a place that it names is none of ours.
        return _PLACE.sub(
            lambda place: str(values.get(place[1], place[0])), translate(self.context, self.source, self.n)
        )

    def __str__(self) -> str:
        """Return the English sentence."""
        return self.render(_english)


def _english(_context: str, source: str, n: int) -> str:
    """Resolve the one plural notation of English sources: `{n} group(s)`."""
    return source.replace("(s)", "" if n == 1 else "s") if n >= 0 else source


def QT_TRANSLATE_NOOP(context: str, source: str) -> Text:  # noqa: N802 - the name lupdate matches
    """Mark `source` for translation and return it as a `Text`.

    The translation tool finds strings by this name; the arguments have to be string literals.
    """
    return Text(context, source)
