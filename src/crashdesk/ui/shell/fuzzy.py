"""Finds entries by a few letters of them, best first. Free of Qt."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

T = TypeVar("T")

_START, _WORD, _NEXT, _GAP = 12, 8, 5, -1
"""Points of a letter that begins the text, begins a word, or follows the one before; of each one skipped."""


def score(needle: str, text: str) -> int | None:
    """Return how well the letters of `needle` are found, in order, in `text`; None when they are not."""
    if not needle:
        return 0
    best: int | None = None
    folded, letters = text.casefold(), needle.casefold().replace(" ", "")
    start = folded.find(letters[:1])
    while start >= 0 and letters:
        found = _score_from(letters, folded, start)
        if found is not None and (best is None or found > best):
            best = found
        start = folded.find(letters[0], start + 1)
    return best if letters else 0


def best_matches(needle: str, entries: Iterable[T], name: Callable[[T], str]) -> list[T]:
    """Return the entries that match, best first, equal ones in their given order."""
    scored = [(points, entry) for entry in entries if (points := score(needle, name(entry))) is not None]
    return [entry for _, entry in sorted(scored, key=lambda pair: -pair[0])]


def _score_from(letters: str, text: str, start: int) -> int | None:
    points, at = 0, start - 1
    for letter in letters:
        found = text.find(letter, at + 1)
        if found < 0:
            return None
        if found == 0:
            points += _START
        elif not text[found - 1].isalnum():
            points += _WORD
        elif found == at + 1:
            points += _NEXT
        points += _GAP * min(found - at - 1, 6)
        at = found
    return points
