"""Accounts in words, for table, details, dialogs and messages. Free of Qt."""

from __future__ import annotations

from collections.abc import Callable

from crashdesk.core.people import Role
from crashdesk.core.similar_names import Likeness, Similar
from crashdesk.core.text import QT_TRANSLATE_NOOP, Text
from crashdesk.core.users import User, UserState
from crashdesk.core.visible_text import visible_line
from crashdesk.ui.kit.column import Badge, Tone

STATE_WORDS = {
    UserState.PENDING: QT_TRANSLATE_NOOP("Users", "Pending"),
    UserState.ACTIVE: QT_TRANSLATE_NOOP("Users", "Active"),
    UserState.DISABLED: QT_TRANSLATE_NOOP("Users", "Disabled"),
    UserState.REJECTED: QT_TRANSLATE_NOOP("Users", "Rejected"),
}
STATE_TONES = {
    UserState.PENDING: Tone.WARNING,
    UserState.ACTIVE: Tone.GOOD,
    UserState.DISABLED: Tone.MUTED,
    UserState.REJECTED: Tone.BAD,
}
ROLE_WORDS: dict[str, Text] = {
    Role.PENDING: QT_TRANSLATE_NOOP("Users", "No role yet"),
    Role.VIEWER: QT_TRANSLATE_NOOP("Users", "Viewer"),
    Role.OPERATOR: QT_TRANSLATE_NOOP("Users", "Operator"),
    Role.ADMIN: QT_TRANSLATE_NOOP("Users", "Admin"),
}
ROLES = (Role.VIEWER, Role.OPERATOR, Role.ADMIN)
"""What one can be let in as, weakest first."""
ROLE_MEANINGS = {
    Role.VIEWER: QT_TRANSLATE_NOOP("Users", "Viewer: sees crashes and usage"),
    Role.OPERATOR: QT_TRANSLATE_NOOP("Users", "Operator: also decides about crashes, and deletes them"),
    Role.ADMIN: QT_TRANSLATE_NOOP("Users", "Admin: may do everything"),
}
ADMIN_WARNING = QT_TRANSLATE_NOOP(
    "Users",
    "An admin can let people in, make others admin, disable and delete accounts, yours included, "
    "and read the audit log.",
)
OTHER_ROLE = QT_TRANSLATE_NOOP("Users", "{role}")
UNSENT = QT_TRANSLATE_NOOP("Users", "unsent")
UNSENT_WHY = QT_TRANSLATE_NOOP("Users", "Your decision has yet to reach the server.")
_LOOKS_LIKE = QT_TRANSLATE_NOOP("Users", "looks like {person}")
_LOOKS_LIKE_ROLE = QT_TRANSLATE_NOOP("Users", "looks like {person} ({role})")
_DOMAIN_LOOKS_LIKE = QT_TRANSLATE_NOOP("Users", "domain looks like {domain}")
_PERSON = QT_TRANSLATE_NOOP("Users", "{person}. {reason}")
_NAME_CHARACTERS, _DOMAIN_CHARACTERS = 32, 32

Render = Callable[[Text], str]


def role_words(role: str) -> Text:
    """Return a role in words; one that this version does not know stands for itself."""
    return ROLE_WORDS.get(role) or OTHER_ROLE(role=visible_line(role, _NAME_CHARACTERS))


def state_badge(user: User) -> Badge:
    """Return how far somebody is let in."""
    return Badge(STATE_WORDS[user.state], STATE_TONES[user.state])


def standing_words(user: User) -> Text:
    """Return what somebody is: the role of those who were let in, the state of all others."""
    return role_words(user.role) if user.state is UserState.ACTIVE else STATE_WORDS[user.state]


def likeness_chip(similar: Similar, render: Render = str) -> Text:
    """Say in a few words whom somebody could be taken for."""
    other = similar.other
    if similar.likeness is Likeness.DOMAIN:
        domain = visible_line(other.email.rpartition("@")[2], _DOMAIN_CHARACTERS)
        return _DOMAIN_LOOKS_LIKE(domain=domain)
    person = visible_line(other.label, _NAME_CHARACTERS)
    standing = render(standing_words(other)).lower()
    return _LOOKS_LIKE_ROLE(person=person, role=standing) if standing else _LOOKS_LIKE(person=person)


def likeness_sentence(similar: Similar, render: Render = str) -> Text:
    """Say whom somebody could be taken for, and why."""
    chip = render(likeness_chip(similar, render))
    return _PERSON(person=chip[:1].upper() + chip[1:], reason=render(similar.reason))
