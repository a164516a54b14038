"""The words that every kind of queued change is told in."""

from __future__ import annotations

import msgspec

from crashdesk.core.text import Text, Value

TITLE_LENGTH = 60
"""Characters of a title in a sentence: enough to recognise it, short enough for one line."""


class Sentences(msgspec.Struct, frozen=True):
    """What a change does, to be done and done; `{title}` stands for its object, or `{n}` for several.

    Attributes:
        wish: for the outbox, where it has yet to happen.
        done: for the one who has just decided it.
        several: the same for more than one object.
    """

    wish: Text
    done: Text
    several: Text

    def filled(self, **values: Value) -> Sentences:
        """Return the sentences with more of their places filled in."""
        return Sentences(self.wish(-1, **values), self.done(-1, **values), self.several(-1, **values))


def short(title: str) -> str:
    """Return as much of a title as a sentence takes."""
    return title if len(title) <= TITLE_LENGTH else title[: TITLE_LENGTH - 1] + "…"
