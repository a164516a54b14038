"""What the window says while no tab can be shown: nothing yet, opening, signed out, in trouble."""

from __future__ import annotations

from crashdesk.core.errors import CrashDeskError
from crashdesk.core.profile import Profile
from crashdesk.core.text import QT_TRANSLATE_NOOP
from crashdesk.ui.kit.empty import EmptyState

_WELCOME = QT_TRANSLATE_NOOP("Program", "Welcome to CrashDesk")
_WELCOME_MORE = QT_TRANSLATE_NOOP(
    "Program", "Connect to a server to see its crashes. Everything stays on this computer and that server."
)
_CONNECT = QT_TRANSLATE_NOOP("Program", "Connect to a server")
_SIGNED_OUT = QT_TRANSLATE_NOOP("Program", "Nobody is signed in to “{profile}”")
_SIGNED_OUT_MORE = QT_TRANSLATE_NOOP("Program", "Sign in to see what is on the server.")
_SIGN_IN = QT_TRANSLATE_NOOP("Program", "Sign in")
_OPENING = QT_TRANSLATE_NOOP("Program", "Opening “{profile}”")
_OPENING_MORE = QT_TRANSLATE_NOOP("Program", "The first time, everything is fetched once.")
_NO_TABS = QT_TRANSLATE_NOOP("Program", "Nothing here for you")
_NO_TABS_MORE = QT_TRANSLATE_NOOP(
    "Program", "Your account has no rights on this server yet. An admin can give you some."
)
_NOT_LET_IN = QT_TRANSLATE_NOOP("Program", "“{profile}” has ended your session")
_NOT_LET_IN_MORE = QT_TRANSLATE_NOOP(
    "Program",
    "Nobody had let you in. If somebody decided against it, the server says so, with the reason, when you "
    "sign in; otherwise you can go on waiting.",
)
_CANNOT_OPEN = QT_TRANSLATE_NOOP("Program", "“{profile}” cannot be opened")


def show_welcome(place: EmptyState) -> None:
    """There is no profile yet."""
    place.show_state("crashdesk", _WELCOME, _WELCOME_MORE, _CONNECT)


def show_opening(place: EmptyState, profile: Profile) -> None:
    """A profile is being opened."""
    place.show_loading(_OPENING(profile=profile.name), _OPENING_MORE)


def show_signed_out(place: EmptyState, profile: Profile) -> None:
    """Nobody is signed in."""
    place.show_state("lock", _SIGNED_OUT(profile=profile.name), _SIGNED_OUT_MORE, _SIGN_IN)


def show_trouble(place: EmptyState, profile: Profile, trouble: CrashDeskError) -> None:
    """The profile's store or secret cannot be had."""
    place.show_state("error", _CANNOT_OPEN(profile=profile.name), trouble.text, _SIGN_IN)


def show_not_let_in(place: EmptyState, profile: Profile) -> None:
    """The session of somebody ended who waited to be let in."""
    place.show_state("lock", _NOT_LET_IN(profile=profile.name), _NOT_LET_IN_MORE, _SIGN_IN)


def show_no_rights(place: EmptyState) -> None:
    """Somebody is signed in who may see nothing."""
    place.show_state("lock", _NO_TABS, _NO_TABS_MORE)
