"""The fields that the grammar's tests use, one of each kind."""

from __future__ import annotations

import msgspec

from crashdesk.core.ids import Instant
from crashdesk.core.query.ast import And, Field, FieldKind, FreeText, Node, Not, Or, Term
from crashdesk.core.query.parser import parse

NOW = Instant(1_793_534_400_000)  # 2026-11-01T12:00:00Z

FIELDS = (
    Field("status", FieldKind.CHOICE, "status", ("open", "resolved", "ignored")),
    Field("severity", FieldKind.CHOICE, "severity", ("low", "medium", "high", "critical")),
    Field("title", FieldKind.TEXT, "title"),
    Field("events", FieldKind.NUMBER, "count"),
    Field("version", FieldKind.VERSION, "last_version"),
    Field("first-seen", FieldKind.INSTANT, "first_seen"),
    Field("age", FieldKind.AGE, "first_seen"),
    Field("is", FieldKind.FLAG, "", ("regressed", "pending")),
    Field("assigned", FieldKind.PERSON, "assignee"),
)


def read(text: str) -> Node:
    """Parse with the fields above at `NOW`, and leave the positions out."""
    return without_positions(parse(text, FIELDS, NOW))


def without_positions(node: Node) -> Node:
    match node:
        case Term() | FreeText():
            return msgspec.structs.replace(node, start=0, end=0)
        case Not():
            return Not(without_positions(node.inner))
        case And():
            return And(tuple(without_positions(item) for item in node.items))
        case Or():
            return Or(tuple(without_positions(item) for item in node.items))
