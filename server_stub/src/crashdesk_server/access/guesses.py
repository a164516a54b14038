"""Whether a password is right for an address, taking as long whether there is an account or not."""

from __future__ import annotations

import msgspec

from crashdesk_server.access import decoys, users
from crashdesk_server.access.passwords import Passwords
from crashdesk_server.access.users import UserRow
from crashdesk_server.storage.database import Database
from crashdesk_server.storage.transaction import Snapshot


class Guess(msgspec.Struct, frozen=True):
    """What an address and a password have turned out to be.

    Attributes:
        account: the account of the address, if there is one.
        is_own: the password is that account's.
        decoy_hash: the form in which a decoy keeps the password.
    """

    account: UserRow | None
    is_own: bool
    decoy_hash: str

    def still_holds(self, account: UserRow | None) -> bool:
        """Return whether the account has the same password as when it was looked at, or still isn't there."""
        if account is None or self.account is None:
            return account is self.account
        return bool(account.id == self.account.id and account.password_hash == self.account.password_hash)


class Guesses:
    """Looks at addresses and passwords; each look costs two hashes, whoever is meant."""

    def __init__(self, database: Database, passwords: Passwords, secret: bytes) -> None:
        self._database = database
        self._passwords = passwords
        self._secret = secret

    async def look(self, email: str, password: str) -> Guess:
        """Return what an address and a password are."""
        account = await self._database.read(lambda snapshot: users.find_by_email(snapshot, email))
        is_own = await self._passwords.matches(password, account.password_hash if account else None)
        return Guess(account, is_own, await self.decoy_hash(email, password))

    async def decoy_hash(self, email: str, password: str) -> str:
        """Return the form in which the decoys of an address keep a password."""
        return await self._passwords.hash_with_salt(password, decoys.salt_of(self._secret, email))

    async def is_of(self, user_id: str, password: str) -> tuple[bool, UserRow | None]:
        """Return whether a password is that of an account or decoy, and its row if it is an account's."""
        kept, account = await self._database.read(lambda snapshot: _kept_of(snapshot, user_id))
        return await self._passwords.matches(password, kept), account


def _kept_of(snapshot: Snapshot, user_id: str) -> tuple[str | None, UserRow | None]:
    account = users.find_by_id(snapshot, user_id)
    owner = account or decoys.find_by_id(snapshot, user_id)
    return (None if owner is None else owner.password_hash), account
