"""Actions on accounts in words, for toasts, the outbox and the journal."""

from __future__ import annotations

from crashdesk.core.people import Role
from crashdesk.core.text import QT_TRANSLATE_NOOP, Text
from crashdesk.core.users import Approval, UserDecision, UserEdit
from crashdesk.services.sentences import Sentences, short


def wish(decision: UserDecision, person: str) -> Text:
    """Say what `decision` shall do to this person."""
    return _sentences_of(decision).wish(title=short(person))


def done(decision: UserDecision, person: str) -> Text:
    """Say what `decision` has done to this person."""
    return _sentences_of(decision).done(title=short(person))


def done_to_several(decision: UserDecision, count: int) -> Text:
    """Say what `decision` has done to so many people."""
    return _sentences_of(decision).several(n=count)


def edit_sentence(edit: UserEdit, person: str) -> Text:
    """Say what a direct change shall do to this person's account."""
    person = short(person)
    changed = [value for value in (edit.name, edit.role, edit.enabled, edit.permissions) if value is not None]
    if len(changed) > 1:
        return _EDIT(person=person)
    if edit.name is not None:
        return _RENAME(person=person, name=short(edit.name))
    if edit.role is not None:
        return _MAKE[edit.role](person=person)
    if edit.permissions is not None:
        rights = ", ".join(edit.permissions)
        return _GRANT(person=person, rights=rights) if rights else _TAKE_RIGHTS(person=person)
    return (_ENABLE if edit.enabled else _DISABLE)(person=person)


def delete_sentence(person: str) -> Text:
    """Say that this person's account shall be deleted."""
    return _DELETE(person=short(person))


def sign_out_sentence(person: str) -> Text:
    """Say that this person shall be signed out everywhere."""
    return _SIGN_OUT(person=short(person))


def _sentences_of(decision: UserDecision) -> Sentences:
    return _APPROVE[decision.role] if isinstance(decision, Approval) else _REJECT


_AS_VIEWER = Sentences(
    QT_TRANSLATE_NOOP("Accounts", "Approve {title} as viewer"),
    QT_TRANSLATE_NOOP("Accounts", "Approved {title} as viewer"),
    QT_TRANSLATE_NOOP("Accounts", "Approved {n} user(s) as viewer"),
)
_AS_OPERATOR = Sentences(
    QT_TRANSLATE_NOOP("Accounts", "Approve {title} as operator"),
    QT_TRANSLATE_NOOP("Accounts", "Approved {title} as operator"),
    QT_TRANSLATE_NOOP("Accounts", "Approved {n} user(s) as operator"),
)
_AS_ADMIN = Sentences(
    QT_TRANSLATE_NOOP("Accounts", "Approve {title} as admin"),
    QT_TRANSLATE_NOOP("Accounts", "Approved {title} as admin"),
    QT_TRANSLATE_NOOP("Accounts", "Approved {n} user(s) as admin"),
)
_APPROVE = {
    Role.PENDING: _AS_VIEWER,  # nobody is approved as that: the server refuses it
    Role.VIEWER: _AS_VIEWER,
    Role.OPERATOR: _AS_OPERATOR,
    Role.ADMIN: _AS_ADMIN,
}
_REJECT = Sentences(
    QT_TRANSLATE_NOOP("Accounts", "Reject {title}"),
    QT_TRANSLATE_NOOP("Accounts", "Rejected {title}"),
    QT_TRANSLATE_NOOP("Accounts", "Rejected {n} user(s)"),
)
_MAKE = {
    Role.PENDING: QT_TRANSLATE_NOOP("Accounts", "Take the role from {person}"),
    Role.VIEWER: QT_TRANSLATE_NOOP("Accounts", "Make {person} viewer"),
    Role.OPERATOR: QT_TRANSLATE_NOOP("Accounts", "Make {person} operator"),
    Role.ADMIN: QT_TRANSLATE_NOOP("Accounts", "Make {person} admin"),
}
_EDIT = QT_TRANSLATE_NOOP("Accounts", "Change the account of {person}")
_RENAME = QT_TRANSLATE_NOOP("Accounts", "Rename {person} to {name}")
_GRANT = QT_TRANSLATE_NOOP("Accounts", "Let {person} have {rights} beyond the role")
_TAKE_RIGHTS = QT_TRANSLATE_NOOP("Accounts", "Take from {person} all rights beyond the role")
_ENABLE = QT_TRANSLATE_NOOP("Accounts", "Enable the account of {person}")
_DISABLE = QT_TRANSLATE_NOOP("Accounts", "Disable the account of {person}")
_DELETE = QT_TRANSLATE_NOOP("Accounts", "Delete the account of {person}")
_SIGN_OUT = QT_TRANSLATE_NOOP("Accounts", "Sign {person} out everywhere")
