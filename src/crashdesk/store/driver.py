"""The SQLite driver: connections to encrypted files, and what its failures mean."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol, cast

from sqlcipher3 import dbapi2

from crashdesk.core.errors import CrashDeskError, StoreDamaged, StoreFull, StoreTrouble
from crashdesk.core.secret import Secret
from crashdesk.core.text import QT_TRANSLATE_NOOP

_sqlite = cast("Any", dbapi2)  # it ships no types

SqlValue = str | bytes | int | float | None
Row = tuple[SqlValue, ...]
Parameters = Sequence[SqlValue] | Mapping[str, SqlValue]

PAGE_CACHE_KIB = 8 * 1024
"""Per connection (measured: 64 MB on three connections cost eight times the memory and bought little)."""
PAGE_BYTES = 4096
JOURNAL_BYTES = 16 * 1024 * 1024
"""To so much the write-ahead log shrinks again after a long read has made it grow."""
BUSY_TIMEOUT_S = 10.0
"""Our own connections hold the file for a moment at most; a second process is kept out elsewhere."""

DAMAGED = QT_TRANSLATE_NOOP(
    "Errors", "The local store is damaged. It will be set aside when it is opened the next time."
)

_INTERRUPTED, _CORRUPT, _FULL, _NOT_A_DATABASE = 9, 11, 13, 26
"""Primary result codes, https://www.sqlite.org/rescode.html."""

DriverError = cast("type[Exception]", _sqlite.Error)


class Interrupted(Exception):
    """A statement was stopped because nobody waits for its result any more."""


class Cursor(Protocol):
    """The result of a statement."""

    @property
    def rowcount(self) -> int:
        """How many rows a write touched."""
        ...

    @property
    def lastrowid(self) -> int:
        """The row id that the last insert was given."""
        ...

    def fetchone(self) -> Row | None:
        """Return the next row."""
        ...

    def fetchall(self) -> list[Row]:
        """Return all further rows."""
        ...

    def __iter__(self) -> Iterator[Row]: ...


class Connection(Protocol):
    """A connection in autocommit mode: transactions are begun and ended by statements."""

    @property
    def in_transaction(self) -> bool:
        """Whether a transaction is open."""
        ...

    def execute(self, sql: str, parameters: Parameters = ..., /) -> Cursor:
        """Run one statement."""
        ...

    def executemany(self, sql: str, rows: Sequence[Parameters], /) -> Cursor:
        """Run one statement for each of `rows`."""
        ...

    def set_progress_handler(self, handler: Callable[[], bool], n: int, /) -> None:
        """Call `handler` every `n` steps of a statement; True stops the statement."""
        ...

    def interrupt(self) -> None:
        """Stop the running statement, from another thread."""
        ...

    def close(self) -> None:
        """Close the connection."""
        ...


def connect(path: Path | None, key: Secret) -> Connection:
    """Open the file with its raw key, or an empty database in memory for None.

    Args:
        path: created when it does not exist.
        key: 64 hexadecimal digits.
    """
    target = ":memory:" if path is None else str(path)
    connection = cast(
        "Connection",
        _sqlite.connect(target, timeout=BUSY_TIMEOUT_S, isolation_level=None, check_same_thread=False),
    )
    try:
        connection.execute("PRAGMA cipher_log_level = NONE")
        if path is not None:
            connection.execute(f"PRAGMA key = \"x'{_hex_of(key)}'\"")
            connection.execute("SELECT count(*) FROM sqlite_schema")
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute(f"PRAGMA journal_size_limit = {JOURNAL_BYTES}")
        connection.execute(f"PRAGMA cache_size = -{PAGE_CACHE_KIB}")
        connection.execute("PRAGMA temp_store = MEMORY")
    except BaseException:
        connection.close()
        raise
    return connection


def _hex_of(key: Secret) -> str:
    text = key.reveal()
    if len(bytes.fromhex(text)) != 32:
        raise ValueError("a store key is 32 bytes in hexadecimal")
    return text


def number_in(row: Row | None) -> int:
    """Return the number that a statement with one row of one number gave."""
    assert row is not None
    assert isinstance(row[0], int)
    return row[0]


def text_in(row: Row | None) -> str:
    """Return the text that a statement with one row of one text gave."""
    assert row is not None
    assert isinstance(row[0], str)
    return row[0]


@contextmanager
def translated_errors() -> Generator[None]:
    """Turn failures of the driver into those a person can understand; others are bugs and pass."""
    try:
        yield
    except DriverError as error:
        expected = meaning_of(error)
        if expected is None:
            raise
        raise expected from error


def is_unreadable(error: Exception) -> bool:
    """Tell whether not even the first page could be decrypted: the key is wrong, or that page is noise."""
    return getattr(error, "sqlite_errorcode", 0) == _NOT_A_DATABASE


def meaning_of(error: Exception) -> CrashDeskError | Interrupted | None:
    """Return what a failure of the driver stands for, None when it is a bug."""
    code = cast("int", getattr(error, "sqlite_errorcode", 0)) & 0xFF
    if code == _INTERRUPTED:
        return Interrupted()
    if code == _FULL:
        return StoreFull(detail=str(error))
    if code in (_CORRUPT, _NOT_A_DATABASE):
        return StoreDamaged(DAMAGED, detail=str(error))
    if isinstance(error, cast("type[Exception]", _sqlite.OperationalError)) and code in _TROUBLE:
        return StoreTrouble(StoreTrouble.default(reason=str(error)), detail=str(error))
    return None


_TROUBLE = {3, 5, 8, 10, 14}
"""Permission, busy, read-only, input/output and cannot open: the file system's doing."""
