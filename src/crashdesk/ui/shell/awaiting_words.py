"""What somebody reads who is signed in and may see nothing yet. Free of Qt."""

from __future__ import annotations

import msgspec

from crashdesk.core.connection import ConnectionState, Link
from crashdesk.core.ids import SECOND, Instant
from crashdesk.core.people import Role
from crashdesk.core.profile import Profile
from crashdesk.core.session import Session
from crashdesk.core.text import QT_TRANSLATE_NOOP, Text
from crashdesk.ui.shell.status_words import moment

_WAITING = QT_TRANSLATE_NOOP("Awaiting", "You are waiting to be let in")
_WAITING_MORE = QT_TRANSLATE_NOOP(
    "Awaiting",
    "An admin of this server has to approve your account first. This window opens by itself as soon as you "
    "are let in; you may also close it and look again later.",
)
_NO_RIGHTS = QT_TRANSLATE_NOOP("Awaiting", "You have no rights on this server")
_NO_RIGHTS_MORE = QT_TRANSLATE_NOOP(
    "Awaiting",
    "You are signed in, and there is nothing that you may see. An admin of this server can give you rights; "
    "this window opens by itself as soon as you have some.",
)
_PERSON = QT_TRANSLATE_NOOP("Awaiting", "{name} · {email}")
_SERVER = QT_TRANSLATE_NOOP("Awaiting", "{name} · {url}")
_ASKING = QT_TRANSLATE_NOOP("Awaiting", "Asking the server…")
_NEXT = QT_TRANSLATE_NOOP("Awaiting", "Not yet. The desk asks again in {seconds} s.")
_AWAY = QT_TRANSLATE_NOOP("Awaiting", "The server cannot be reached. Next try in {seconds} s.")
_NOT_TRYING = QT_TRANSLATE_NOOP("Awaiting", "The desk does not ask by itself just now: {problem}")
_UNSAID = QT_TRANSLATE_NOOP("Awaiting", "The desk does not ask by itself just now.")


class Waiting(msgspec.Struct, frozen=True):
    """Who waits, where, and since when this desk has known it."""

    session: Session
    profile: Profile
    since: Instant


def title_of(waiting: Waiting) -> Text:
    """Say in a few words why there is nothing to see."""
    return _WAITING if waiting.session.role == Role.PENDING else _NO_RIGHTS


def sentence_of(waiting: Waiting) -> Text:
    """Say what has to happen, and that it is noticed."""
    return _WAITING_MORE if waiting.session.role == Role.PENDING else _NO_RIGHTS_MORE


def person_of(waiting: Waiting) -> Text:
    """Name who is signed in."""
    session = waiting.session
    named = session.name or session.email
    return (
        _PERSON(name=named, email=session.email)
        if session.name
        else QT_TRANSLATE_NOOP("Awaiting", "{email}")(email=session.email)
    )


def server_of(waiting: Waiting) -> Text:
    """Name the server as the profile does, and where it is."""
    return _SERVER(name=waiting.profile.name, url=waiting.profile.url)


def since_of(waiting: Waiting, now: Instant) -> str:
    """Say when the waiting began."""
    return moment(waiting.since, now)


def looking_words(state: ConnectionState | None, now: Instant) -> Text:
    """Say when the desk asks again, or why it does not."""
    if state is None or state.link in {Link.CONNECTING, Link.ONLINE}:
        return _ASKING
    if state.link in {Link.AWAITING, Link.OFFLINE} and state.retry_at is not None:
        seconds = max(0, -(-(state.retry_at - now) // SECOND))
        if seconds == 0:
            return _ASKING
        return (_NEXT if state.link is Link.AWAITING else _AWAY)(seconds=seconds)
    return _UNSAID if state.problem is None else _NOT_TRYING(problem=str(state.problem.text))
