"""What the dialog of one's own rights shows: every right of the server, and which of them one holds."""

from __future__ import annotations

import msgspec

from crashdesk.core.account import Permission
from crashdesk.core.people import Role
from crashdesk.core.session import Session
from crashdesk.core.text import QT_TRANSLATE_NOOP, Text

_YES = QT_TRANSLATE_NOOP("Rights", "Yes")
_NO = QT_TRANSLATE_NOOP("Rights", "No")
_GRANTED = QT_TRANSLATE_NOOP("Rights", "Yes, given to you")
_ROLES = {
    Role.VIEWER.value: QT_TRANSLATE_NOOP("Rights", "viewer"),
    Role.OPERATOR.value: QT_TRANSLATE_NOOP("Rights", "operator"),
    Role.ADMIN.value: QT_TRANSLATE_NOOP("Rights", "admin"),
}
_VALUE = QT_TRANSLATE_NOOP("Rights", "{value}")
_UNEXPLAINED = QT_TRANSLATE_NOOP("Rights", "The server has not explained it to this desk yet.")


class Right(msgspec.Struct, frozen=True):
    """One line. `meaning` is in the words of the server."""

    name: str
    meaning: Text
    held: Text
    roles: tuple[Text, ...]
    is_held: bool


def rights_of(session: Session, known: tuple[Permission, ...]) -> tuple[Right, ...]:
    """Return what one holds first, then the rest, each in the order of the server."""
    lines = [_line(permission, session) for permission in known]
    named = {permission.name for permission in known}
    lines += [
        Right(name, _UNEXPLAINED, _YES, (), is_held=True) for name in sorted(session.permissions - named)
    ]
    return tuple(sorted(lines, key=lambda line: not line.is_held))


def _line(permission: Permission, session: Session) -> Right:
    is_held = permission.name in session.permissions
    by_role = session.role in permission.roles
    return Right(
        name=permission.name,
        meaning=_VALUE(value=permission.meaning or permission.name),
        held=(_YES if by_role else _GRANTED) if is_held else _NO,
        roles=tuple(_ROLES.get(role) or _VALUE(value=role) for role in permission.roles),
        is_held=is_held,
    )
