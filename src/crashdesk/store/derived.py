"""Tables computed from the bodies of objects: columns with indices, and the full-text index.

They are thin, so that filtering and sorting read a fraction of the file, and no migration knows them:
when a spec changes, they are built anew from the bodies, also without a server.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

import msgspec

from crashdesk.core.changes import DomainObject
from crashdesk.store.driver import Connection, SqlValue
from crashdesk.store.search_index import relearn, search_creation
from crashdesk.store.tables.spec import Column, TableSpec

REBUILD_ROWS = 2_000
"""Rows decoded at a time while building anew: bounds memory."""

_FINGERPRINT = "derived"


def ensure_derived(connection: Connection, specs: Iterable[TableSpec]) -> None:
    """Build what the specs ask for, unless the file has exactly that. Needs an open transaction."""
    for spec in specs:
        name = f"{_FINGERPRINT} {spec.name}"
        fingerprint = hashlib.sha256("\n".join(creation(spec)).encode()).hexdigest()
        row = connection.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
        if row != (fingerprint,):
            build(connection, spec)
            connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (name, fingerprint))


def build(connection: Connection, spec: TableSpec) -> None:
    """Drop what was derived for a type and derive it anew. Needs an open transaction.

    Mirrored bodies that no longer fit the domain are dropped, and everything is fetched again. Kept ones
    stay, without being shown: a later version may know them again.
    """
    connection.execute(f"DROP VIEW IF EXISTS {spec.name}_text")
    connection.execute(f"DROP TABLE IF EXISTS {spec.name}_search")
    connection.execute(f"DROP TABLE IF EXISTS {spec.name}")
    for statement in creation(spec):
        connection.execute(statement)
    read = spec.reader()
    insert = insertion(spec)
    last = 0
    while True:
        rows = connection.execute(
            "SELECT n, body FROM object WHERE type = ? AND n > ? ORDER BY n LIMIT ?",
            (spec.type.value, last, REBUILD_ROWS),
        ).fetchall()
        if not rows:
            break
        derived: list[tuple[SqlValue, ...]] = []
        for n, body in rows:
            assert isinstance(n, int)
            assert isinstance(body, str)
            last = n
            try:
                derived.append(derived_row(spec, n, read(body)))
            except (msgspec.ValidationError, msgspec.DecodeError):
                if not spec.kept:
                    connection.execute("DELETE FROM object WHERE n = ?", (n,))
                    connection.execute("DELETE FROM meta WHERE name = 'token'")
        connection.executemany(insert, derived)
    relearn(connection, spec)


def creation(spec: TableSpec) -> tuple[str, ...]:
    """Return the statements that create a type's derived tables."""
    columns = ", ".join(f"{column.name} {column.sql_type}" for column in spec.columns)
    table = f"CREATE TABLE {spec.name} (n INTEGER PRIMARY KEY, id TEXT NOT NULL, {columns})"
    indices = (
        f"CREATE INDEX {spec.name}_{column.name} ON {spec.name} ({column.name}, id)"
        for column in spec.columns
        if column.indexed
    )
    return (table, *indices, *search_creation(spec))


def insertion(spec: TableSpec) -> str:
    """Return the statement that inserts or replaces one derived row."""
    names = [column.name for column in spec.columns]
    updates = ", ".join(f"{name} = excluded.{name}" for name in names)
    return (
        f"INSERT INTO {spec.name} (n, id, {', '.join(names)}) VALUES (?, ?{', ?' * len(names)}) "
        f"ON CONFLICT (n) DO UPDATE SET {updates}"
    )


def derived_row(spec: TableSpec, n: int, found: DomainObject) -> tuple[SqlValue, ...]:
    """Return the values for `insertion`."""
    return (n, found.id, *_extracted(spec.columns, found))


def _extracted(columns: Sequence[Column], found: DomainObject) -> Iterable[SqlValue]:
    return (column.extract(found) for column in columns)
