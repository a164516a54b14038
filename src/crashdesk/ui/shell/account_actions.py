"""What one can do about one's own account, and when. Free of Qt."""

from __future__ import annotations

from crashdesk.core.actions import AVAILABLE, ActionSpec, Availability, Effect
from crashdesk.core.connection import ConnectionState, Link
from crashdesk.core.ids import ActionId
from crashdesk.core.session import Session
from crashdesk.core.text import QT_TRANSLATE_NOOP, Text

RIGHTS = ActionId("shell.my_rights")
PASSWORD = ActionId("shell.change_password")
SESSIONS = ActionId("shell.my_sessions")
API_KEYS = ActionId("shell.my_api_keys")

ACCOUNT_ACTIONS: tuple[ActionSpec, ...] = (
    ActionSpec(RIGHTS, QT_TRANSLATE_NOOP("Account", "What I may do…"), effect=Effect.LOCAL, icon="info"),
    ActionSpec(PASSWORD, QT_TRANSLATE_NOOP("Account", "Change password…"), icon="lock"),
    ActionSpec(SESSIONS, QT_TRANSLATE_NOOP("Account", "My sessions…"), icon="user"),
    ActionSpec(API_KEYS, QT_TRANSLATE_NOOP("Account", "My API keys…"), icon="key"),
)
"""In the order of the account menu."""

_NEEDS = {PASSWORD: "sessions", SESSIONS: "sessions", API_KEYS: "api_keys"}
"""The capability that the server must have."""

_NOBODY = QT_TRANSLATE_NOOP("Account", "Nobody is signed in.")
_BY_KEY = QT_TRANSLATE_NOOP(
    "Account", "You are signed in with an API key. This needs a session: sign in with your password."
)
_AWAITING = QT_TRANSLATE_NOOP("Account", "You can do this once you have been let in.")
_OFFLINE = QT_TRANSLATE_NOOP("Account", "This needs the server, which cannot be reached just now.")
_READ_ONLY = QT_TRANSLATE_NOOP("Account", "This profile is read-only.")
_NOT_OFFERED = QT_TRANSLATE_NOOP("Account", "This server does not offer that.")


def account_availability(
    action: ActionId, session: Session | None, connection: ConnectionState | None, *, read_only: bool
) -> Availability:
    """Tell whether an action of the account menu can be used now, and if not, why."""
    reason = _NOBODY if session is None else _reason(action, session, connection, read_only=read_only)
    return AVAILABLE if reason is None else Availability(enabled=False, reason=reason)


def _reason(
    action: ActionId, session: Session, connection: ConnectionState | None, *, read_only: bool
) -> Text | None:
    if action == RIGHTS:
        return None
    if session.is_by_key:
        return _BY_KEY
    if _NEEDS[action] not in session.capabilities:
        return _NOT_OFFERED
    link = connection.link if connection else None
    if session.awaits_approval and action != PASSWORD:
        return _AWAITING
    if link not in {Link.ONLINE, Link.AWAITING}:
        return _OFFLINE
    return _READ_ONLY if read_only and action == PASSWORD else None
