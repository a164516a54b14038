"""The columns of both lists of accounts."""

from __future__ import annotations

from collections.abc import Callable

from crashdesk.core.ids import Instant
from crashdesk.core.similar_names import Similar
from crashdesk.core.tables import SortKey
from crashdesk.core.text import QT_TRANSLATE_NOOP, Text
from crashdesk.core.users import User
from crashdesk.ui.kit.amounts import absolute
from crashdesk.ui.kit.column import Badge, CellKind, Column, Labelled, Tone
from crashdesk.ui.tabs.users.words import (
    UNSENT,
    UNSENT_WHY,
    likeness_chip,
    likeness_sentence,
    role_words,
    state_badge,
)

SimilarTo = Callable[[User], tuple[Similar, ...]]
"""Whom an account could be taken for, the most telling first."""

_NAME = QT_TRANSLATE_NOOP("Users", "Name")
_ADDRESS = QT_TRANSLATE_NOOP("Users", "Address")
_REGISTERED = QT_TRANSLATE_NOOP("Users", "Registered")
_FROM = QT_TRANSLATE_NOOP("Users", "From")
_FROM_HELP = QT_TRANSLATE_NOOP("Users", "The network address that the registration came from")
_SIMILAR = QT_TRANSLATE_NOOP("Users", "Similar to")
_SIMILAR_HELP = QT_TRANSLATE_NOOP("Users", "Whom a name or an address could be taken for")
_NEVER = QT_TRANSLATE_NOOP("Users", "never signed in")


def labelled(user: User) -> Labelled:
    """Return the name, else the address, and whether a decision of this desk has yet to be sent."""
    unsent = (Badge(UNSENT, Tone.ACCENT, tooltip=UNSENT_WHY),) if user.pending else ()
    return Labelled(user.label, unsent)


def similar_badge(similar: tuple[Similar, ...]) -> Badge | None:
    """Return the chip that warns; its tooltip tells the reason."""
    if not similar:
        return None
    first = similar[0]
    return Badge(likeness_chip(first), Tone.WARNING, tooltip=likeness_sentence(first))


def _spoken_name(user: User) -> Text:
    return QT_TRANSLATE_NOOP("Users", "{name}")(name=user.label)


def _spoken_address(user: User) -> Text | None:
    return QT_TRANSLATE_NOOP("Users", "{address}")(address=user.email) if user.name else None


def _spoken_registered(user: User) -> Text:
    when = absolute(Instant(user.registered_at))
    if not user.registered_from:
        return QT_TRANSLATE_NOOP("Users", "registered {when}")(when=when)
    return QT_TRANSLATE_NOOP("Users", "registered {when} from {address}")(
        when=when, address=user.registered_from
    )


def _spoken_sign_in(user: User) -> Text:
    if user.last_sign_in_at is None:
        return _NEVER
    return QT_TRANSLATE_NOOP("Users", "last signed in {when}")(when=absolute(user.last_sign_in_at))


def _spoken_sessions(user: User) -> Text:
    return QT_TRANSLATE_NOOP("Users", "{n} session(s)")(user.sessions)


def _spoken_keys(user: User) -> Text:
    return QT_TRANSLATE_NOOP("Users", "{n} key(s)")(user.api_keys)


def _decider(user: User) -> str:
    return user.decided_by.label if user.decided_by else ""


def _spoken_decider(user: User) -> Text | None:
    if not user.decided_by:
        return None
    return QT_TRANSLATE_NOOP("Users", "decided by {person}")(person=user.decided_by.label)


def _role_badge(user: User) -> Badge:
    tones = {"admin": Tone.ACCENT, "operator": Tone.NEUTRAL}
    return Badge(role_words(user.role), tones.get(user.role, Tone.MUTED))


def _name_column(width: int) -> Column[User]:
    return Column(
        "name", _NAME, CellKind.TEXT, labelled, sort="label", width=width, stretches=True, spoken=_spoken_name
    )


def _address_column(width: int) -> Column[User]:
    return Column(
        "email",
        _ADDRESS,
        CellKind.TEXT,
        lambda user: user.email,
        sort="email",
        width=width,
        spoken=_spoken_address,
    )


def _registered_column(*, visible: bool = True) -> Column[User]:
    return Column(
        "registered_at",
        _REGISTERED,
        CellKind.TIME,
        lambda user: user.registered_at,
        sort="registered_at",
        width=98,
        visible=visible,
        falls=True,
        spoken=_spoken_registered,
    )


