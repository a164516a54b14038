"""Acts as the people of a seeded server, by the functions that serve their requests."""

from __future__ import annotations

import msgspec
from sqlalchemy import select

from crashdesk_server.access import keys, sessions, users
from crashdesk_server.access.deciding import Decisions
from crashdesk_server.access.opening import begin_session
from crashdesk_server.access.own_sessions import replace_password
from crashdesk_server.access.permissions import as_role
from crashdesk_server.access.principal import Principal
from crashdesk_server.access.refusals import Refusals, target_for
from crashdesk_server.access.rights import granted_in, rights_of
from crashdesk_server.access.users import NewUser, UserRow
from crashdesk_server.audit.record import Origin, Target, record
from crashdesk_server.ids import Ids
from crashdesk_server.storage import schema
from crashdesk_server.storage.transaction import Transaction
from crashdesk_server.wire.users import Approve, Reject, UserPatch

_AGENT = "CrashDesk/0.1 (Linux)"


class Person(msgspec.Struct, frozen=True):
    """Somebody at a seeded server, and the address they are at."""

    email: str
    name: str
    address: str


class Cast:
    """Does as people do, each deed within a transaction. All have one password."""

    def __init__(self, ids: Ids, password_hash: str) -> None:
        self._ids = ids
        self._password_hash = password_hash
        self._decisions = Decisions(())
        self._refusals = Refusals()

    def principal(self, tx: Transaction, person: Person) -> Principal:
        """Return somebody as the one who asks."""
        row = self._row(tx, person)
        role = as_role(row.role)
        return Principal(
            id=row.id,
            kind="user",
            label=users.label_of(row.name, row.email),
            user_id=row.id,
            email=row.email,
            name=row.name,
            role=role,
            permissions=rights_of(role, granted_in(row.grants), enabled=row.enabled),
        )

    def origin(self, tx: Transaction, person: Person) -> Origin:
        """Return where somebody's requests come from."""
        principal = self.principal(tx, person)
        return msgspec.structs.replace(
            _stranger(person),
            actor_id=principal.id,
            actor_kind="user",
            actor_label=principal.label,
        )

    def set_up(self, tx: Transaction, admin: Person) -> None:
        """Make the first admin."""
        identifier = users.create(tx, self._ids, self._new(admin, "admin"), _stranger(admin))
        account = users.require(tx, identifier)
        record(tx, _stranger(admin), "server.set_up", users.target_of(account))
        self.sign_in(tx, admin)

    def register(self, tx: Transaction, person: Person) -> None:
        """Let somebody ask to be let in."""
        users.create(tx, self._ids, self._new(person, "pending"), _stranger(person))
        self.sign_in(tx, person)

    def approve(self, tx: Transaction, admin: Person, person: Person, wanted: Approve) -> None:
        """Let an admin let somebody in."""
        asks, origin = self.principal(tx, admin), self.origin(tx, admin)
        self._decisions.approve(tx, asks, origin, self._row(tx, person), wanted)

    def reject(self, tx: Transaction, admin: Person, person: Person, wanted: Reject) -> None:
        """Let an admin turn somebody away."""
        asks, origin = self.principal(tx, admin), self.origin(tx, admin)
        self._decisions.reject(tx, asks, origin, self._row(tx, person), wanted)

    def patch(self, tx: Transaction, admin: Person, person: Person, wanted: UserPatch) -> None:
        """Let an admin change an account."""
        asks, origin = self.principal(tx, admin), self.origin(tx, admin)
        self._decisions.patch(tx, asks, origin, self._row(tx, person), wanted)

    def sign_in(self, tx: Transaction, person: Person) -> None:
        """Let somebody sign in."""
        begin_session(tx, self._ids, self._row(tx, person), self.origin(tx, person))

    def sign_out(self, tx: Transaction, person: Person) -> None:
        """Let somebody end the session that they began last."""
        row = self._row(tx, person)
        mine = select(schema.sessions.c.id).where(schema.sessions.c.user_id == row.id)
        newest = tx.execute(mine.order_by(schema.sessions.c.id.desc()).limit(1)).scalar_one()
        sessions.end_session(tx, newest)
        target = Target("session", newest, users.label_of(row.name, row.email))
        record(tx, self.origin(tx, person), "session.ended", target)

    def mistype(self, tx: Transaction, person: Person) -> None:
        """Let somebody try a wrong password; there needn't be such an account."""
        target = target_for(users.find_by_email(tx, person.email), person.email)
        self._refusals.note(tx, _stranger(person), target, "wrong address or password")

    def settle(self, tx: Transaction) -> None:
        """Write the failed sign-ins that have been counted, and end sessions that have gone stale."""
        self._refusals.flush(tx)
        sessions.purge_sessions(tx)

    def change_password(self, tx: Transaction, person: Person) -> None:
        """Let somebody choose a password, which is the one of all, and sign in with it."""
        replace_password(tx, self._row(tx, person), self._password_hash, self.origin(tx, person))
        self.sign_in(tx, person)

    def make_key(self, tx: Transaction, person: Person, name: str, role: str | None) -> None:
        """Let somebody make an API key."""
        owner = self._row(tx, person).id
        keys.create_key(tx, self._ids, owner, role, name, self.origin(tx, person))

    def revoke_key(self, tx: Transaction, person: Person, name: str) -> None:
        """Let somebody revoke an API key of theirs."""
        owner = self._row(tx, person).id
        named = (schema.api_keys.c.user_id == owner) & (schema.api_keys.c.name == name)
        row = tx.execute(select(schema.api_keys).where(named)).one()
        keys.revoke(tx, row, self.origin(tx, person))

    def _row(self, tx: Transaction, person: Person) -> UserRow:
        found = users.find_by_email(tx, person.email)
        assert found is not None, person.email
        return found

    def _new(self, person: Person, role: str) -> NewUser:
        return NewUser(person.email, person.name, role, self._password_hash, person.address)


def _stranger(person: Person) -> Origin:
    return Origin(
        actor_id="",
        actor_kind="anonymous",
        actor_label="",
        request_id="",
        ip=person.address,
        user_agent=_AGENT,
    )
