"""Reads a typed filter: `is:open severity:>=high "out of memory" -version:2.1 age:<24h`.

    filter    = [ term { ["AND"] term } ]
    term      = { "-" | "NOT" } ( name ":" value { "," value } | text )
    value     = [ ">=" | "<=" | ">" | "<" | "=" ] text | text ".." text
    text      = '"' … '"' | a run without space

Terms side by side must all match, values with commas are alternatives. `docs/guide/filters.md` has it for
people.
"""

from __future__ import annotations

import difflib
from collections.abc import Sequence

from crashdesk.core.errors import QueryError
from crashdesk.core.ids import Instant
from crashdesk.core.query.ast import And, Field, FreeText, Node, Not, Or
from crashdesk.core.query.lexer import Mark, Operator, Token, Word, tokenize
from crashdesk.core.query.values import read_text, read_value
from crashdesk.core.text import QT_TRANSLATE_NOOP, Text

MAX_VALUES = 100
"""Values that one filter can hold: SQLite limits the depth of an expression, and nobody types more."""

NO_FIELD = QT_TRANSLATE_NOOP(
    "Filter", 'There is no field “{name}”. To search for the text itself, put it in quotes: "{text}".'
)
MEANT_FIELD = QT_TRANSLATE_NOOP(
    "Filter",
    "There is no field “{name}”. Did you mean “{meant}”? To search for the text itself, put it in quotes.",
)
EMPTY_PHRASE = QT_TRANSLATE_NOOP("Filter", "There is nothing between these quotes.")
NO_OR = QT_TRANSLATE_NOOP(
    "Filter",
    "Terms cannot be joined by OR. For several values of one field write commas: “status:open,ignored”. "
    'To search for the word, put it in quotes: "OR".',
)
NO_BRACKETS = QT_TRANSLATE_NOOP(
    "Filter", "Terms cannot be grouped by brackets. To search for the character, put the text in quotes."
)
LONELY_AND = QT_TRANSLATE_NOOP(
    "Filter", 'AND needs a term on both sides. To search for the word, put it in quotes: "AND".'
)
LONELY_NOT = QT_TRANSLATE_NOOP("Filter", "Nothing follows “{sign}” that it could exclude.")
TOO_MANY = QT_TRANSLATE_NOOP("Filter", "A filter can hold {limit} values at most.")


def parse(text: str, fields: Sequence[Field], now: Instant) -> Node:
    """Read `text`. An empty one gives `EVERYTHING`, a single term itself, several an `And`.

    `now` is what relative times count from. Raises `QueryError`, which points at the characters, and
    nothing else, whatever `text` is.
    """
    return _Parser(tokenize(text), fields, now).parse()


class _Parser:
    """Goes through the tokens once."""

    def __init__(self, tokens: tuple[Token, ...], fields: Sequence[Field], now: Instant) -> None:
        self._tokens = tokens
        self._fields = {field.name.casefold(): field for field in fields}
        self._now = now
        self._values = 0

    def parse(self) -> Node:
        """Return the whole filter."""
        items: list[Node] = []
        at = 0
        while at < len(self._tokens):
            at = self._skip_and(at, first=not items)
            node, at = self._term(at)
            items.append(node)
        return items[0] if len(items) == 1 else And(tuple(items))

    def _skip_and(self, at: int, *, first: bool) -> int:
        token = self._tokens[at]
        if not (isinstance(token, Operator) and token.mark is Mark.AND):
            return at
        if first or at + 1 == len(self._tokens):
            raise QueryError(LONELY_AND, token.start, token.end)
        return at + 1

    def _term(self, at: int) -> tuple[Node, int]:
        """Return one term with its negations (two cancel out) and where the next one begins."""
        negated = False
        before: Operator | None = None
        for token in self._tokens[at:]:
            at += 1
            if isinstance(token, Word):
                node = self._word(token)
                return (Not(node) if negated else node), at
            if token.mark not in (Mark.NOT, Mark.MINUS):
                raise _misplaced(token, before)
            negated = not negated
            before = token
        raise _misplaced(None, before)

    def _word(self, word: Word) -> Node:
        self._values += len(word.pieces)
        if self._values > MAX_VALUES:
            raise QueryError(TOO_MANY(limit=MAX_VALUES), word.start, word.end)
        if not word.name:
            (piece,) = word.pieces
            if not piece.text:
                raise QueryError(EMPTY_PHRASE, piece.start, piece.end)
            return FreeText(read_text(piece.text, quoted=piece.quoted), piece.start, piece.end)
        field = self._fields.get(word.name.casefold())
        if field is None:
            raise QueryError(self._unknown(word), word.start, word.start + len(word.name))
        nodes = tuple(read_value(field, piece, word, self._now) for piece in word.pieces)
        return nodes[0] if len(nodes) == 1 else Or(nodes)

    def _unknown(self, word: Word) -> Text:
        close = difflib.get_close_matches(word.name.casefold()[:64], self._fields, n=1)
        if close:
            return MEANT_FIELD(name=word.name, meant=self._fields[close[0]].name)
        value = word.pieces[0].text
        return NO_FIELD(name=word.name, text=f"{word.name}:{value}")


def _misplaced(token: Operator | None, before: Operator | None) -> QueryError:
    if before is not None and (token is None or token.mark is Mark.AND):
        return QueryError(LONELY_NOT(sign=before.mark.value), before.start, before.end)
    assert token is not None
    text = {Mark.OR: NO_OR, Mark.AND: LONELY_AND}.get(token.mark, NO_BRACKETS)
    return QueryError(text, token.start, token.end)
