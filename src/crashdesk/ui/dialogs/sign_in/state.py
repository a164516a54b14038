"""What the sign-in dialog shows, and how each event changes it."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from urllib.parse import urlsplit

import msgspec
from msgspec.structs import replace

from crashdesk.core.errors import (
    AnswerUnusable,
    ConnectionTrouble,
    CrashDeskError,
    InputRejected,
    NotLetIn,
    Refused,
    SessionEnded,
    SettingsError,
    SetupRequired,
    SignInRefused,
    TooManyRequests,
)
from crashdesk.core.ids import SECOND, Instant
from crashdesk.core.profile import AuthMethod, Profile
from crashdesk.core.profile_rules import is_loopback
from crashdesk.core.session import ServerMeta
from crashdesk.core.text import QT_TRANSLATE_NOOP, Text

NO_EMAIL = QT_TRANSLATE_NOOP("SignIn", "Give your e-mail address.")
NO_PASSWORD = QT_TRANSLATE_NOOP("SignIn", "Give your password.")
NO_KEY = QT_TRANSLATE_NOOP("SignIn", "Paste the API key.")
NO_TOKEN = QT_TRANSLATE_NOOP("SignIn", "Paste the one-time token that the server printed.")
WRONG_TOKEN = QT_TRANSLATE_NOOP(
    "SignIn", "This is not the token that the server printed. Check that all of it was copied."
)
WRONG_PASSWORD = QT_TRANSLATE_NOOP("SignIn", "E-mail address and password do not go together.")
WRONG_KEY = QT_TRANSLATE_NOOP("SignIn", "The server does not know this key, or it has ended.")
NO_NAME = QT_TRANSLATE_NOOP("SignIn", "Say who you are: an admin decides by it.")
NEEDLESS_TOKEN = QT_TRANSLATE_NOOP(
    "SignIn", "This server has its first admin already and takes no token any more. Leave it out."
)
REJECTED = QT_TRANSLATE_NOOP("SignIn", "An admin has not approved your account. The reason given: {reason}")
DISABLED = QT_TRANSLATE_NOOP("SignIn", "An admin has disabled your account. The reason given: {reason}")
PAUSE = QT_TRANSLATE_NOOP("SignIn", "Too many attempts. The server takes the next one in {seconds} s.")

_SENT = frozenset({"email", "password", "token", "name"})
"""What a server can find wrong at a field of its own."""


class Step(enum.StrEnum):
    """The page of the dialog."""

    ADDRESS = "address"
    CREDENTIALS = "credentials"
    SET_UP = "set_up"
    REGISTER = "register"


class Way(enum.StrEnum):
    """What protects the way to the server."""

    ENCRYPTED = "encrypted"
    LOCAL = "local"
    """It does not leave this computer."""
    OPEN = "open"


class SignInState(msgspec.Struct, frozen=True):
    """What is on the screen.

    Attributes:
        profile: as edited so far.
        keeps: whether secrets outlive the program.
        meta: what answered at the address.
        offers_plain_http: the tick that allows an unencrypted connection is shown.
        busy: a request is on its way.
        errors: what is wrong, by field: `url`, `email`, `password`, `key`, `token`, `name`, `again`.
        trouble: what is wrong with no field in particular.
        pause_until: no attempt before this.
        pause_s: seconds until then, as last counted.
        has_token: somebody who asks for an account wants to give a token with it.
    """

    profile: Profile
    keeps: bool
    step: Step = Step.ADDRESS
    meta: ServerMeta | None = None
    offers_plain_http: bool = False
    busy: bool = False
    errors: Mapping[str, Text] = {}
    trouble: Text | None = None
    pause_until: Instant | None = None
    pause_s: int = 0
    has_token: bool = False

    @property
    def takes_registrations(self) -> bool:
        """Whether one can ask this server for an account."""
        return self.meta is not None and self.meta.registration

    @property
    def method(self) -> AuthMethod:
        """How one is about to sign in."""
        return self.profile.auth_method

    @property
    def methods(self) -> tuple[AuthMethod, ...]:
        """What the server offers."""
        offered = self.meta.auth_methods if self.meta else ()
        return tuple(method for method in AuthMethod if method.value in offered)

    @property
    def way(self) -> Way:
        """What protects the way to the server."""
        parts = urlsplit(self.profile.url)
        if parts.scheme == "https":
            return Way.ENCRYPTED
        return Way.LOCAL if is_loopback(parts.hostname or "") else Way.OPEN

    @property
    def may_submit(self) -> bool:
        """Whether the main button can be used."""
        return not self.busy and self.pause_s == 0


def turned(state: SignInState, step: Step) -> SignInState:
    """Go to another page; what was said on the one before is over, a pause is not."""
    trouble = state.trouble if state.pause_s else None
    return replace(state, step=step, errors={}, trouble=trouble)


def waiting(state: SignInState, profile: Profile) -> SignInState:
    """A request for `profile` is on its way."""
    return replace(state, profile=profile, busy=True, errors={}, trouble=None)


_UNNAMED = "CrashDesk"
"""How a server calls itself that nobody gave a name; as a profile's name it would tell nothing."""


