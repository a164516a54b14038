"""What is known of an account in words. Free of Qt."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec

from crashdesk.core.account import Permission
from crashdesk.core.ids import Instant
from crashdesk.core.text import QT_TRANSLATE_NOOP, Text
from crashdesk.core.users import User, UserState
from crashdesk.ui.kit.amounts import absolute, relative
from crashdesk.ui.tabs.users.words import role_words

_REGISTERED = QT_TRANSLATE_NOOP("UserDetail", "Registered")
_FROM = QT_TRANSLATE_NOOP("UserDetail", "From")
_NOT_BY_NETWORK = QT_TRANSLATE_NOOP("UserDetail", "set up on the server")
_SIGN_IN = QT_TRANSLATE_NOOP("UserDetail", "Last sign-in")
_NEVER = QT_TRANSLATE_NOOP("UserDetail", "never")
_SESSIONS = QT_TRANSLATE_NOOP("UserDetail", "Open sessions")
_KEYS = QT_TRANSLATE_NOOP("UserDetail", "API keys")
_COUNT = QT_TRANSLATE_NOOP("UserDetail", "{count}")
_WHEN = QT_TRANSLATE_NOOP("UserDetail", "{when}")
_APPROVED = QT_TRANSLATE_NOOP("UserDetail", "Approved")
_REJECTED = QT_TRANSLATE_NOOP("UserDetail", "Rejected")
_BY = QT_TRANSLATE_NOOP("UserDetail", "{when} by {person}")
_YOUR_DECISION = QT_TRANSLATE_NOOP("UserDetail", "just now by you, not sent yet")
_NOBODY_DECIDED = QT_TRANSLATE_NOOP("UserDetail", "no decision was needed")
_WAITS = QT_TRANSLATE_NOOP("UserDetail", "Nobody has decided yet.")

_BY_ROLE = QT_TRANSLATE_NOOP("UserDetail", "As {role}:")
_GRANTED = QT_TRANSLATE_NOOP("UserDetail", "Granted besides:")
_NO_RIGHTS = QT_TRANSLATE_NOOP("UserDetail", "None before somebody approves.")
_NO_RIGHTS_NOW = QT_TRANSLATE_NOOP("UserDetail", "None while the account is {state}.")
_UNKNOWN = QT_TRANSLATE_NOOP(
    "UserDetail", "Those of the role {role}. What they mean has not been fetched from the server."
)
_STATES = {
    UserState.DISABLED: QT_TRANSLATE_NOOP("UserDetail", "disabled"),
    UserState.REJECTED: QT_TRANSLATE_NOOP("UserDetail", "rejected"),
}

Render = Callable[[Text], str]


class Fact(msgspec.Struct, frozen=True):
    """One thing that is known; `exactly` says it to the second."""

    title: Text
    words: Text | str
    exactly: str = ""


class RightsPart(msgspec.Struct, frozen=True):
    """Some rights and why somebody holds them; `names` are what the server calls them."""

    title: Text
    meanings: tuple[str, ...] = ()
    names: tuple[str, ...] = ()


def facts_of(user: User, now: Instant, render: Render = str) -> tuple[Fact, ...]:
    """Return what is known of the account, and who decided about it."""
    registered, signed_in = Instant(user.registered_at), user.last_sign_in_at
    return (
        Fact(_REGISTERED, relative(registered, now), absolute(registered)),
        Fact(_FROM, user.registered_from or _NOT_BY_NETWORK),
        Fact(
            _SIGN_IN,
            relative(signed_in, now) if signed_in else _NEVER,
            absolute(signed_in) if signed_in else "",
        ),
        Fact(_SESSIONS, _COUNT(count=user.sessions)),
        Fact(_KEYS, _COUNT(count=user.api_keys)),
        *_decision(user, now, render),
    )


def decision_words(user: User) -> Text | None:
    """Say that nobody has decided, where that is so."""
    return _WAITS if user.state is UserState.PENDING else None


def _decision(user: User, now: Instant, render: Render) -> tuple[Fact, ...]:
    if user.state is UserState.PENDING:
        return ()
    title = _REJECTED if user.state is UserState.REJECTED else _APPROVED
    if user.pending:
        return (Fact(title, _YOUR_DECISION),)
    if user.decided_at is None:
        return (Fact(title, _NOBODY_DECIDED),)
    when = relative(user.decided_at, now)
    words = _BY(when=render(when), person=user.decided_by.label) if user.decided_by else when
    return (Fact(title, words, absolute(user.decided_at)),)


def rights_of(user: User, rights: Sequence[Permission], render: Render = str) -> tuple[RightsPart, ...]:
    """Return what somebody may do, by role and beyond it, in the words of the server."""
    if user.state is UserState.PENDING:
        return (RightsPart(_NO_RIGHTS),)
    if user.state is not UserState.ACTIVE:
        return (RightsPart(_NO_RIGHTS_NOW(state=render(_STATES[user.state]))),)
    by_role = [right for right in rights if user.role in right.roles]
    known = {right.name: right.meaning for right in rights}
    role = render(role_words(user.role))
    if not rights:
        parts = [RightsPart(_UNKNOWN(role=role))]
    else:
        parts = [_part(_BY_ROLE(role=role.lower()), [right.name for right in by_role], known)]
    granted = [name for name in user.permissions if name not in {right.name for right in by_role}]
    if granted:
        parts.append(_part(_GRANTED, granted, known))
    return tuple(parts)


def _part(title: Text, names: Sequence[str], known: dict[str, str]) -> RightsPart:
    return RightsPart(title, tuple(known.get(name) or name for name in names), tuple(names))
