"""The first admin: made from the environment, or by whoever holds the one-time token."""

from __future__ import annotations

import hmac
import secrets
import sys
from pathlib import Path

from crashdesk_server.access import users
from crashdesk_server.access.passwords import Passwords
from crashdesk_server.access.users import NewUser
from crashdesk_server.audit.record import SYSTEM, record
from crashdesk_server.ids import Ids
from crashdesk_server.settings import ServerSettings
from crashdesk_server.storage.database import Database
from crashdesk_server.storage.files import write_private
from crashdesk_server.storage.transaction import Transaction

FILE_NAME = "setup-token"
"""Beside the database, mode 0600, until the token has been used."""


class Setup:
    """Knows whether the server has an admin and keeps the token until it has."""

    def __init__(self, settings: ServerSettings, database: Database, ids: Ids) -> None:
        self._settings = settings
        self._database = database
        self._ids = ids
        self._file: Path = settings.data / FILE_NAME
        self._done = False

    async def is_done(self) -> bool:
        """Return whether the server has an admin; once it has, it never is without."""
        self._done = self._done or await self._database.read(users.any_admin)
        return self._done

    def prepare(self, passwords: Passwords) -> None:
        """At start: make the admin that the environment asks for, or print the token that makes one."""
        admin = self._settings.first_admin
        if admin is not None:
            password_hash = passwords.hash_now(admin.password)
            self._database.write_now(lambda tx: self._ensure(tx, admin.email, password_hash))
        if self._database.read_now(users.any_admin):
            self.forget_token()
            return
        token = self._settings.setup_token or self._kept_token() or secrets.token_urlsafe(24)
        write_private(self._file, token.encode())
        sys.stderr.write(f"Set-up token, for the first admin: {token}\n")
        sys.stderr.flush()

    def accepts(self, token: str) -> bool:
        """Return whether a token is the one-time token."""
        kept = self._kept_token()
        return bool(kept) and hmac.compare_digest(token.encode(), kept.encode())

    def forget_token(self) -> None:
        """Remove the token: it has been used or is not needed."""
        self._file.unlink(missing_ok=True)

    def _kept_token(self) -> str:
        return self._file.read_text().strip() if self._file.exists() else ""

    def _ensure(self, tx: Transaction, email: str, password_hash: str) -> None:
        if users.find_by_email(tx, email) is None:
            is_first = not users.any_admin(tx)
            identifier = users.create(tx, self._ids, NewUser(email, "", "admin", password_hash))
            if is_first:
                record(tx, SYSTEM, "server.set_up", users.target_of(users.require(tx, identifier)))
