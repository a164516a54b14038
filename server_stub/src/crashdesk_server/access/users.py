"""The accounts of people."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence

import msgspec
from sqlalchemy import Row, insert, select

from crashdesk_server.access.principal import Principal
from crashdesk_server.ids import Ids
from crashdesk_server.storage.schema import users
from crashdesk_server.storage.transaction import Snapshot, Transaction
from crashdesk_server.wire.changes import Person


class NewUser(msgspec.Struct, frozen=True):
    """An account to be made."""

    email: str
    name: str
    role: str
    password_hash: str


def email_key(email: str) -> str:
    """Return the form of an address by which two are the same."""
    return unicodedata.normalize("NFKC", email.strip()).casefold()


def any_admin(snapshot: Snapshot) -> bool:
    """Return whether an enabled admin exists."""
    statement = select(users.c.id).where(users.c.role == "admin", users.c.enabled).limit(1)
    return snapshot.execute(statement).first() is not None


def find_by_email(snapshot: Snapshot, email: str) -> Row[*tuple[object, ...]] | None:
    """Return the row of an address, if it has an account."""
    return snapshot.execute(select(users).where(users.c.email_key == email_key(email))).first()


def create(tx: Transaction, ids: Ids, user: NewUser) -> str:
    """Make an account and return its id; the address must be free."""
    identifier = ids.new("usr")
    tx.execute(
        insert(users).values(
            id=identifier,
            email=user.email.strip(),
            email_key=email_key(user.email),
            name=user.name.strip(),
            role=user.role,
            enabled=True,
            password_hash=user.password_hash,
            revision=1,
            created_at=tx.now,
        )
    )
    tx.touch("person", identifier)
    return identifier


def load_people(
    snapshot: Snapshot, _principal: Principal, identifiers: Sequence[str] | None = None
) -> Mapping[str, Person]:
    """Return people as others see them, all or those with the given ids."""
    statement = select(users.c.id, users.c.name, users.c.email, users.c.role, users.c.enabled).order_by(
        users.c.id
    )
    if identifiers is not None:
        statement = statement.where(users.c.id.in_(identifiers))
    rows = snapshot.execute(statement)
    return {row.id: Person(row.id, label_of(row.name, row.email), row.role, row.enabled) for row in rows}


def label_of(name: str, email: str) -> str:
    """Return what stands for a person where there is room for one name."""
    return name or email
