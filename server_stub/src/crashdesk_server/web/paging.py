"""Lists by keyset: a cursor remembers the last row, not how many came before it."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Mapping
from typing import Annotated, Any

import msgspec
from sqlalchemy import ColumnElement, Row, Select, func, literal, select, tuple_

from crashdesk_server.storage.transaction import Snapshot
from crashdesk_server.web.problems import invalid
from crashdesk_server.wire.page import Count, Page

DEFAULT_LIMIT = 100
MAX_LIMIT = 1000
MAX_BYTES = 4 * 1024 * 1024
"""No body of a list is larger, so that a reader may hold it whole."""
COUNT_CAP = 10_000
"""Counting stops here."""


class PageQuery(msgspec.Struct, frozen=True):
    """The parameters of every list; a route's own query Struct inherits from it."""

    cursor: (
        Annotated[str, msgspec.Meta(max_length=4096, description="`next_cursor` of the page before")] | None
    ) = None
    limit: Annotated[int, msgspec.Meta(ge=1, le=MAX_LIMIT)] = DEFAULT_LIMIT
    sort: (
        Annotated[str, msgspec.Meta(max_length=64, description="a field, with `-` before it for descending")]
        | None
    ) = None


class PageSpec(msgspec.Struct, frozen=True):
    """How a list is ordered.

    Attributes:
        sorts: the expressions one may sort by, never null; their names are part of the API.
        default: a name from it, with `-` for descending.
        identifier: breaks ties.
    """

    sorts: Mapping[str, ColumnElement[Any]]
    default: str
    identifier: ColumnElement[str]


class _Cursor(msgspec.Struct, frozen=True, array_like=True):
    sort: str
    value: str | int | float
    identifier: str


def fetch_page(
    snapshot: Snapshot,
    statement: Select[*tuple[Any, ...]],
    query: PageQuery,
    spec: PageSpec,
    build: Callable[[list[Row[*tuple[Any, ...]]]], list[object]],
) -> Page[msgspec.Raw]:
    """Return one page of a statement that has passed `visible()` and carries its filters.

    Args:
        snapshot: where to read.
        statement: without order or limit.
        query: cursor, limit and sort as asked.
        spec: the orders there are.
        build: rows to wire Structs, one for one.

    Raises:
        ProblemError: unknown `sort`, or a cursor that does not belong here.
    """
    name = query.sort or spec.default
    key = spec.sorts.get(name.removeprefix("-"))
    if key is None:
        known = ", ".join(sorted(spec.sorts))
        raise invalid("#/query/sort", "unknown-sort", f"Sort by one of: {known}.")
    down = name.startswith("-")
    ordered = statement.add_columns(key.label("_key"), spec.identifier.label("_id"))
    if query.cursor is not None:
        place = _decode(query.cursor, name)
        after, here = tuple_(key, spec.identifier), tuple_(place.value, place.identifier)
        ordered = ordered.where(after < here if down else after > here)
    order = (key.desc(), spec.identifier.desc()) if down else (key, spec.identifier)
    rows = list(snapshot.execute(ordered.order_by(*order).limit(query.limit + 1)).all())
    items = _fit([msgspec.json.encode(item) for item in build(rows[: query.limit])])
    more = len(rows) > len(items)
    cursor = _cursor_at(name, rows[len(items) - 1]) if more else None
    return Page(tuple(msgspec.Raw(item) for item in items), cursor, _count(snapshot, statement))


def _fit(items: list[bytes]) -> list[bytes]:
    """Cut the page where it would grow too large; one item always fits."""
    size = 0
    for position, item in enumerate(items):
        size += len(item) + 1
        if size > MAX_BYTES and position:
            return items[:position]
    return items


def _count(snapshot: Snapshot, statement: Select[*tuple[Any, ...]]) -> Count:
    capped = (
        statement.with_only_columns(literal(1), maintain_column_froms=True).limit(COUNT_CAP + 1).subquery()
    )
    value = int(snapshot.execute(select(func.count()).select_from(capped)).scalar_one())
    return Count(COUNT_CAP, "capped") if value > COUNT_CAP else Count(value, "exact")


def _cursor_at(sort: str, row: Row[*tuple[Any, ...]]) -> str:
    key, identifier = row[-2:]
    cursor = _Cursor(sort, key, identifier)
    return urlsafe_b64encode(msgspec.json.encode(cursor)).decode().rstrip("=")


def _decode(text: str, sort: str) -> _Cursor:
    try:
        cursor = msgspec.json.decode(urlsafe_b64decode(text + "=" * (-len(text) % 4)), type=_Cursor)
        if cursor.sort != sort or (isinstance(cursor.value, int) and abs(cursor.value) >= 2**63):
            raise ValueError("of another list")
    except (ValueError, msgspec.DecodeError) as error:
        raise invalid(
            "#/query/cursor", "invalid-cursor", "Not a cursor of this list in this order."
        ) from error
    return cursor
