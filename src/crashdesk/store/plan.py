"""Choosing how a query is driven: by the full-text index, or by the table, comparing row by row."""

from __future__ import annotations

import msgspec

from crashdesk.core.ids import Instant
from crashdesk.core.query.ast import EVERYTHING, And, FreeText, Node
from crashdesk.core.tables import TableQuery
from crashdesk.store.driver import Connection, SqlValue, number_in
from crashdesk.store.query_sql import Compiler, Condition, driving_patterns, order_by
from crashdesk.store.tables.spec import TableSpec

FEW_HITS = 1_000
"""Up to so many hits, looking each one up costs less than counting what else the filter matches."""
MANY_HITS = 20_000
"""From so many hits on, reading the (thin) table from end to end is quicker than looking each one up."""


class Plan(msgspec.Struct, frozen=True):
    """The parts of a SELECT of numbers (`g.n`) in order.

    Attributes:
        quick_order: an order that an index may serve, for the first rows.
        full_order: the same order for all rows.
        is_narrow: whether so few rows match that all of them are there as quickly as the first.
    """

    source: str
    condition: Condition
    quick_order: str
    full_order: str
    is_narrow: bool = False

    def first(self, limit: int) -> tuple[str, tuple[SqlValue, ...]]:
        """Return the statement for the first rows."""
        return f"{self._select(self.quick_order)} LIMIT {limit}", self.condition.parameters

    def all(self) -> tuple[str, tuple[SqlValue, ...]]:
        """Return the statement for all rows."""
        return self._select(self.full_order), self.condition.parameters

    def _select(self, order: str) -> str:
        return f"SELECT g.n AS n FROM {self.source} WHERE {self.condition.sql} ORDER BY {order}"


def table_plan(spec: TableSpec, query: TableQuery, now: Instant) -> Plan:
    """Return the plan that reads the table. Raises `KeyError` for unknown fields and columns."""
    return Plan(
        source=f"{spec.name} AS g",
        condition=Compiler(spec, query.me, now).condition(query.where),
        quick_order=order_by(spec, query.sort, use_index=True),
        full_order=order_by(spec, query.sort, use_index=query.where == EVERYTHING),
    )


def choose_plan(connection: Connection, spec: TableSpec, query: TableQuery, now: Instant) -> Plan:
    """Return the plan that looks at fewer rows, by counting hits up to a cap."""
    by_table = table_plan(spec, query, now)
    patterns = driving_patterns(query.where) if spec.searched else ()
    if not patterns:
        return by_table
    hits = _count(connection, f"{spec.name}_search", Condition("search LIKE ?", (patterns[0],)), MANY_HITS)
    if hits == MANY_HITS:
        return by_table
    if hits > FEW_HITS:
        others = Compiler(spec, query.me, now).condition(_without_text(query.where))
        if _count(connection, by_table.source, others, hits) < hits:
            return by_table
    driven = Condition(
        f"f.search LIKE ? AND ({by_table.condition.sql})", (patterns[0], *by_table.condition.parameters)
    )
    return Plan(
        # CROSS JOIN keeps SQLite from turning the order round.
        source=f"{spec.name}_search AS f CROSS JOIN {spec.name} AS g ON g.n = f.rowid",
        condition=driven,
        quick_order=by_table.quick_order,
        full_order=by_table.full_order,
        is_narrow=True,
    )


def _count(connection: Connection, source: str, condition: Condition, cap: int) -> int:
    row = connection.execute(
        f"SELECT count(*) FROM (SELECT 1 FROM {source} WHERE {condition.sql} LIMIT {cap})",
        condition.parameters,
    ).fetchone()
    return number_in(row)


def _without_text(node: Node) -> Node:
    items = node.items if isinstance(node, And) else (node,)
    return And(tuple(item for item in items if not isinstance(item, FreeText)))
