"""Objects within a transaction: stored, found and dropped together with what is derived from them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from crashdesk.core.changes import DomainObject
from crashdesk.core.ids import ObjectId
from crashdesk.core.outbox import Lane, ObjectType
from crashdesk.store.derived import derived_row, insertion
from crashdesk.store.driver import Connection, SqlValue, number_in, text_in
from crashdesk.store.meta import generation
from crashdesk.store.search_index import differing, forget, learn
from crashdesk.store.tables.catalogue import TABLES
from crashdesk.store.tables.spec import TableSpec
from crashdesk.store.writer import Transaction

_ENCODER = msgspec.json.Encoder()
_READERS = {object_type: spec.reader() for object_type, spec in TABLES.items()}
_TYPES: dict[type[Any], ObjectType] = {spec.struct: object_type for object_type, spec in TABLES.items()}


def encode(found: DomainObject) -> str:
    """Return an object of a mirrored type as JSON, also for shadows and conflicts."""
    return _ENCODER.encode(found).decode()


def decode(object_type: ObjectType, body: SqlValue | bytes) -> DomainObject:
    """Return the object of a body."""
    assert isinstance(body, str | bytes)
    return _READERS[object_type](body)


def type_of(found: DomainObject) -> ObjectType:
    """Return as what an object is stored."""
    return _TYPES[type(found)]


def revision_of(object_type: ObjectType, found: DomainObject) -> int | None:
    """Return the revision of an object, None when its type has none."""
    read = TABLES[object_type].revision
    return read(found) if read else None


def find(connection: Connection, object_type: ObjectType, object_id: ObjectId) -> DomainObject | None:
    """Return an object as it is shown."""
    row = connection.execute(
        "SELECT body FROM object WHERE type = ? AND id = ?", (object_type.value, object_id)
    ).fetchone()
    return decode(object_type, row[0]) if row else None


def exists(connection: Connection, lane: Lane) -> bool:
    """Tell whether the store has an object."""
    query = "SELECT 1 FROM object WHERE type = ? AND id = ?"
    return connection.execute(query, (lane.type.value, lane.id)).fetchone() is not None


def put(transaction: Transaction, object_type: ObjectType, objects: Iterable[DomainObject]) -> None:
    """Insert or replace objects, all of one type. A state older than the one stored changes nothing."""
    by_id = {found.id: found for found in objects}
    spec, current = TABLES[object_type], generation(transaction.connection)
    known = _known(transaction, spec, list(by_id))
    next_n = first_new = _last_n(transaction) + 1
    bodies: list[tuple[SqlValue, ...]] = []
    derived: dict[int, tuple[SqlValue, ...]] = {}
    outdated: list[tuple[int, int]] = []
    for object_id, found in by_id.items():
        revision = spec.revision(found) if spec.revision else 0
        n, known_revision = known.get(object_id, (next_n, revision))
        if known_revision > revision:
            outdated.append((current, n))
            continue
        next_n += n == next_n
        bodies.append((n, object_type.value, object_id, current, revision, spec.write(found)))
        derived[n] = derived_row(spec, n, found)
        transaction.changed(object_type, object_id)
    transaction.executemany(_PUT_BODY, bodies)
    _put_derived(transaction, spec, derived, range(first_new, next_n))
    transaction.executemany("UPDATE object SET generation = ? WHERE n = ?", outdated)


_PUT_BODY = (
    "INSERT INTO object (n, type, id, generation, revision, body) VALUES (?, ?, ?, ?, ?, ?) "
    "ON CONFLICT (n) DO UPDATE "
    "SET generation = excluded.generation, revision = excluded.revision, body = excluded.body"
)


def _put_derived(
    transaction: Transaction, spec: TableSpec, rows: Mapping[int, tuple[SqlValue, ...]], added: range
) -> None:
    reworded = differing(transaction.connection, spec, rows)
    forget(transaction.connection, spec, reworded)
    transaction.executemany(insertion(spec), tuple(rows.values()))
    learn(transaction.connection, spec, (*reworded, *added))


def _known(
    transaction: Transaction, spec: TableSpec, ids: Sequence[ObjectId]
) -> dict[ObjectId, tuple[int, int]]:
    """Return number and revision of those that are stored."""
    row = transaction.execute(
        "SELECT json_group_array(json_array(id, n, revision)) FROM object "
        "WHERE type = ? AND id IN (SELECT value FROM json_each(?))",
        (spec.type.value, _ENCODER.encode(ids).decode()),
    ).fetchone()
    found = msgspec.json.decode(text_in(row), type=list[tuple[str, int, int]])
    return {object_id: (n, revision) for object_id, n, revision in found}


def _last_n(transaction: Transaction) -> int:
    """Numbers are never used twice: an order that is being shown must not meet another object."""
    row = transaction.execute("SELECT seq FROM sqlite_sequence WHERE name = 'object'").fetchone()
    return number_in(row) if row else 0


def drop(transaction: Transaction, object_type: ObjectType, ids: Sequence[ObjectId]) -> None:
    """Drop objects, and of every type that belongs to them what is theirs."""
    listed = (_ENCODER.encode(list(ids)).decode(),)
    for child in TABLES.values():
        if child.parent is object_type:
            _drop_rows(transaction, child, f"SELECT n FROM {child.name} WHERE group_id IN {_LISTED}", listed)
            transaction.changed(child.type, None)
    own = f"SELECT n FROM object WHERE type = '{object_type.value}' AND id IN {_LISTED}"
    _drop_rows(transaction, TABLES[object_type], own, listed)
    transaction.execute(f"DELETE FROM shadow WHERE type = '{object_type.value}' AND id IN {_LISTED}", listed)
    if object_type is ObjectType.CRASH_GROUP:
        transaction.execute(f"DELETE FROM report_content WHERE group_id IN {_LISTED}", listed)
        transaction.execute(f"DELETE FROM statistics WHERE group_id IN {_LISTED}", listed)
    elif object_type is ObjectType.CRASH_REPORT:
        transaction.execute(f"DELETE FROM report_content WHERE id IN {_LISTED}", listed)
    for object_id in ids:
        transaction.changed(object_type, object_id)


_LISTED = "(SELECT value FROM json_each(?))"


def _drop_rows(transaction: Transaction, spec: TableSpec, chosen: str, listed: tuple[str]) -> None:
    row = transaction.execute(f"SELECT json_group_array(n) FROM ({chosen})", listed).fetchone()
    numbers = text_in(row)
    forget(transaction.connection, spec, msgspec.json.decode(numbers, type=list[int]))
    for table in (spec.name, "object"):
        transaction.execute(f"DELETE FROM {table} WHERE n IN {_LISTED}", (numbers,))
