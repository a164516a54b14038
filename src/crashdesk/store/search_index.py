"""Keeping the full-text index in step with the columns it covers.

Done here for many rows at a time and not by triggers: each run of a trigger opens a savepoint, at which
FTS5 writes out what it has gathered in memory (measured: five times slower).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec

from crashdesk.store.driver import Connection, SqlValue, text_in
from crashdesk.store.tables.spec import TableSpec


def search_creation(spec: TableSpec) -> tuple[str, ...]:
    """Return the statements that create a type's index: trigrams over a view, so that text is stored once.

    `detail` and `columnsize` are what makes it a fifth of the size; it answers `LIKE`, not phrases.
    """
    if not spec.searched:
        return ()
    name = spec.name
    return (
        f"CREATE VIEW {name}_text AS SELECT n, {spec.search_text('t')} AS search FROM {name} AS t",
        f"CREATE VIRTUAL TABLE {name}_search USING fts5 "
        f"(search, content = '{name}_text', content_rowid = 'n', "
        "tokenize = 'trigram', detail = 'none', columnsize = 0)",
    )


def differing(
    connection: Connection, spec: TableSpec, rows: Mapping[int, tuple[SqlValue, ...]]
) -> tuple[int, ...]:
    """Return the numbers of the derived `rows` that are in the table with other searched text."""
    if not spec.searched or not rows:
        return ()
    places = [index + 2 for index, column in enumerate(spec.columns) if column.name in spec.searched]
    names = ", ".join(column.name for column in spec.columns if column.name in spec.searched)
    found = text_in(
        connection.execute(
            f"SELECT json_group_array(json_array(n, json_array({names}))) FROM {spec.name} "
            "WHERE n IN (SELECT value FROM json_each(?))",
            (_listed(rows),),
        ).fetchone()
    )
    return tuple(
        n
        for n, texts in msgspec.json.decode(found, type=list[tuple[int, list[str]]])
        if texts != [rows[n][place] for place in places]
    )


def learn(connection: Connection, spec: TableSpec, numbers: Iterable[int]) -> None:
    """Add rows of the table to the index."""
    if spec.searched:
        connection.execute(
            f"INSERT INTO {spec.name}_search (rowid, search) "
            f"SELECT n, search FROM {spec.name}_text WHERE n IN (SELECT value FROM json_each(?))",
            (_listed(numbers),),
        )


def forget(connection: Connection, spec: TableSpec, numbers: Iterable[int]) -> None:
    """Remove rows from the index. Has to come before the table changes: FTS5 needs the text it knows."""
    if spec.searched:
        connection.execute(
            f"INSERT INTO {spec.name}_search ({spec.name}_search, rowid, search) "
            f"SELECT 'delete', n, search FROM {spec.name}_text WHERE n IN (SELECT value FROM json_each(?))",
            (_listed(numbers),),
        )


def relearn(connection: Connection, spec: TableSpec) -> None:
    """Build the index from the whole table."""
    if spec.searched:
        connection.execute(f"INSERT INTO {spec.name}_search ({spec.name}_search) VALUES ('rebuild')")


def _listed(numbers: Iterable[int]) -> str:
    return msgspec.json.encode(list(numbers)).decode()
