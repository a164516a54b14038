"""The accounts of people."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec
from sqlalchemy import Row, func, insert, select, update

from crashdesk_server.access.principal import Principal
from crashdesk_server.audit.record import SYSTEM, Origin, Target, record
from crashdesk_server.ids import Ids
from crashdesk_server.storage.schema import users
from crashdesk_server.storage.transaction import Snapshot, Transaction
from crashdesk_server.wire.changes import Person

UserRow = Row[*tuple[Any, ...]]
"""All columns of an account."""


class NewUser(msgspec.Struct, frozen=True):
    """An account to be made; `registered_from` is the address of whoever registers over the network."""

    email: str
    name: str
    role: str
    password_hash: str
    registered_from: str = ""


def email_key(email: str) -> str:
    """Return the form of an address by which two are the same."""
    return unicodedata.normalize("NFKC", email.strip()).casefold()


def any_admin(snapshot: Snapshot) -> bool:
    """Return whether an enabled admin exists."""
    statement = select(users.c.id).where(users.c.role == "admin", users.c.enabled).limit(1)
    return snapshot.execute(statement).first() is not None


def count_pending(snapshot: Snapshot) -> int:
    """Return how many accounts await a decision."""
    statement = select(func.count()).where(users.c.role == "pending", users.c.enabled)
    return int(snapshot.execute(statement).scalar_one())


def find_by_email(snapshot: Snapshot, email: str) -> UserRow | None:
    """Return the row of an address, if it has an account."""
    return snapshot.execute(select(users).where(users.c.email_key == email_key(email))).first()


def find_by_id(snapshot: Snapshot, identifier: str) -> UserRow | None:
    """Return the row of an account."""
    return snapshot.execute(select(users).where(users.c.id == identifier)).first()


def require(snapshot: Snapshot, identifier: str) -> UserRow:
    """Return the row of an account that has to be there."""
    return snapshot.execute(select(users).where(users.c.id == identifier)).one()


def create(tx: Transaction, ids: Ids, user: NewUser, origin: Origin = SYSTEM) -> str:
    """Make an account and return its id; the address must be free."""
    identifier = ids.new("usr")
    name, email = user.name.strip(), user.email.strip()
    tx.execute(
        insert(users).values(
            id=identifier,
            email=email,
            email_key=email_key(email),
            name=name,
            role=user.role,
            enabled=True,
            password_hash=user.password_hash,
            revision=1,
            created_at=tx.now,
            grants="[]",
            registered_from=user.registered_from,
            decision_note="",
        )
    )
    tx.touch("person", identifier)
    tx.touch("user", identifier)
    target = Target("user", identifier, label_of(name, email))
    record(tx, origin, "user.registered", target, after={"email": email, "name": name, "role": user.role})
    return identifier


def change(tx: Transaction, row: UserRow, **columns: object) -> UserRow:
    """Change what a person or a rule decides about an account: its revision grows; return its row."""
    statement = update(users).where(users.c.id == row.id)
    tx.execute(statement.values(revision=row.revision + 1, **columns))
    tx.touch("user", row.id)
    if columns.keys() & {"name", "role", "enabled"}:
        tx.touch("person", row.id)
    return require(tx, row.id)


def make_admin(tx: Transaction, row: UserRow) -> UserRow:
    """Let an account that awaits approval be the first admin."""
    return change(tx, row, role="admin", enabled=True, decided_at=tx.now)


def touch(tx: Transaction, identifiers: Iterable[str]) -> None:
    """Tell the change feed that what is shown of accounts is different; other ids are passed over."""
    known = select(users.c.id).where(users.c.id.in_(set(identifiers)))
    for identifier in tx.execute(known).scalars().all():
        tx.touch("user", identifier)


def target_of(row: UserRow) -> Target:
    """Return an account as the audit log names it."""
    return Target("user", row.id, label_of(row.name, row.email))


def load_people(
    snapshot: Snapshot, _principal: Principal, identifiers: Sequence[str] | None = None
) -> Mapping[str, Person]:
    """Return people as others see them, all or those with the given ids.

    Those whom nobody has approved are strangers, and of nobody's concern but an admin's.
    """
    statement = (
        select(users.c.id, users.c.name, users.c.email, users.c.role, users.c.enabled)
        .where(users.c.role != "pending")
        .order_by(users.c.id)
    )
    if identifiers is not None:
        statement = statement.where(users.c.id.in_(identifiers))
    rows = snapshot.execute(statement)
    return {row.id: Person(row.id, label_of(row.name, row.email), row.role, row.enabled) for row in rows}


def label_of(name: str, email: str) -> str:
    """Return what stands for a person where there is room for one name."""
    return name or email
