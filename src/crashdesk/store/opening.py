"""Opening the file of a store: wrong key and damage set it aside, nothing is ever deleted."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from crashdesk.core.errors import StoreDamaged, StoreKeyLost, StoreSetAside
from crashdesk.core.ids import Instant
from crashdesk.core.secret import Secret
from crashdesk.store.derived import ensure_derived
from crashdesk.store.driver import PAGE_BYTES, Connection, DriverError, connect, is_unreadable, meaning_of
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
    if path is not None and _mark_of(path).exists():
        _mark_of(path).unlink()
        raise _lost(StoreDamaged, path, now, "found while it was in use")
    try:
        return _open(path, key, migrations)
    except DriverError as error:
        if path is None or not isinstance(meaning_of(error), StoreDamaged):
            raise
        # With a wrong key no page can be told from noise; a file that is no whole number of pages is damaged.
        is_whole = path.stat().st_size % PAGE_BYTES == 0
        reason = StoreKeyLost if is_unreadable(error) and is_whole else StoreDamaged
        raise _lost(reason, path, now, str(error)) from error


def _open(path: Path | None, key: Secret, migrations: Sequence[Migration]) -> Connection:
    if path is not None:
        _prepare(path)
    connection = connect(path, key)
    try:
        migrate(connection, migrations, path)
        with transaction(connection, durable=True):
            ensure_derived(connection, TABLES.values())
    except BaseException:
        connection.close()
        raise
    return connection


def _prepare(path: Path) -> None:
    """Make the file before SQLite does, whose files are as open to others as the umask leaves them."""
    with contextlib.suppress(OSError):  # the driver fails at the same, with an error that has a meaning
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.touch(mode=0o600)


def mark_damaged(path: Path) -> None:
    """Note that the file turned out to be damaged while in use: the next opening sets it aside."""
    _mark_of(path).touch()


def _mark_of(path: Path) -> Path:
    return path.with_name(path.name + ".damaged")


def _lost(reason: type[StoreSetAside], path: Path, now: Instant, detail: str) -> StoreSetAside:
    aside = set_aside(path, now)
    return reason(reason.default(set_aside=aside.name), detail=detail, set_aside=str(aside))


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
