"""Reading the local store: which rows, in which order, and how exact their count is."""

from __future__ import annotations

import enum

import msgspec

from crashdesk.core.outbox import ObjectType
from crashdesk.core.query.ast import EVERYTHING, Node

PAGE_ROWS = 200
"""Rows a page holds (measured: larger pages delay scrolling, smaller ones cost more threads hops)."""


class CountKind(enum.StrEnum):
    """How far a count can be believed."""

    EXACT = "exact"
    CAPPED = "capped"
    """At least so many: counting stopped there."""
    COUNTING = "counting"
    """The order is still being worked out."""


class RowCount(msgspec.Struct, frozen=True):
    """A number of rows and how exact it is."""

    value: int
    kind: CountKind = CountKind.EXACT


class SortKey(msgspec.Struct, frozen=True):
    """One column of an order."""

    column: str
    descending: bool = False


class TableQuery(msgspec.Struct, frozen=True):
    """Which rows of one type, in which order; the id is always the last tie-break.

    Attributes:
        me: the id of the person signed in, what `me` means in a filter.
    """

    type: ObjectType
    where: Node = EVERYTHING
    sort: tuple[SortKey, ...] = ()
    me: str = ""
