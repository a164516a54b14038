"""Writes a filter back as text that `parse` reads as the same filter."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import assert_never

from crashdesk.core.query.ast import (
    AgeValue,
    And,
    Comparison,
    FreeText,
    InstantValue,
    Node,
    Not,
    NumberValue,
    Or,
    Term,
    TextValue,
    Value,
    VersionValue,
)
from crashdesk.core.query.times import write_instant, write_span

_PLAIN = re.compile(r"[\w.][\w.@/+-]*")
_KEYWORDS = {"AND", "OR", "NOT"}


def unparse(node: Node) -> str:
    """Return the filter as text. Times that were relative come out absolute.

    An `Or` has to be one that the grammar can say: values of a single field.
    """
    match node:
        case Term():
            return f"{node.field}:{_compared(node)}"
        case FreeText():
            return write_text(node.value)
        case Not():
            return f"-{unparse(node.inner)}"
        case And():
            ends = range_ends(node)
            if ends:
                return f"{ends[0].field}:{_range(*ends)}"
            return " ".join(unparse(item) for item in node.items)
        case Or():
            return _list(node)
    assert_never(node)


def range_ends(node: Node) -> tuple[Term, Term] | None:
    """Return both ends when `node` is a range `a..b`, else None."""
    match node:
        case And(items=(Term() as low, Term() as high)) if (
            low.field == high.field
            and (low.comparison, high.comparison) == (Comparison.GE, Comparison.LE)
            and not isinstance(low.value, TextValue)
        ):
            return low, high
        case _:
            return None


def write_text(value: TextValue) -> str:
    """Return a word, in quotes where it could be read as something else."""
    if value.has_wildcard or (_PLAIN.fullmatch(value.text) and value.text not in _KEYWORDS):
        return value.text
    return quote(value.text)


def quote(text: str) -> str:
    """Return `text` in quotes, to be found as it is."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _list(node: Or) -> str:
    written: list[str] = []
    field = ""
    for item in node.items:
        ends = range_ends(item)
        term = ends[0] if ends else item
        if not isinstance(term, Term):
            raise TypeError(f"no comma list can hold {type(term).__name__}")
        field = term.field
        written.append(_range(*ends) if ends else _compared(term))
    return f"{field}:{','.join(written)}"


def _range(low: Term, high: Term) -> str:
    return f"{write_value(low.value)}..{write_value(high.value)}"


def _compared(term: Term) -> str:
    sign = "" if term.comparison is Comparison.EQ else term.comparison.value
    return sign + write_value(term.value)


def write_value(value: Value) -> str:
    """Return a value as it is typed after the colon."""
    match value:
        case TextValue():
            return write_text(value)
        case NumberValue():
            return f"{Decimal(repr(value.number)):f}".removesuffix(".0")
        case VersionValue():
            return value.version
        case InstantValue():
            return write_instant(value)
        case AgeValue():
            return write_span(value.ms)
    assert_never(value)
