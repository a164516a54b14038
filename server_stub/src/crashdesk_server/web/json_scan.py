"""Finds the places in a JSON text that no decoder should have to meet.

Decoders refuse such texts with a byte position or a recursion error; people need the place. The scan is
linear, keeps no values and does not recurse.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

import msgspec

from crashdesk_server.wire.page import FieldProblem

MAX_NESTING = 64
MAX_INTEGER = 2**53 - 1
"""What every JSON reader holds exactly (RFC 7493)."""
_MOST_ERRORS = 20

_TOKEN = re.compile(
    r"[ \t\n\r]*+(?:"
    r"(?P<open>[\[{])|(?P<close>[\]}])|(?P<comma>,)|(?P<colon>:)"
    r'|"(?P<string>(?:[^"\\\x00-\x1f]|\\.)*+)"'
    r"|(?P<number>-?[0-9]++(?:\.[0-9]++)?(?:[eE][+-]?[0-9]++)?)"
    r"|(?:true|false|null)|(?P<end>\Z))",
    re.DOTALL,
)
_NUL = re.compile(r"(?<!\\)(?:\\\\)*\\u0000")
_SURROGATES = re.compile(
    r"(?<!\\)(?:\\\\)*(?P<pair>\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2})"
    r"|(?<!\\)(?:\\\\)*(?P<lone>\\u[dD][89a-fA-F][0-9a-fA-F]{2})"
)


class _Place:
    """Where in the text the scan is."""

    def __init__(self) -> None:
        self._path: list[str | int] = []
        self._awaits_key: list[bool] = []

    @property
    def depth(self) -> int:
        return len(self._path)

    def open(self, bracket: str) -> None:
        self._path.append("" if bracket == "{" else 0)
        self._awaits_key.append(bracket == "{")

    def close(self) -> None:
        if self._path:
            self._path.pop()
            self._awaits_key.pop()

    def comma(self) -> None:
        if self._path:
            last = self._path[-1]
            self._awaits_key[-1] = isinstance(last, str)
            self._path[-1] = last if isinstance(last, str) else last + 1

    def string(self, text: str) -> None:
        if self._path and self._awaits_key[-1]:
            self._path[-1] = text[:200]
            self._awaits_key[-1] = False

    def pointer(self) -> str:
        """Return the JSON pointer (RFC 6901) of the present place, as a fragment."""
        return "#" + "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in self._path)


def scan(text: str) -> tuple[FieldProblem, ...]:
    """Return what is wrong with a JSON text beyond its types, each with its place; at most twenty."""
    return tuple(islice(_findings(text), _MOST_ERRORS))


def _findings(text: str) -> Iterator[FieldProblem]:
    place = _Place()
    position = 0
    while True:
        token = _TOKEN.match(text, position)
        if token is None:
            yield FieldProblem(place.pointer(), "syntax", f"Not JSON at character {position}.")
            return
        position = token.end()
        match token.lastgroup:
            case "end":
                return
            case "open":
                place.open(token["open"])
                if place.depth > MAX_NESTING:
                    yield FieldProblem(place.pointer(), "nesting", f"Nested over {MAX_NESTING} deep.")
                    return
            case "close":
                place.close()
            case "comma":
                place.comma()
            case "string":
                place.string(token["string"])
                yield from _in_string(token["string"], place)
            case "number":
                yield from _in_number(token["number"], place)
            case _:
                pass


def _in_string(text: str, place: _Place) -> Iterator[FieldProblem]:
    if "\\u" not in text:
        return
    if _NUL.search(text):
        yield FieldProblem(place.pointer(), "nul", "Holds the character NUL.")
    if any(match["lone"] for match in _SURROGATES.finditer(text)):
        yield FieldProblem(place.pointer(), "lone-surrogate", "Holds half of a surrogate pair.")


def _in_number(text: str, place: _Place) -> Iterator[FieldProblem]:
    digits = text.lstrip("-")
    too_large = (
        len(digits) > 16 or abs(int(text)) > MAX_INTEGER if digits.isdecimal() else not _is_finite(text)
    )
    if too_large:
        yield FieldProblem(place.pointer(), "number", f"A number beyond ±{MAX_INTEGER}.")


def _is_finite(text: str) -> bool:
    return len(text) <= 400 and abs(float(text)) <= MAX_INTEGER


def place_of(error: msgspec.ValidationError) -> tuple[str, str]:
    """Return the JSON pointer and the sentence of a validation error (`… - at `$.items[0].id``)."""
    message, _, path = str(error).partition(" - at `$")
    steps = re.findall(r"\.([^.\[\]`]+)|\[(\d+|\.\.\.)\]", path.removesuffix("`"))
    return "#" + "".join("/" + (name or index) for name, index in steps), message
