"""What may not be done to an account whoever asks, said before the server has to refuse it."""

from __future__ import annotations

import enum

import msgspec

from crashdesk.core.ids import UserId
from crashdesk.core.people import Role
from crashdesk.core.text import QT_TRANSLATE_NOOP, Text
from crashdesk.core.users import User, UserState


class Deed(enum.StrEnum):
    """What can be done to an account."""

    APPROVE = "approve"
    REJECT = "reject"
    CHANGE_ROLE = "change_role"
    GRANT = "grant"
    """Give rights beyond the role, or take them back."""
    DISABLE = "disable"
    ENABLE = "enable"
    SIGN_OUT = "sign_out"
    """End all sessions."""
    RENAME = "rename"
    DELETE = "delete"


class Standing(msgspec.Struct, frozen=True):
    """Who asks, and what is known of the others.

    Attributes:
        admins: how many enabled admins there are, by what is on this computer; None while that is unknown.
    """

    me: UserId
    admins: int | None = None


_LET_IN = QT_TRANSLATE_NOOP("UserRules", "{person} was let in already. You can change the role instead.")
_LET_IN_ONCE = QT_TRANSLATE_NOOP("UserRules", "{person} was let in once. You can enable the account instead.")
_TOO_LATE = QT_TRANSLATE_NOOP(
    "UserRules", "{person} was let in already. You can disable or delete the account instead."
)
_REJECTED = QT_TRANSLATE_NOOP("UserRules", "{person} was rejected already.")
_UNDECIDED = QT_TRANSLATE_NOOP("UserRules", "{person} has not been let in yet. Approve first.")
_DISABLED = QT_TRANSLATE_NOOP("UserRules", "{person} is disabled already.")
_ENABLED = QT_TRANSLATE_NOOP("UserRules", "{person} is enabled.")
_NOT_SIGNED_IN = QT_TRANSLATE_NOOP("UserRules", "{person} is not signed in anywhere.")
_LAST_ADMIN = QT_TRANSLATE_NOOP(
    "UserRules", "{person} is the only enabled admin. Make somebody else an admin first."
)
_ONESELF = QT_TRANSLATE_NOOP("UserRules", "This is your own account. Another admin has to do this.")
_OWN_SESSIONS = QT_TRANSLATE_NOOP(
    "UserRules", "This is your own account. Your sessions are in the account menu."
)
_ADMIN_SEES_ALL = QT_TRANSLATE_NOOP("UserRules", "An admin holds every right already.")

_WEAKENS = frozenset({Deed.CHANGE_ROLE, Deed.DISABLE, Deed.DELETE, Deed.REJECT})
"""What must leave an admin behind, and what nobody may do to themselves."""


def why_not(deed: Deed, user: User, standing: Standing) -> Text | None:
    """Return why `deed` cannot be done to `user`, None if it can. The state counts first, then the guards."""
    reason = _by_state(deed, user)
    if reason is None and deed in _WEAKENS:
        reason = _guard(user, standing)
    if reason is None and deed is Deed.SIGN_OUT and user.id == standing.me:
        reason = _OWN_SESSIONS
    return reason(person=user.label) if reason else None


def _guard(user: User, standing: Standing) -> Text | None:
    is_admin = user.role == Role.ADMIN and user.state is UserState.ACTIVE
    if is_admin and standing.admins is not None and standing.admins <= 1:
        return _LAST_ADMIN
    return _ONESELF if user.id == standing.me else None


def _by_state(deed: Deed, user: User) -> Text | None:
    match deed:
        case Deed.APPROVE:
            return {UserState.ACTIVE: _LET_IN, UserState.DISABLED: _LET_IN_ONCE}.get(user.state)
        case Deed.REJECT:
            return {UserState.PENDING: None, UserState.REJECTED: _REJECTED}.get(user.state, _TOO_LATE)
        case Deed.CHANGE_ROLE:
            return _undecided(user)
        case Deed.GRANT:
            return _undecided(user) or (_ADMIN_SEES_ALL if user.role == Role.ADMIN else None)
        case Deed.DISABLE:
            return _undecided(user) or (_DISABLED if user.state is UserState.DISABLED else None)
        case Deed.ENABLE:
            return _undecided(user) or (_ENABLED if user.state is UserState.ACTIVE else None)
        case Deed.SIGN_OUT:
            return None if user.sessions else _NOT_SIGNED_IN
        case Deed.RENAME | Deed.DELETE:
            return None


def _undecided(user: User) -> Text | None:
    return _UNDECIDED if user.state in {UserState.PENDING, UserState.REJECTED} else None
