"""What the command line does with accounts, also while the server runs."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path

from crashdesk_server.access import users
from crashdesk_server.access.failures import AccountError
from crashdesk_server.access.keys import create_key
from crashdesk_server.access.own_sessions import replace_password
from crashdesk_server.access.passwords import Passwords
from crashdesk_server.access.users import UserRow
from crashdesk_server.audit.record import SYSTEM
from crashdesk_server.clock import SystemClock
from crashdesk_server.ids import Ids
from crashdesk_server.storage.database import Database
from crashdesk_server.storage.transaction import Snapshot, Transaction
from crashdesk_server.wire.session import MAX_PASSWORD, MIN_PASSWORD


def add_key(folder: Path, email: str, role: str | None, name: str) -> str:
    """Make an API key for an account and return it.

    Raises:
        AccountError: there is no such account.
    """
    with _opened(folder) as (database, ids):

        def make(tx: Transaction) -> str:
            return create_key(tx, ids, _account(tx, email).id, role, name)[1]

        return database.write_now(make)


def set_password(folder: Path, email: str, ask: Callable[[], str]) -> None:
    """Give an account a new password, which `ask` returns, and end its sessions.

    Raises:
        AccountError: there is no such account, or the password is too short or too long.
    """
    with _opened(folder) as (database, _):
        account = database.read_now(lambda snapshot: _account(snapshot, email))
        password = ask()
        if not MIN_PASSWORD <= len(password) <= MAX_PASSWORD:
            raise AccountError(f"a password has {MIN_PASSWORD} to {MAX_PASSWORD} characters")
        kept = Passwords().hash_now(password)

        database.write_now(lambda tx: replace_password(tx, account, kept, SYSTEM))


@contextmanager
def _opened(folder: Path) -> Generator[tuple[Database, Ids]]:
    clock = SystemClock()
    database = Database(folder, clock)
    try:
        yield database, Ids(clock)
    finally:
        database.close()


def _account(snapshot: Snapshot, email: str) -> UserRow:
    account = users.find_by_email(snapshot, email)
    if account is None:
        raise AccountError(f"there is no account {email}")
    return account
