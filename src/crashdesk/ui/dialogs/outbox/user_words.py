"""A queued decision about an account and what it met, in words. Free of Qt."""

from __future__ import annotations

from crashdesk.core.people import Role
from crashdesk.core.text import QT_TRANSLATE_NOOP, Text
from crashdesk.core.users import User, UserState

STATE = QT_TRANSLATE_NOOP("Outbox", "State")
ROLE = QT_TRANSLATE_NOOP("Outbox", "Role")

FELL_BACK = QT_TRANSLATE_NOOP(
    "Outbox", "The account shows again what the server has. Discarding removes this entry."
)
DECIDED_ONCE = QT_TRANSLATE_NOOP(
    "Outbox",
    "One is let in or rejected only once. Discarding leaves the account as it is on the server now; "
    "there its role can be changed, or it can be disabled.",
)
DISCARDED = QT_TRANSLATE_NOOP("Outbox", "Discarded. The account shows what the server has.")

_STATES = {
    UserState.PENDING: QT_TRANSLATE_NOOP("Outbox", "Pending"),
    UserState.ACTIVE: QT_TRANSLATE_NOOP("Outbox", "Active"),
    UserState.DISABLED: QT_TRANSLATE_NOOP("Outbox", "Disabled"),
    UserState.REJECTED: QT_TRANSLATE_NOOP("Outbox", "Rejected"),
}
_STATES_BY = {
    UserState.ACTIVE: QT_TRANSLATE_NOOP("Outbox", "Active, let in by {person}"),
    UserState.REJECTED: QT_TRANSLATE_NOOP("Outbox", "Rejected by {person}"),
}
_ROLES = {
    Role.PENDING.value: QT_TRANSLATE_NOOP("Outbox", "None yet"),
    Role.VIEWER.value: QT_TRANSLATE_NOOP("Outbox", "Viewer"),
    Role.OPERATOR.value: QT_TRANSLATE_NOOP("Outbox", "Operator"),
    Role.ADMIN.value: QT_TRANSLATE_NOOP("Outbox", "Admin"),
}
_OTHER_ROLE = QT_TRANSLATE_NOOP("Outbox", "{role}")


def state_words(user: User) -> Text:
    """Say how far somebody is let in, and who decided it unless it was this desk."""
    by = _STATES_BY.get(user.state)
    if by and user.decided_by and not user.pending:
        return by(person=user.decided_by.label)
    return _STATES[user.state]


def role_words(user: User) -> Text:
    """Say which role somebody has; one that only a newer server knows stands for itself."""
    return _ROLES.get(user.role) or _OTHER_ROLE(role=user.role)