def wrong(state: SignInState, errors: Mapping[str, Text]) -> SignInState:
    """The input cannot be sent like this."""
    return replace(state, busy=False, errors=errors, trouble=None)


def answered(state: SignInState, meta: ServerMeta) -> SignInState:
    """A server answered: on to signing in, or to its first set-up."""
    profile = state.profile
    offered = [method for method in AuthMethod if method.value in meta.auth_methods]
    method = profile.auth_method if profile.auth_method in offered or not offered else offered[0]
    named = meta.name if meta.name != _UNNAMED else ""
    name = profile.name or named or urlsplit(profile.url).hostname or profile.url
    step = Step.SET_UP if meta.setup_required else Step.CREDENTIALS
    profile = replace(profile, auth_method=method, name=name, kind=meta.kind)
    return replace(state, profile=profile, meta=meta, step=step, busy=False, errors={}, trouble=None)


def failed(state: SignInState, error: CrashDeskError, now: Instant) -> SignInState:
    """A request failed: say it at the field it belongs to."""
    state = replace(state, busy=False, errors={}, trouble=None)
    if isinstance(error, TooManyRequests):
        return counted(replace(state, pause_until=Instant(now + int(error.retry_after_s * SECOND))), now)
    if isinstance(error, SetupRequired):
        return replace(state, step=Step.SET_UP)
    if state.step is Step.ADDRESS and isinstance(error, ConnectionTrouble | AnswerUnusable | SettingsError):
        return replace(state, errors={"url": error.text})
    if isinstance(error, InputRejected) and error.fields:
        return _rejected(state, error)
    if isinstance(error, NotLetIn) and error.reason:
        because = DISABLED if error.type == "account-disabled" else REJECTED
        return replace(state, trouble=because(reason=error.reason))
    if state.step is Step.REGISTER:
        return _not_registered(state, error)
    if isinstance(error, SignInRefused | SessionEnded):
        by_password = state.method is AuthMethod.SESSION
        return replace(state, errors={"password": WRONG_PASSWORD} if by_password else {"key": WRONG_KEY})
    if state.step is Step.SET_UP and isinstance(error, Refused):
        return replace(state, errors={"token": WRONG_TOKEN})
    return replace(state, trouble=error.text)


def counted(state: SignInState, now: Instant) -> SignInState:
    """Time has passed: count the pause down."""
    if state.pause_until is None:
        return state
    left = max(0, -(-(state.pause_until - now) // SECOND))
    if left == 0:
        return replace(state, pause_until=None, pause_s=0, trouble=None)
    return replace(state, pause_s=left, trouble=PAUSE(seconds=left))


def _not_registered(state: SignInState, error: CrashDeskError) -> SignInState:
    if isinstance(error, Refused) and state.has_token:
        if error.type == "setup-token-wrong":
            return replace(state, errors={"token": WRONG_TOKEN})
        if error.type == "already-set-up":
            return replace(state, errors={"token": NEEDLESS_TOKEN})
    return replace(state, trouble=error.text)


def _rejected(state: SignInState, error: InputRejected) -> SignInState:
    # The server's own words are data, so they stand as a value and are never translated or filled in.
    said = QT_TRANSLATE_NOOP("SignIn", "{problem}")
    problems = {each.pointer.strip("#/"): said(problem=each.message) for each in error.fields}
    errors = {field: text for field, text in problems.items() if field in _SENT}
    elsewhere = next((text for field, text in problems.items() if field not in _SENT), None)
    return replace(state, errors=errors, trouble=elsewhere)
