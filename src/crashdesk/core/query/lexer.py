"""Cuts a typed filter into words and operators, remembering where each one stands."""

from __future__ import annotations

import enum
import re

import msgspec

from crashdesk.core.errors import QueryError
from crashdesk.core.query.ast import Comparison
from crashdesk.core.text import QT_TRANSLATE_NOOP

_NAME = re.compile(r"([^\W\d][\w.-]*):(?!:)")
"""The name of a qualifier with its colon; `std::vector` is text."""
_COMPARISON = re.compile(r">=|<=|>|<|=")
_ESCAPE = re.compile(r"\\([\\\"])")
_KEYWORDS = {"AND", "OR", "NOT"}

UNCLOSED_QUOTE = QT_TRANSLATE_NOOP("Filter", 'This quote is not closed. Add a " at its end.')
QUOTE_IN_WORD = QT_TRANSLATE_NOOP(
    "Filter", 'A quote inside a word: put the whole text in quotes and write \\" for the quote itself.'
)
AFTER_QUOTE = QT_TRANSLATE_NOOP("Filter", "A space is missing after the closing quote.")


class Mark(enum.StrEnum):
    """What an operator does."""

    AND = "AND"
    OR = "OR"
    NOT = "NOT"
    MINUS = "-"
    OPEN = "("
    CLOSE = ")"


class Operator(msgspec.Struct, frozen=True):
    """An operator between or before words."""

    mark: Mark
    start: int
    end: int


class Piece(msgspec.Struct, frozen=True):
    """A value as typed: unquoted text, or what stands between quotes with its escapes resolved.

    `start` and `end` take in the comparison and the quotes.
    """

    text: str
    start: int
    end: int
    quoted: bool = False
    comparison: Comparison | None = None


class Word(msgspec.Struct, frozen=True):
    """A qualifier with its comma list of values, or (with an empty `name`) one piece of free text."""

    name: str
    pieces: tuple[Piece, ...]
    start: int
    end: int


Token = Operator | Word


def tokenize(text: str) -> tuple[Token, ...]:
    """Cut `text`. Raises `QueryError` for quotes that do not fit."""
    return tuple(_Scanner(text).tokens())


class _Scanner:
    """Walks over the text once, left to right."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0

    def tokens(self) -> list[Token]:
        """Return everything up to the end of the text."""
        found: list[Token] = []
        while self._skip_space():
            found.append(self._operator() or self._word())
        return found

    def _skip_space(self) -> bool:
        while self._peek().isspace():
            self._at += 1
        return self._at < len(self._text)

    def _peek(self) -> str:
        return self._text[self._at : self._at + 1]

    def _operator(self) -> Operator | None:
        start = self._at
        character = self._peek()
        if character in "()":
            self._at += 1
            return Operator(Mark(character), start, self._at)
        if character == "-" and self._text[start + 1 : start + 2].strip():
            self._at += 1
            return Operator(Mark.MINUS, start, self._at)
        end = self._end_of_bare(lists=False)
        if self._text[start:end] in _KEYWORDS:
            self._at = end
            return Operator(Mark(self._text[start:end]), start, end)
        return None

    def _word(self) -> Word:
        start = self._at
        named = _NAME.match(self._text, start)
        if named is None:
            piece = self._piece(lists=False)
            return Word("", (piece,), start, piece.end)
        self._at = named.end()
        pieces = [self._value()]
        while self._peek() == ",":
            self._at += 1
            pieces.append(self._value())
        return Word(named[1], tuple(pieces), start, self._at)

    def _value(self) -> Piece:
        start = self._at
        compared = _COMPARISON.match(self._text, start)
        if compared is None:
            return self._piece(lists=True)
        self._at = compared.end()
        piece = self._piece(lists=True)
        return msgspec.structs.replace(piece, start=start, comparison=Comparison(compared[0]))

    def _piece(self, *, lists: bool) -> Piece:
        start = self._at
        if self._peek() == '"':
            return self._phrase(lists=lists)
        self._at = self._end_of_bare(lists=lists)
        quote = self._text.find('"', start, self._at)
        if quote >= 0:
            raise QueryError(QUOTE_IN_WORD, quote, quote + 1)
        return Piece(self._text[start : self._at], start, self._at)

    def _phrase(self, *, lists: bool) -> Piece:
        start = self._at
        end = closing_quote(self._text, start)
        if end is None:
            raise QueryError(UNCLOSED_QUOTE, start, start + 1)
        self._at = end + 1
        follows = self._peek()
        if follows and not follows.isspace() and follows != ")" and not (lists and follows == ","):
            raise QueryError(AFTER_QUOTE, self._at, self._at + 1)
        return Piece(_ESCAPE.sub(r"\1", self._text[start + 1 : end]), start, self._at, quoted=True)

    def _end_of_bare(self, *, lists: bool) -> int:
        """Return where unquoted text ends; brackets that open inside it belong to it, as in `main()`."""
        depth = 0
        for at in range(self._at, len(self._text)):
            character = self._text[at]
            depth += (character == "(") - (character == ")")
            if depth < 0 or character.isspace() or (lists and character == ","):
                return at
        return len(self._text)


def closing_quote(text: str, opening: int) -> int | None:
    """Return where the quote that opens at `opening` is closed, None when it is not."""
    at = opening + 1
    while at < len(text):
        if text[at] == '"':
            return at
        at += 2 if text[at] == "\\" and text[at + 1 : at + 2] in ("\\", '"') else 1
    return None
