"""The accounts of a server, as somebody sees them who may decide about them."""

from __future__ import annotations

import enum

import msgspec

from crashdesk.core.ids import Instant, UserId
from crashdesk.core.people import Actor, Role


class UserState(enum.StrEnum):
    """How far an account is let in, in the order in which they want attention."""

    PENDING = "pending"
    """Registered and waiting for somebody's decision."""
    ACTIVE = "active"
    DISABLED = "disabled"
    """Was let in and is so no longer; can be enabled again."""
    REJECTED = "rejected"
    """Was never let in; can still be approved."""


class User(msgspec.Struct, frozen=True):
    """One account.

    Attributes:
        permissions: what was granted beyond the role, such as `audit.read`.
        registered_from: network address, empty where the account was not made by registering.
        decision_note: the approval's note or the reason of the rejection. Text of a colleague: plain text.
        sessions, api_keys: how many are open, or live, now.
        pending: a decision of this desk has yet to reach the server.
    """

    id: UserId
    revision: int
    email: str
    name: str
    state: UserState
    role: str
    permissions: tuple[str, ...] = ()
    registered_at: Instant = Instant(0)
    registered_from: str = ""
    decided_at: Instant | None = None
    decided_by: Actor | None = None
    decision_note: str = ""
    last_sign_in_at: Instant | None = None
    sessions: int = 0
    api_keys: int = 0
    pending: bool = False

    @property
    def label(self) -> str:
        """The name to show: the person's name, else the e-mail address."""
        return self.name or self.email


class Approval(msgspec.Struct, frozen=True, tag="approve"):
    """Let somebody in."""

    role: Role
    note: str = ""


class Rejection(msgspec.Struct, frozen=True, tag="reject"):
    """Do not let somebody in; the reason is for colleagues and for the one who asked."""

    reason: str = ""


UserDecision = Approval | Rejection
"""What can be queued about an account."""


class UserEdit(msgspec.Struct, frozen=True):
    """A direct change of an account; None leaves a field as it is."""

    name: str | None = None
    role: Role | None = None
    enabled: bool | None = None
    permissions: tuple[str, ...] | None = None


def apply_decision(user: User, decision: UserDecision) -> User:
    """Return the account as it will look once the server has carried out `decision`."""
    match decision:
        case Approval():
            return msgspec.structs.replace(
                user,
                state=UserState.ACTIVE,
                role=decision.role.value,
                decision_note=decision.note,
                pending=True,
            )
        case Rejection():
            return msgspec.structs.replace(
                user, state=UserState.REJECTED, decision_note=decision.reason, sessions=0, pending=True
            )


def is_decided(user: User, decision: UserDecision) -> bool:
    """Tell whether the account is already as `decision` wants it; notes and reasons do not count."""
    match decision:
        case Approval():
            return user.state is UserState.ACTIVE and user.role == decision.role.value
        case Rejection():
            return user.state is UserState.REJECTED
