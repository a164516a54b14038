"""Reads a filter back as a sentence, so that one sees what was understood."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import assert_never

from crashdesk.core.query.ast import (
    And,
    Comparison,
    Field,
    FieldKind,
    FreeText,
    Node,
    Not,
    Or,
    Term,
    TextValue,
)
from crashdesk.core.query.unparse import range_ends, write_value
from crashdesk.core.text import QT_TRANSLATE_NOOP, Text

EVERYTHING = QT_TRANSLATE_NOOP("Filter", "everything")
AND = QT_TRANSLATE_NOOP("Filter", "{one} and {other}")
OR = QT_TRANSLATE_NOOP("Filter", "{one} or {other}")
NOT = QT_TRANSLATE_NOOP("Filter", "not ({inner})")
RANGE = QT_TRANSLATE_NOOP("Filter", "{field} is from {value} to {high}")
FREE = QT_TRANSLATE_NOOP("Filter", "“{value}” is found")
FREE_PATTERN = QT_TRANSLATE_NOOP("Filter", "the pattern “{value}” is found")
CONTAINS = QT_TRANSLATE_NOOP("Filter", "{field} contains “{value}”")
PATTERN = QT_TRANSLATE_NOOP("Filter", "{field} matches “{value}”")
FLAG = QT_TRANSLATE_NOOP("Filter", "it {field} “{value}”")
IS_YOU = QT_TRANSLATE_NOOP("Filter", "{field} is you")
IS_NOBODY = QT_TRANSLATE_NOOP("Filter", "{field} is nobody")

_COMPARED = {
    Comparison.EQ: QT_TRANSLATE_NOOP("Filter", "{field} is {value}"),
    Comparison.LT: QT_TRANSLATE_NOOP("Filter", "{field} is below {value}"),
    Comparison.LE: QT_TRANSLATE_NOOP("Filter", "{field} is {value} or below"),
    Comparison.GT: QT_TRANSLATE_NOOP("Filter", "{field} is above {value}"),
    Comparison.GE: QT_TRANSLATE_NOOP("Filter", "{field} is {value} or above"),
}
_TIMED = {
    Comparison.EQ: QT_TRANSLATE_NOOP("Filter", "{field} is on {value}"),
    Comparison.LT: QT_TRANSLATE_NOOP("Filter", "{field} is before {value}"),
    Comparison.LE: QT_TRANSLATE_NOOP("Filter", "{field} is on {value} or before"),
    Comparison.GT: QT_TRANSLATE_NOOP("Filter", "{field} is after {value}"),
    Comparison.GE: QT_TRANSLATE_NOOP("Filter", "{field} is on {value} or after"),
}


def describe(node: Node, fields: Sequence[Field], render: Callable[[Text], str] = str) -> str:
    """Return what `node` lets through, in the language of `render`."""
    return _Reader({field.name: field.kind for field in fields}, render).read(node)


class _Reader:
    """Puts sentences together from the leaves up."""

    def __init__(self, kinds: dict[str, FieldKind], render: Callable[[Text], str]) -> None:
        self._kinds = kinds
        self._render = render

    def read(self, node: Node) -> str:
        """Return the sentence of one node."""
        match node:
            case Term():
                return self._render(self._sentence(node)(field=node.field, value=_shown(node)))
            case FreeText():
                sentence = FREE_PATTERN if node.value.has_wildcard else FREE
                return self._render(sentence(value=node.value.text))
            case Not():
                return self._render(NOT(inner=self.read(node.inner)))
            case And():
                ends = range_ends(node)
                if ends:
                    low, high = ends
                    return self._render(RANGE(field=low.field, value=_shown(low), high=_shown(high)))
                return self._joined(AND, node.items) if node.items else self._render(EVERYTHING)
            case Or():
                return self._joined(OR, node.items)
        assert_never(node)

    def _joined(self, sentence: Text, items: tuple[Node, ...]) -> str:
        said = [f"({self.read(item)})" if isinstance(item, Or) else self.read(item) for item in items]
        return functools.reduce(lambda one, other: self._render(sentence(one=one, other=other)), said)

    def _sentence(self, term: Term) -> Text:
        match self._kinds[term.field]:
            case FieldKind.FLAG:
                return FLAG
            case FieldKind.PERSON if term.value == TextValue("me"):
                return IS_YOU
            case FieldKind.PERSON if term.value == TextValue("nobody"):
                return IS_NOBODY
            case FieldKind.TEXT | FieldKind.PERSON:
                return PATTERN if isinstance(term.value, TextValue) and term.value.has_wildcard else CONTAINS
            case FieldKind.INSTANT:
                return _TIMED[term.comparison]
            case _:
                return _COMPARED[term.comparison]


def _shown(term: Term) -> str:
    return term.value.text if isinstance(term.value, TextValue) else write_value(term.value)
