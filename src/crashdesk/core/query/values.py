"""Reads one typed value by the kind of its field."""

from __future__ import annotations

import difflib
import re

from crashdesk.core.errors import QueryError
from crashdesk.core.ids import Instant
from crashdesk.core.query.ast import (
    AgeValue,
    And,
    Comparison,
    Field,
    FieldKind,
    Node,
    NumberValue,
    Term,
    TextValue,
    Value,
    VersionValue,
)
from crashdesk.core.query.lexer import Piece, Word
from crashdesk.core.query.times import read_instant, read_span
from crashdesk.core.text import QT_TRANSLATE_NOOP, Text

RANGED = {FieldKind.NUMBER, FieldKind.VERSION, FieldKind.INSTANT, FieldKind.AGE}
"""Kinds that know `a..b`."""
ORDERED = {*RANGED, FieldKind.CHOICE}
"""Kinds that know `<` and `>`."""

_NUMBER = re.compile(r"[+-]?[0-9]{1,15}(?:\.[0-9]{1,15})?")
_VERSION = re.compile(r"(?:[vV]?[0-9]|dev)(?:[0-9A-Za-z+_-]|\.(?=[0-9A-Za-z+_-])){0,63}")
"""Plain and semantic versions, and the names of development builds."""

EMPTY_VALUE = QT_TRANSLATE_NOOP("Filter", "A value is missing after “{before}”.")
NO_ORDER = QT_TRANSLATE_NOOP("Filter", "“{field}” has no order: write it without “{sign}”.")
RANGE_AND_SIGN = QT_TRANSLATE_NOOP(
    "Filter", "Write either a range “a..b” or a comparison “{sign}”, not both."
)
EMPTY_RANGE = QT_TRANSLATE_NOOP("Filter", "A range needs at least one end, as in “{field}:a..b”.")
BAD_CHOICE = QT_TRANSLATE_NOOP("Filter", "“{field}” has no value “{value}”. It can be {choices}.")
MEANT_CHOICE = QT_TRANSLATE_NOOP(
    "Filter", "“{field}” has no value “{value}”. Did you mean “{meant}”? It can be {choices}."
)
BAD_NUMBER = QT_TRANSLATE_NOOP("Filter", "“{value}” is not a number. Write for example “{field}:>100”.")
BAD_VERSION = QT_TRANSLATE_NOOP(
    "Filter", "“{value}” is not a version. Write for example “{field}:>=2.1” or “{field}:2.0..2.4”."
)
BAD_INSTANT = QT_TRANSLATE_NOOP(
    "Filter",
    "“{value}” is not a time. Write for example “{field}:>=2026-11-01”, “{field}:today” or “{field}:>-7d”.",
)
BAD_AGE = QT_TRANSLATE_NOOP(
    "Filter", "“{value}” is not a span of time. Write for example “{field}:<24h” or “{field}:>7d”."
)
AGE_WITHOUT_SIGN = QT_TRANSLATE_NOOP(
    "Filter", "Write “{field}:<{value}” for less than that, or “{field}:>{value}” for more."
)


def read_value(field: Field, piece: Piece, word: Word, now: Instant) -> Node:
    """Return the term, or for a range the pair of terms, that `piece` stands for. Raises `QueryError`."""
    sign = piece.comparison
    if not piece.text:
        raise _problem(EMPTY_VALUE(before=f"{word.name}:{sign or ''}"), piece, word)
    if sign not in (None, Comparison.EQ) and field.kind not in ORDERED:
        raise QueryError(
            NO_ORDER(field=field.name, sign=str(sign)), piece.start, piece.start + len(str(sign))
        )
    if field.kind in RANGED and ".." in piece.text and not piece.quoted:
        return _read_range(field, piece, word, now)
    if field.kind is FieldKind.AGE and sign in (None, Comparison.EQ) and read_span(piece.text) is not None:
        raise _problem(AGE_WITHOUT_SIGN(field=field.name, value=piece.text), piece, word)
    return _term(field, sign or Comparison.EQ, piece, piece.text, word, now)


def _read_range(field: Field, piece: Piece, word: Word, now: Instant) -> Node:
    if piece.comparison is not None:
        raise _problem(RANGE_AND_SIGN(sign=str(piece.comparison)), piece, word)
    low, _, high = piece.text.partition("..")
    ends = [
        _term(field, comparison, piece, end, word, now)
        for comparison, end in ((Comparison.GE, low), (Comparison.LE, high))
        if end
    ]
    if not ends:
        raise _problem(EMPTY_RANGE(field=field.name), piece, word)
    return And(tuple(ends)) if len(ends) > 1 else ends[0]


def _term(field: Field, comparison: Comparison, piece: Piece, text: str, word: Word, now: Instant) -> Term:
    value = _read(field, text, piece, now)
    if isinstance(value, Text):
        raise _problem(value, piece, word)
    return Term(field.name, comparison, value, word.start, piece.end)


def _read(field: Field, text: str, piece: Piece, now: Instant) -> Value | Text:
    """Return the value, or what is wrong with it."""
    match field.kind:
        case FieldKind.CHOICE | FieldKind.FLAG:
            return _read_choice(field, text)
        case FieldKind.NUMBER:
            return (
                NumberValue(float(text))
                if _NUMBER.fullmatch(text)
                else BAD_NUMBER(field=field.name, value=text)
            )
        case FieldKind.VERSION:
            return (
                VersionValue(text) if _VERSION.fullmatch(text) else BAD_VERSION(field=field.name, value=text)
            )
        case FieldKind.INSTANT:
            return read_instant(text, now) or BAD_INSTANT(field=field.name, value=text)
        case FieldKind.AGE:
            span = read_span(text)
            return BAD_AGE(field=field.name, value=text) if span is None else AgeValue(span)
        case FieldKind.PERSON if text.casefold() in ("me", "nobody"):
            return TextValue(text.casefold())
        case FieldKind.PERSON | FieldKind.TEXT:
            return read_text(text, quoted=piece.quoted)


def _read_choice(field: Field, text: str) -> Value | Text:
    for value in field.values:
        if value.casefold() == text.casefold():
            return TextValue(value)
    choices = ", ".join(field.values)
    close = difflib.get_close_matches(text.casefold()[:64], field.values, n=1)
    if close:
        return MEANT_CHOICE(field=field.name, value=text, meant=close[0], choices=choices)
    return BAD_CHOICE(field=field.name, value=text, choices=choices)


def read_text(text: str, *, quoted: bool) -> TextValue:
    """Return a word or phrase; only in unquoted text does `*` stand for any text."""
    return TextValue(text, has_wildcard="*" in text and not quoted)


def _problem(text: Text, piece: Piece, word: Word) -> QueryError:
    """Point at the piece, or, where there is nothing to point at, at the name or comma before it."""
    if piece.end > piece.start:
        return QueryError(text, piece.start, piece.end)
    return QueryError(text, word.start if piece is word.pieces[0] else piece.start - 1, piece.end)
