"""Removing entries and their bodies for good, within a transaction.

What the log calls erased is overwritten in the file, in the search index too; what retention purged on
the server stays here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from crashdesk.core.audit import AuditEntry, Missing, entry_id
from crashdesk.core.audit_chain import Head
from crashdesk.core.audit_notices import Range, outside
from crashdesk.core.ids import Instant
from crashdesk.store import audit_memory
from crashdesk.store.audit_memory import AUDIT
from crashdesk.store.driver import Connection, text_in
from crashdesk.store.objects import decode, drop, put
from crashdesk.store.tables.audit_entry import AUDIT_ENTRY_TABLE, MISSING_RANK, audit_line, read_links
from crashdesk.store.writer import Transaction

BLOCK = 2_000
"""Entries rewritten at a time: bounds memory."""

_SEARCH = f"{AUDIT_ENTRY_TABLE.name}_search"


def erase_bodies(transaction: Transaction, ranges: Iterable[Range]) -> None:
    """Overwrite the bodies of entries; their hashes stay, so that the chain still holds."""
    connection = transaction.connection
    connection.execute("PRAGMA secure_delete = ON")
    try:
        connection.execute(f"INSERT INTO {_SEARCH} ({_SEARCH}, rank) VALUES ('secure-delete', 1)")
        for first, last in ranges:
            for block in _blocks(connection, first, last):
                put(transaction, AUDIT, [_without_body(entry) for entry in block if entry.body])
            _erase_superseded(transaction, first, last)
        connection.execute(f"INSERT INTO {_SEARCH} ({_SEARCH}, rank) VALUES ('secure-delete', 0)")
    finally:
        connection.execute("PRAGMA secure_delete = OFF")


def supersede(transaction: Transaction, seq: int, now: Instant) -> None:
    """Put aside what was seen from `seq` on, so that what the server shows instead can take its place."""
    first = entry_id(seq)
    transaction.execute(
        "INSERT INTO audit_superseded (seq, superseded_at, line) "
        "SELECT CAST(id AS INTEGER), ?, body FROM object WHERE type = ? AND id >= ?",
        (now, AUDIT.value, first),
    )
    query = f"SELECT id FROM object WHERE type = ? AND id >= ? LIMIT {BLOCK}"
    while rows := transaction.execute(query, (AUDIT.value, first)).fetchall():
        drop(transaction, AUDIT, [str(row[0]) for row in rows])
    transaction.execute("DELETE FROM audit_removal WHERE named_by >= ?", (seq,))
    transaction.execute("UPDATE audit_state SET signed_to = min(signed_to, ?)", (seq - 1,))
    before = audit_memory.hash_at(transaction.connection, seq - 1)
    transaction.execute("DELETE FROM audit_head WHERE seq >= ?", (seq,))
    audit_memory.attach(transaction, Head(seq - 1, before) if before else Head())


def forget_entries(transaction: Transaction) -> None:
    """Forget what entries said, after they went from the store: the log is read again from its beginning.

    Signed heads, keys and findings stay. They hold no text, and a log that comes back has to fit them.
    """
    for table in ("audit_superseded", "audit_removal"):
        transaction.execute(f"DELETE FROM {table}")
    audit_memory.attach(transaction, Head())


def unannounced(connection: Connection, last: int) -> int | None:
    """Return the first entry up to `last` whose body is missing although no entry says so."""
    for missing in (Missing.ERASED, Missing.PURGED):
        query = "SELECT min(seq) FROM audit_entry WHERE missing = ? AND id BETWEEN ? AND ?"
        for low, high in outside(audit_memory.removals(connection), last):
            span = (MISSING_RANK[missing], entry_id(low), entry_id(high))
            row = connection.execute(query, span).fetchone()
            if row and isinstance(row[0], int):
                return row[0]
    return None


def entries_between(connection: Connection, first: int, last: int, limit: int) -> tuple[AuditEntry, ...]:
    """Return stored entries by sequence number, both ends included, ascending; their records are not read."""
    row = connection.execute(
        "SELECT '[' || ifnull(group_concat(body, ',' ORDER BY id), '') || ']' FROM "
        "(SELECT id, body FROM object WHERE type = ? AND id BETWEEN ? AND ? ORDER BY id LIMIT ?)",
        (AUDIT.value, entry_id(first), entry_id(last), limit),
    ).fetchone()
    return read_links(text_in(row))


def _blocks(connection: Connection, first: int, last: int) -> Iterator[tuple[AuditEntry, ...]]:
    while block := entries_between(connection, first, last, BLOCK):
        yield block
        first = block[-1].seq + 1


def _without_body(entry: AuditEntry) -> AuditEntry:
    return msgspec.structs.replace(entry, body="", record=None, missing=Missing.ERASED)


def _erase_superseded(transaction: Transaction, first: int, last: int) -> None:
    rows = transaction.execute(
        "SELECT n, line FROM audit_superseded WHERE seq BETWEEN ? AND ?", (first, last)
    ).fetchall()
    for n, line in rows:
        entry = decode(AUDIT, line)
        if isinstance(entry, AuditEntry):
            transaction.execute(
                "UPDATE audit_superseded SET line = ? WHERE n = ?", (audit_line(_without_body(entry)), n)
            )
