"""Accounts as those see them who manage them."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from crashdesk_server.wire.crash_groups import ActorRef
from crashdesk_server.wire.session import PersonName, Time

State = Literal["pending", "active", "disabled", "rejected"]
AssignableRole = Literal["viewer", "operator", "admin"]
Note = Annotated[str, msgspec.Meta(max_length=1000)]
Permissions = Annotated[tuple[Annotated[str, msgspec.Meta(max_length=100)], ...], msgspec.Meta(max_length=20)]


class User(msgspec.Struct, frozen=True):
    """An account; also what the change feed carries as `user`.

    Attributes:
        role: `pending` as long as nobody has approved the account.
        permissions: those granted beyond the role.
        registered_from: the address; empty where nobody registered over the network.
        decision_note: the note of the approval, or the reason of the rejection.
        sessions, api_keys: how many are open, how many keys there are.
    """

    id: str
    revision: int
    email: str
    name: str
    state: State
    role: Literal["pending", "viewer", "operator", "admin"]
    permissions: tuple[str, ...]
    registered_at: Time
    registered_from: str
    decided_at: Time | None
    decided_by: ActorRef | None
    decision_note: str
    last_sign_in_at: Time | None
    sessions: int
    api_keys: int


class UserPatch(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Body of `PATCH /users/{id}`; what is absent stays. `permissions` are all that are granted then."""

    name: PersonName | msgspec.UnsetType = msgspec.UNSET
    role: AssignableRole | msgspec.UnsetType = msgspec.UNSET
    enabled: bool | msgspec.UnsetType = msgspec.UNSET
    permissions: Permissions | msgspec.UnsetType = msgspec.UNSET


class Approve(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Body of `POST /users/{id}/approve`."""

    role: AssignableRole
    note: Note = ""


class Reject(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Body of `POST /users/{id}/reject`. The person is told the reason when they sign in."""

    reason: Note = ""


class EndedSessions(msgspec.Struct, frozen=True):
    """Answer of `DELETE /users/{id}/sessions`: how many were ended."""

    ended: int


class Permission(msgspec.Struct, frozen=True):
    """Something one can be allowed to do.

    Attributes:
        group: which permissions belong together.
        meaning: one sentence.
        roles: those that have it.
        grantable: it can be given to a person beyond their role.
    """

    name: str
    group: str
    meaning: str
    roles: tuple[AssignableRole, ...]
    grantable: bool


class PermissionList(msgspec.Struct, frozen=True):
    """Answer of `GET /permissions`."""

    permissions: tuple[Permission, ...]
