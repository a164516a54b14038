"""Opening the file of a store: wrong key and damage set it aside, nothing is ever deleted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from crashdesk.core.errors import StoreDamaged, StoreKeyLost
from crashdesk.core.ids import Instant
from crashdesk.core.secret import Secret
from crashdesk.store.derived import ensure_derived
from crashdesk.store.driver import PAGE_BYTES, Connection, DriverError, connect, meaning_of
from crashdesk.store.migrate import migrate
from crashdesk.store.migrations.migration import Migration
from crashdesk.store.tables.catalogue import TABLES
from crashdesk.store.writer import transaction

_COMPANIONS = ("", "-wal", "-shm")
"""What SQLite keeps beside a database in WAL mode."""


def open_file(path: Path | None, key: Secret, migrations: Sequence[Migration], now: Instant) -> Connection:
    """Open the store for writing, with its schema up to date. Runs in the writer's thread.

    Raises:
        StoreKeyLost, StoreDamaged: the file was set aside; opening again begins a new one.
        StoreNewer, StoreFull, StoreTrouble: the file is where it was.
    """
    if path is not None:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        connection = connect(path, key)
        try:
            migrate(connection, migrations, path)
            with transaction(connection, durable=True):
                ensure_derived(connection, TABLES.values())
        except BaseException:
            connection.close()
            raise
    except DriverError as error:
        raise _set_aside_if_lost(path, error, now) from error
    return connection


def _set_aside_if_lost(path: Path | None, error: Exception, now: Instant) -> Exception:
    expected = meaning_of(error)
    if path is None or not isinstance(expected, StoreKeyLost | StoreDamaged):
        return error
    # With a wrong key no page can be told from noise; a file that is no whole number of pages is damaged.
    is_whole = path.stat().st_size % PAGE_BYTES == 0
    lost = StoreKeyLost if isinstance(expected, StoreKeyLost) and is_whole else StoreDamaged
    aside = set_aside(path, now)
    return lost(lost.default(set_aside=aside.name), detail=expected.detail, set_aside=str(aside))


def set_aside(path: Path, now: Instant) -> Path:
    """Move the file and its companions to a dated name beside it and return that."""
    stamp = datetime.fromtimestamp(now / 1000, UTC).strftime("%Y-%m-%dT%H%M%SZ")
    aside = path.with_name(f"{path.name}.set-aside-{stamp}")
    attempt = 1
    while aside.exists():
        attempt += 1
        aside = path.with_name(f"{path.name}.set-aside-{stamp}-{attempt}")
    for companion in _COMPANIONS:
        source = path.with_name(path.name + companion)
        if source.exists():
            source.rename(aside.with_name(aside.name + companion))
    return aside
