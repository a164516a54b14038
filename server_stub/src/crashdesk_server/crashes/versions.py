"""Which of two versions is newer.

Versions come from programs of every kind. Understood are up to eight dotted numbers with an optional leading
`v`, an optional pre-release (`-rc.1`, `rc1`, `.dev3`) and optional build data after `+`, which doesn't count.
The order is that of Semantic Versioning 2.0.0, except that numbers inside an identifier compare as numbers
(`rc9` < `rc10`), that missing numbers are zeros (`2.1` = `2.1.0`), and that a post-release (`2.1.post1`)
follows its release. Everything else can't be compared.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

_Part = tuple[int, int, str]
_Key = tuple[tuple[int, ...], tuple[int, tuple[tuple[_Part, ...], ...]]]

_VERSION = re.compile(
    r"[vV]?(?P<numbers>[0-9]{1,18}(?:\.[0-9]{1,18}){0,7})"
    r"(?:[-._]?(?P<pre>(?<=-)[0-9A-Za-z.-]+|[A-Za-z][0-9A-Za-z.-]*))?"
    r"(?:\+[0-9A-Za-z.-]*)?"
)
_CHUNK = re.compile("[0-9]+|[A-Za-z-]+")


def compare(left: str, right: str) -> int | None:
    """Return -1, 0 or 1 as `left` is older than, equal to or newer than `right`, None if nobody can say.

    Equal texts are equal even where they are no versions.
    """
    if left == right:
        return 0
    one, other = _key(left), _key(right)
    if one is None or other is None:
        return None
    return (one > other) - (one < other)


def newest(versions: Iterable[str]) -> str:
    """Return the newest, "" for none; see `newer` for those that can't be compared."""
    best = ""
    for version in versions:
        best = newer(best, version)
    return best


def newer(known: str, incoming: str) -> str:
    """Return the newer of the newest one known so far and an incoming one.

    Where nobody can say it is the incoming one, unless only the known one is a version.
    """
    order = compare(incoming, known)
    if order is None:
        return known if _key(known) and not _key(incoming) else incoming
    return incoming if order > 0 else known


@lru_cache(maxsize=4096)
def _key(version: str) -> _Key | None:
    match = _VERSION.fullmatch(version)
    if not match:
        return None
    numbers = [int(number) for number in match["numbers"].split(".")]
    while numbers and not numbers[-1]:
        numbers.pop()
    identifiers = tuple(_identifier(text) for text in (match["pre"] or "").split(".") if text)
    if identifiers and identifiers[0][0][2].lower().startswith("post"):
        return tuple(numbers), (2, identifiers)
    return tuple(numbers), (0 if identifiers else 1, identifiers)


def _identifier(text: str) -> tuple[_Part, ...]:
    """Numbers sort before words, and each kind in its own order."""
    chunks: list[str] = _CHUNK.findall(text)
    return tuple((0, int(chunk), "") if chunk.isdigit() else (1, 0, chunk) for chunk in chunks)
