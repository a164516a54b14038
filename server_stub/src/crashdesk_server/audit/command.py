"""What the command line does with the audit log, also while the server runs."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from contextlib import contextmanager
from pathlib import Path

from crashdesk_server.audit.record import SYSTEM
from crashdesk_server.audit.removing import entries_about, erase, names_of_user
from crashdesk_server.audit.signing import SigningKey, public_of
from crashdesk_server.clock import SystemClock
from crashdesk_server.storage.database import FILE_NAME, Database
from crashdesk_server.storage.transaction import Transaction


def erase_entries(
    folder: Path, seqs: Sequence[int], words: Sequence[str], user_id: str | None, reason: str
) -> int:
    """Remove what entries say for good; return how many still said something.

    Args:
        folder: of the database.
        seqs: numbers of entries.
        words: ids, addresses or names; all entries that have one of them.
        user_id: all entries that name this user, their keys or their address.
        reason: stands in the log.

    Raises:
        FileNotFoundError: there is no database in the folder.
    """

    def unit(tx: Transaction) -> int:
        about = set(words)
        if user_id:
            about |= names_of_user(tx, user_id)
        return len(erase(tx, SYSTEM, [*seqs, *entries_about(tx, sorted(about))], reason))

    with _opened(folder) as database:
        return database.write_now(unit)


def signing_key(folder: Path, given: bytes | None, *, rotate: bool) -> str:
    """Return the public key that signs checkpoints, 64 hexadecimal digits.

    Args:
        folder: of the database.
        given: the key from the environment, if it is there.
        rotate: put a new key in its place before; `given` must be None.

    Raises:
        FileNotFoundError: there is no database in the folder.
    """
    key = SigningKey(folder, given)
    with _opened(folder) as database:
        if rotate:
            key.rotate(database)
        return database.read_now(lambda snapshot: public_of(key.in_force(snapshot)))


@contextmanager
def _opened(folder: Path) -> Generator[Database]:
    if not (folder / FILE_NAME).exists():
        raise FileNotFoundError(f"there is no database in {folder}")
    database = Database(folder, SystemClock())
    try:
        yield database
    finally:
        database.close()