def _from_column(*, visible: bool = True) -> Column[User]:
    return Column(
        "registered_from",
        _FROM,
        CellKind.CODE,
        lambda user: user.registered_from,
        sort="registered_from",
        width=122,
        visible=visible,
        help=_FROM_HELP,
    )


def _similar_column(similar_to: SimilarTo, *, visible: bool = True) -> Column[User]:
    def spoken(user: User) -> Text | None:
        found = similar_to(user)
        return likeness_chip(found[0]) if found else None

    return Column(
        "similar",
        _SIMILAR,
        CellKind.BADGE,
        lambda user: similar_badge(similar_to(user)),
        width=224,
        visible=visible,
        help=_SIMILAR_HELP,
        spoken=spoken,
    )


def pending_columns(similar_to: SimilarTo) -> tuple[Column[User], ...]:
    """Return what one needs to know of those who wait."""
    return (
        _name_column(118),
        _address_column(146),
        _registered_column(),
        _from_column(),
        _similar_column(similar_to),
    )


def all_columns(similar_to: SimilarTo) -> tuple[Column[User], ...]:
    """Return all that is known of accounts, in the order that a new user finds them in."""
    return (
        _name_column(130),
        _address_column(170),
        *_standing_columns(),
        *_use_columns(),
        _registered_column(visible=False),
        *_decision_columns(),
        _from_column(visible=False),
        _similar_column(similar_to, visible=False),
    )


def _standing_columns() -> tuple[Column[User], ...]:
    return (
        Column(
            "role",
            QT_TRANSLATE_NOOP("Users", "Role"),
            CellKind.BADGE,
            lambda user: None if user.role == "pending" else _role_badge(user),
            sort="role",
            width=88,
            spoken=lambda user: role_words(user.role),
        ),
        Column(
            "state",
            QT_TRANSLATE_NOOP("Users", "State"),
            CellKind.BADGE,
            state_badge,
            sort="state",
            width=88,
            spoken=lambda user: state_badge(user).text,
        ),
    )


def _use_columns() -> tuple[Column[User], ...]:
    return (
        Column(
            "last_sign_in_at",
            QT_TRANSLATE_NOOP("Users", "Last sign-in"),
            CellKind.TIME,
            lambda user: user.last_sign_in_at,
            sort="last_sign_in_at",
            width=100,
            falls=True,
            spoken=_spoken_sign_in,
        ),
        Column(
            "sessions",
            QT_TRANSLATE_NOOP("Users", "Sessions"),
            CellKind.NUMBER,
            lambda user: user.sessions,
            sort="sessions",
            width=76,
            falls=True,
            help=QT_TRANSLATE_NOOP("Users", "Where somebody is signed in now"),
            spoken=_spoken_sessions,
        ),
        Column(
            "api_keys",
            QT_TRANSLATE_NOOP("Users", "Keys"),
            CellKind.NUMBER,
            lambda user: user.api_keys,
            sort="api_keys",
            width=58,
            falls=True,
            visible=False,
            help=QT_TRANSLATE_NOOP("Users", "API keys that work now"),
            spoken=_spoken_keys,
        ),
    )


def _decision_columns() -> tuple[Column[User], ...]:
    return (
        Column(
            "decided_by",
            QT_TRANSLATE_NOOP("Users", "Decided by"),
            CellKind.TEXT,
            _decider,
            sort="decided_by",
            width=120,
            visible=False,
            help=QT_TRANSLATE_NOOP("Users", "Who approved or rejected"),
            spoken=_spoken_decider,
        ),
        Column(
            "decided_at",
            QT_TRANSLATE_NOOP("Users", "Decided"),
            CellKind.TIME,
            lambda user: user.decided_at,
            sort="decided_at",
            width=98,
            visible=False,
            falls=True,
        ),
        Column(
            "permissions",
            QT_TRANSLATE_NOOP("Users", "Granted rights"),
            CellKind.CODE,
            lambda user: ", ".join(user.permissions),
            width=120,
            visible=False,
            help=QT_TRANSLATE_NOOP("Users", "Rights beyond those of the role"),
        ),
    )


FIRST_PENDING_SORT = (SortKey("registered_at", descending=True),)
"""Who has just come stands first."""
FIRST_ALL_SORT = (SortKey("label"),)
