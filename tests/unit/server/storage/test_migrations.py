from __future__ import annotations

from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

import pytest
from sqlalchemy import create_engine, inspect, text
from tests.support.reference_server import SetClock

import crashdesk_server
from crashdesk_server.storage.database import Database
from crashdesk_server.storage.head import read_head
from crashdesk_server.storage.migrate import TooNewError, available
from crashdesk_server.storage.schema import metadata

Shape = dict[str, tuple[set[tuple[str, str, bool]], list[str], set[tuple[str, ...]]]]


def shape_of(engine_url: str) -> Shape:
    """Columns, primary key and indexes of every table."""
    engine = create_engine(engine_url)
    with engine.connect() as connection:
        inspector = inspect(connection)
        shape: Shape = {}
        for table in inspector.get_table_names():
            columns = {(c["name"], str(c["type"]), c["nullable"]) for c in inspector.get_columns(table)}
            key = inspector.get_pk_constraint(table)["constrained_columns"]
            indexes = {tuple(map(str, i["column_names"])) for i in inspector.get_indexes(table)}
            indexes |= {tuple(map(str, u["column_names"])) for u in inspector.get_unique_constraints(table)}
            shape[table] = (columns, key, indexes)
    engine.dispose()
    return shape


def test_migrations_make_the_declared_tables(tmp_path: Path) -> None:
    for module in walk_packages(crashdesk_server.__path__, "crashdesk_server."):
        if module.name.endswith(".tables"):
            import_module(module.name)
    Database(tmp_path / "data", SetClock()).close()
    declared = create_engine(f"sqlite:///{tmp_path}/declared.db")
    metadata.create_all(declared)
    declared.dispose()

    migrated = shape_of(f"sqlite:///{tmp_path}/data/crashdesk.db")
    del migrated["schema_version"]
    assert migrated == shape_of(f"sqlite:///{tmp_path}/declared.db")


def test_migrations_are_numbered_without_gaps() -> None:
    assert sorted(available()) == list(range(1, len(available()) + 1))


def test_opening_again_keeps_the_identity_of_the_database(tmp_path: Path) -> None:
    found: set[str] = set()
    for _ in range(2):
        database = Database(tmp_path, SetClock())
        found.add(database.read_now(lambda snapshot: read_head(snapshot.connection)).server_id)
        database.close()

    assert len(found) == 1


def test_a_database_of_a_newer_server_is_refused(tmp_path: Path) -> None:
    database = Database(tmp_path, SetClock())
    database.write_now(lambda tx: tx.execute(text("INSERT INTO schema_version VALUES (999)")))
    database.close()

    with pytest.raises(TooNewError):
        Database(tmp_path, SetClock())
