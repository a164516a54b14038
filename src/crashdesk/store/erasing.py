"""Erasing what may no longer be seen: rows, what is derived from them, and what they left in the file."""

from __future__ import annotations

from collections.abc import Collection, Generator
from contextlib import contextmanager

from crashdesk.core.ids import Instant
from crashdesk.core.outbox import ObjectType
from crashdesk.store import audit_removal, meta
from crashdesk.store.derived import build
from crashdesk.store.driver import Connection
from crashdesk.store.gone import forsake_lanes_of
from crashdesk.store.tables.catalogue import TABLES
from crashdesk.store.tables.spec import TableSpec
from crashdesk.store.writer import Transaction

USAGE_READ = "usage.read"
"""What one needs for the figures that are no objects."""


def erase_mirror(transaction: Transaction) -> None:
    """Erase everything that is not kept; the outbox stays."""
    with _overwriting(transaction.connection):
        _erase(transaction, [spec for spec in TABLES.values() if not spec.kept])
        meta.write_meta(transaction.connection, meta.USAGE, "")


def holds_any(connection: Connection, lost: Collection[str]) -> bool:
    """Tell whether there is something here that one needs a lost capability to see."""
    if USAGE_READ in lost and meta.read_meta(connection, meta.USAGE):
        return True
    if any(connection.execute(_HELD, {"type": spec.type.value}).fetchone() for spec in _covered_by(lost)):
        return True
    return any(
        connection.execute(f"SELECT 1 FROM {spec.name} WHERE {condition} LIMIT 1").fetchone()
        for spec, condition in _partly_covered_by(lost)
    )


_HELD = """
SELECT 1 FROM object WHERE type = :type
UNION ALL SELECT 1 FROM outbox WHERE type = :type AND state <> 'rejected'
LIMIT 1
"""


def erase_lost(transaction: Transaction, lost: Collection[str], now: Instant) -> None:
    """Erase what only the lost capabilities let one see, also what is kept; refuse what is queued for it."""
    specs = _covered_by(lost)
    with _overwriting(transaction.connection):
        for spec, condition in _partly_covered_by(lost):
            _erase_rows(transaction, spec, condition)
        _erase(transaction, specs)
        for spec in specs:
            forsake_lanes_of(transaction, spec.type, now)
        if USAGE_READ in lost:
            meta.write_meta(transaction.connection, meta.USAGE, "")


def _covered_by(lost: Collection[str]) -> list[TableSpec]:
    return [spec for spec in TABLES.values() if spec.capability in lost]


def _partly_covered_by(lost: Collection[str]) -> list[tuple[TableSpec, str]]:
    """Return the types that lose some of their rows, and which ones."""
    return [
        (spec, condition)
        for spec in TABLES.values()
        for capability, condition in spec.also_needs.items()
        if capability in lost and spec.capability not in lost
    ]


def _erase_rows(transaction: Transaction, spec: TableSpec, condition: str) -> None:
    transaction.execute(
        f"DELETE FROM object WHERE type = ? AND n IN (SELECT n FROM {spec.name} WHERE {condition})",
        (spec.type.value,),
    )
    build(transaction.connection, spec)  # the words of these rows go from the index with it
    transaction.changed(spec.type, None)


def _erase(transaction: Transaction, specs: Collection[TableSpec]) -> None:
    types = {spec.type for spec in specs}
    for spec in specs:
        transaction.execute("DELETE FROM object WHERE type = ?", (spec.type.value,))
        transaction.execute("DELETE FROM shadow WHERE type = ?", (spec.type.value,))
    if ObjectType.CRASH_GROUP in types:
        transaction.execute("DELETE FROM report_content")
        transaction.execute("DELETE FROM statistics")
    if ObjectType.AUDIT_ENTRY in types:
        audit_removal.forget_entries(transaction)
    for spec in specs:
        build(transaction.connection, spec)  # dropping a table is quick, deleting its rows is not
        transaction.changed(spec.type, None)


@contextmanager
def _overwriting(connection: Connection) -> Generator[None]:
    """Let nothing of what is deleted inside stay in free pages of the file."""
    connection.execute("PRAGMA secure_delete = ON")
    try:
        yield
    finally:
        connection.execute("PRAGMA secure_delete = OFF")
