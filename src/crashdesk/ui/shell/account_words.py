"""What the account menu says of who is signed in. Free of Qt."""

from __future__ import annotations

from crashdesk.core.ids import Instant
from crashdesk.core.people import Role
from crashdesk.core.session import Session
from crashdesk.core.text import QT_TRANSLATE_NOOP, Text
from crashdesk.ui.shell.status_words import clock_time, day

ROLES = {
    Role.PENDING.value: QT_TRANSLATE_NOOP("Account", "Waiting to be let in"),
    Role.VIEWER.value: QT_TRANSLATE_NOOP("Account", "Viewer: may look"),
    Role.OPERATOR.value: QT_TRANSLATE_NOOP("Account", "Operator: may look and triage"),
    Role.ADMIN.value: QT_TRANSLATE_NOOP("Account", "Admin: may do everything, also about other people"),
}
_OTHER_ROLE = QT_TRANSLATE_NOOP("Account", "Role: {role}")
_IDLE = QT_TRANSLATE_NOOP("Account", "Signed in until {end} if nothing is done")
_AT_LATEST = QT_TRANSLATE_NOOP("Account", "At the latest until {end}")
_NO_END = QT_TRANSLATE_NOOP("Account", "Signed in with an API key without an end")
_KEY_UNTIL = QT_TRANSLATE_NOOP("Account", "Signed in with an API key, valid until {end}")


def role_words(session: Session) -> Text:
    """Say what the role means."""
    return ROLES.get(session.role) or _OTHER_ROLE(role=session.role)


def end_words(session: Session) -> list[Text]:
    """Say when the session ends: unused, and in any case."""
    end, latest = session.expires_at, session.absolute_expires_at
    if session.is_by_key:
        return [_NO_END if end is None else _KEY_UNTIL(end=_moment(end))]
    words = [] if end is None else [_IDLE(end=_moment(end))]
    if latest is not None and latest != end:
        words.append(_AT_LATEST(end=_moment(latest)))
    return words


def _moment(at: Instant) -> str:
    return f"{day(at)} {clock_time(at)}"
