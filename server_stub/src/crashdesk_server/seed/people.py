"""The people of a seeded server."""

from __future__ import annotations

from crashdesk_server.access import users
from crashdesk_server.access.permissions import ROLES, as_role
from crashdesk_server.access.principal import Principal
from crashdesk_server.access.users import NewUser
from crashdesk_server.ids import Ids
from crashdesk_server.storage.transaction import Transaction

_OTHERS = (
    ("mira@example.org", "Mira Okafor", "operator"),
    ("jonas@example.org", "Jonas Lindqvist", "operator"),
    ("vera@example.org", "Vera Santos", "viewer"),
)


def create_people(tx: Transaction, ids: Ids, admin_email: str, password_hash: str) -> list[Principal]:
    """Make an admin, two operators and a viewer, all with one password; return them in this order."""
    everyone = ((admin_email, "", "admin"), *_OTHERS)
    return [_create(tx, ids, NewUser(email, name, role, password_hash)) for email, name, role in everyone]


def _create(tx: Transaction, ids: Ids, user: NewUser) -> Principal:
    identifier = users.create(tx, ids, user)
    return Principal(
        id=identifier,
        kind="user",
        label=users.label_of(user.name, user.email),
        user_id=identifier,
        email=user.email,
        name=user.name,
        role=as_role(user.role),
        permissions=ROLES[as_role(user.role)],
    )
