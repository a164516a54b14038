"""Filters and orders as SQL. Values travel as parameters; names come from specs alone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import assert_never

import msgspec

from crashdesk.core.ids import Instant
from crashdesk.core.query.ast import (
    AgeValue,
    And,
    Comparison,
    Field,
    FieldKind,
    FreeText,
    InstantValue,
    Node,
    Not,
    NumberValue,
    Or,
    Term,
    TextValue,
    VersionValue,
)
from crashdesk.core.tables import SortKey
from crashdesk.core.versions import version_key
from crashdesk.store.driver import SqlValue
from crashdesk.store.folding import fold
from crashdesk.store.tables.spec import TableSpec

MAX_PATTERN = 10_000
"""Characters of a pattern with `*`; SQLite refuses patterns of more than 50,000 bytes."""
MAX_DRIVING = 100
"""Characters of a needle by which the full-text index is asked; the rest is compared afterwards."""


class Condition(msgspec.Struct, frozen=True):
    """An SQL expression over the alias `g`, with its parameters."""

    sql: str
    parameters: tuple[SqlValue, ...] = ()


class Compiler:
    """Compiles filters of one type.

    Args:
        me: the id of the person signed in.
        now: what ages count back from.
    """

    def __init__(self, spec: TableSpec, me: str, now: Instant) -> None:
        self._spec = spec
        self._fields = {field.name: field for field in spec.fields}
        self._me = me
        self._now = now

    def condition(self, node: Node) -> Condition:
        """Return the condition that `node` stands for. Raises `KeyError` for a field that the type lacks."""
        match node:
            case And():
                return _joined(" AND ", map(self.condition, node.items), "1")
            case Or():
                return _joined(" OR ", map(self.condition, node.items), "0")
            case Not():
                inner = self.condition(node.inner)
                return Condition(f"({inner.sql}) IS NOT TRUE", inner.parameters)
            case FreeText():
                return _contains(self._spec.search_text("g"), node.value, anchored=False)
            case Term():
                return self._term(self._fields[node.field], node)
            case _:
                assert_never(node)

    def _term(self, field: Field, term: Term) -> Condition:
        match term.value:
            case TextValue():
                return self._text(field, term.comparison, term.value)
            case NumberValue():
                return _compared(f"g.{field.column}", term.comparison, term.value.number)
            case VersionValue():
                column = self._spec.column(field.column).order_by
                return _compared(f"g.{column}", term.comparison, version_key(fold(term.value.version)))
            case InstantValue():
                return _within(f"g.{field.column}", term.comparison, term.value)
            case AgeValue():
                return _aged(f"g.{field.column}", term.comparison, self._now - term.value.ms)
            case _:
                assert_never(term.value)

    def _text(self, field: Field, comparison: Comparison, value: TextValue) -> Condition:
        if field.kind is FieldKind.FLAG:
            return Condition(self._spec.flags[field.name][value.text])
        if field.kind is FieldKind.CHOICE:
            return _compared(f"g.{field.column}", comparison, field.values.index(value.text))
        if field.kind is FieldKind.PERSON:
            return self._person(field, value)
        return _contains(f"g.{field.column}", value, anchored=value.has_wildcard)

    def _person(self, field: Field, value: TextValue) -> Condition:
        match value.text:
            case "me":
                return Condition(f"g.{field.column}_id = ?", (self._me,))
            case "nobody":
                return Condition(f"g.{field.column}_id IS NULL")
            case _:
                return _contains(f"g.{field.column}_label", value, anchored=value.has_wildcard)


def _joined(operator: str, conditions: Iterable[Condition], empty: str) -> Condition:
    parts = tuple(conditions)
    sql = operator.join(f"({part.sql})" for part in parts) or empty
    return Condition(sql, tuple(value for part in parts for value in part.parameters))


def _compared(column: str, comparison: Comparison, value: SqlValue) -> Condition:
    return Condition(f"{column} {comparison.value} ?", (value,))


def _within(column: str, comparison: Comparison, value: InstantValue) -> Condition:
    match comparison:
        case Comparison.EQ:
            return Condition(f"{column} >= ? AND {column} < ?", (value.start, value.end))
        case Comparison.LT | Comparison.GE:
            return _compared(column, comparison, value.start)
        case Comparison.LE:
            return _compared(column, Comparison.LT, value.end)
        case Comparison.GT:
            return _compared(column, Comparison.GE, value.end)


_AGE_OPERATORS = {
    Comparison.LT: Comparison.GT,
    Comparison.LE: Comparison.GE,
    Comparison.EQ: Comparison.GE,
    Comparison.GT: Comparison.LT,
    Comparison.GE: Comparison.LE,
}
"""Younger is later. `age:7d` without a comparison means at most that old."""


def _aged(column: str, comparison: Comparison, instant: int) -> Condition:
    return _compared(column, _AGE_OPERATORS[comparison], instant)


def _contains(expression: str, value: TextValue, *, anchored: bool) -> Condition:
    if not value.has_wildcard:
        return Condition(f"instr({expression}, ?) > 0", (fold(value.text),))
    pattern = glob_pattern(value.text)
    if not anchored:
        return Condition(f"{expression} GLOB ?", (f"*{pattern}*",))
    # A column of several values has each on a line of its own, between line ends.
    whole = f"{expression} GLOB ? OR {expression} GLOB ?"
    return Condition(whole, (pattern, f"*\n{pattern}\n*"))


def glob_pattern(text: str) -> str:
    """Return a pattern in which only `*` has a meaning; the other wildcards of GLOB are quoted."""
    return re.sub(r"[?\[]", lambda found: f"[{found[0]}]", fold(text[:MAX_PATTERN]))


def driving_patterns(node: Node) -> tuple[str, ...]:
    """Return, longest first, the LIKE patterns of free text that every match of `node` has to contain.

    They may match too much (`%` and `_` in a needle stay wildcards, as an ESCAPE clause would keep the
    index from being used), so that the condition has to be tested all the same.
    """
    items = node.items if isinstance(node, And) else (node,)
    patterns: list[str] = []
    for item in items:
        if isinstance(item, And):
            patterns += driving_patterns(item)
        elif isinstance(item, FreeText):
            folded = fold(item.value.text[:MAX_DRIVING])
            pattern = folded.replace("*", "%") if item.value.has_wildcard else folded
            if any(len(run) >= 3 for run in re.split("[%_]", pattern)):  # a trigram at least
                patterns.append(f"%{pattern}%")
    return tuple(sorted(patterns, key=len, reverse=True))


def order_by(spec: TableSpec, sort: Sequence[SortKey], *, use_index: bool) -> str:
    """Return the list for ORDER BY: NULLs last either way, the id as the last tie-break.

    The id runs in the direction of the first key, so that one index serves both directions.

    `use_index` is False where reading the table from end to end and sorting is quicker than looking up
    every row in the order of an index. Raises `KeyError` when the type has no such column.
    """
    terms: list[str] = []
    for key in sort:
        column = spec.column(key.column)
        ordering = spec.column(column.order_by) if column.order_by else column
        if "NOT NULL" not in ordering.sql_type:
            terms.append(f"g.{ordering.name} IS NULL")
        terms.append(f"{'' if use_index else '+'}g.{ordering.name}{' DESC' if key.descending else ''}")
    terms.append(f"g.id{' DESC' if sort and sort[0].descending else ''}")
    return ", ".join(terms)
