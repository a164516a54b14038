"""Bringing a file's schema up to date, with a copy of the file kept until a start has gone well."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

from crashdesk.core.errors import StoreNewer
from crashdesk.store.driver import Connection, number_in
from crashdesk.store.migrations.migration import Migration
from crashdesk.store.writer import transaction


def migrate(connection: Connection, migrations: Sequence[Migration], path: Path | None) -> None:
    """Run the migrations that the file lacks.

    Before the first one the file, encrypted as it is, is copied beside itself. The copy is dropped at
    the next start that finds nothing to migrate.

    Raises:
        StoreNewer: a newer version of the program wrote it; the file is untouched.
    """
    version = _version_of(connection)
    if version > len(migrations):
        raise StoreNewer(detail=f"schema {version}, known up to {len(migrations)}")
    if version == len(migrations):
        if path is not None:
            _copy_of(path).unlink(missing_ok=True)
        return
    if version and path is not None:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        shutil.copy2(path, _copy_of(path))
    for migration in migrations[version:]:
        with transaction(connection, durable=True):
            for statement in migration.statements:
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {migration.number}")


def _version_of(connection: Connection) -> int:
    row = connection.execute("PRAGMA user_version").fetchone()
    return number_in(row)


def _copy_of(path: Path) -> Path:
    return path.with_name(path.name + ".before-migration")
