"""Everything that can go wrong and that a person can understand.

    CrashDeskError
    ├── ConnectionTrouble           the server gave no answer
    │   ├── ServerUnreachable       refused, no route, unknown name, cut
    │   ├── ServerTooSlow           no answer in time
    │   ├── CertificateUntrusted    TLS: unknown authority, wrong name, expired
    │   └── TakenForStranger        the server thinks that the request comes from elsewhere
    ├── AnswerUnusable              an answer that is not this API: HTML, cut, wrong types
    │   ├── AnswerTooLarge
    │   └── RedirectRefused         to another origin
    ├── ServerFault                 5xx
    ├── TooManyRequests             429, carries `retry_after_s`
    ├── Refused                     the server understood and said no
    │   ├── SignInRefused           wrong e-mail, password or key
    │   ├── SessionEnded            401 with a session that was good
    │   ├── AccessDenied            403
    │   │   ├── AwaitingApproval    a pending user
    │   │   └── NotLetIn            rejected or disabled; carries the `reason`
    │   ├── SetupRequired           no admin exists yet
    │   ├── NotFound                404: gone or not visible
    │   ├── InputRejected           422, carries `fields`
    │   ├── ChangedMeanwhile        412, carries the current object
    │   ├── RequestConflict         409
    │   └── ResyncRequired          410, carries why
    ├── OutcomeUnknown              a write that timed out
    ├── ReadOnlyProfile             this profile does not write
    ├── OtherServer                 another database or person answers than before
    ├── VaultTrouble                the keyring: VaultLocked, VaultMissing, VaultTimeout
    ├── StoreTrouble                the local store: StoreFull, StoreNewer, PassphraseWrong
    │   └── StoreSetAside           StoreKeyLost, StoreDamaged; carries `set_aside`
    ├── ExportFailed                a file that a person asked for cannot be written
    ├── QueryError                  a filter that cannot be read, carries the position
    └── SettingsError               a settings or profile file that cannot be read

Anything else that is raised is a bug and opens the crash dialog.
"""

from __future__ import annotations

import msgspec

from crashdesk.core.text import QT_TRANSLATE_NOOP, Text


class FieldProblem(msgspec.Struct, frozen=True):
    """What is wrong with one field of an input; `pointer` is a JSON pointer into what was sent."""

    pointer: str
    code: str
    message: str


class CrashDeskError(Exception):
    """An expected failure.

    Attributes:
        text: what happened and the remedy, for the person at the screen.
        detail: technical detail for logs and the "details" of a dialog; redacted, may be hostile text.
        request_id: the server's name for the request, empty when there was none.
    """

    default = QT_TRANSLATE_NOOP("Errors", "Something went wrong.")

    def __init__(self, text: Text | None = None, *, detail: str = "", request_id: str = "") -> None:
        self.text = text or self.default
        self.detail = detail
        self.request_id = request_id
        super().__init__(str(self.text))


class ConnectionTrouble(CrashDeskError):
    """The server gave no answer. What is on the screen stays; the desk tries again by itself."""

    default = QT_TRANSLATE_NOOP("Errors", "The server cannot be reached.")


class ServerUnreachable(ConnectionTrouble):
    """Refused, no route, unknown name, or cut before an answer."""


class ServerTooSlow(ConnectionTrouble):
    """No answer within the time limit."""

    default = QT_TRANSLATE_NOOP("Errors", "The server did not answer in time.")


class CertificateUntrusted(ConnectionTrouble):
    """TLS failed: unknown authority, another name, or expired."""

    default = QT_TRANSLATE_NOOP(
        "Errors",
        "The server's certificate is not trusted by this computer. "
        "Check the address, or give the profile the server's own certificate authority.",
    )


class TakenForStranger(ConnectionTrouble):
    """The server refused to believe where a request came from: most often a proxy hides its address.

    It says nothing about the request itself, so what was queued waits until the way is mended.
    """

    default = QT_TRANSLATE_NOOP(
        "Errors",
        "The server takes this desk for a stranger's page. Its public address may differ from the one in "
        "the profile; sign in again if that is not so.",
    )


class AnswerUnusable(CrashDeskError):
    """Something answered, but not this API: HTML, a cut body, wrong types."""

    default = QT_TRANSLATE_NOOP(
        "Errors", "What answers at this address is not a CrashDesk server. Check the address in the profile."
    )


class AnswerTooLarge(AnswerUnusable):
    """An answer over the limit; it was not read to its end."""

    default = QT_TRANSLATE_NOOP("Errors", "The server sent far more than was asked for; it was not read.")


class RedirectRefused(AnswerUnusable):
    """A redirect to another origin, which could carry the session there."""

    default = QT_TRANSLATE_NOOP(
        "Errors", "The server wants to send this desk to another address. It was refused."
    )


class ServerFault(CrashDeskError):
    """The server failed (5xx)."""

    default = QT_TRANSLATE_NOOP("Errors", "The server failed to answer. It may help to try again later.")


class TooManyRequests(CrashDeskError):
    """The server asks for a pause of `retry_after_s` seconds."""

    default = QT_TRANSLATE_NOOP("Errors", "The server asks for a pause of {seconds} s.")

    def __init__(self, retry_after_s: float, *, detail: str = "", request_id: str = "") -> None:
        self.retry_after_s = retry_after_s
        super().__init__(self.default(seconds=round(retry_after_s)), detail=detail, request_id=request_id)


class Refused(CrashDeskError):
    """The server understood and said no.

    Attributes:
        type: the stable `type` of the problem, by which callers decide.
    """

    default = QT_TRANSLATE_NOOP("Errors", "The server refused this.")

    def __init__(
        self,
        text: Text | None = None,
        *,
        type: str = "",  # noqa: A002 - RFC 9457
        detail: str = "",
        request_id: str = "",
    ) -> None:
        self.type = type
        super().__init__(text, detail=detail, request_id=request_id)


class SignInRefused(Refused):
    """Wrong e-mail address, password or key."""

    default = QT_TRANSLATE_NOOP("Errors", "The e-mail address, password or key is wrong.")


class SessionEnded(Refused):
    """The session was good and is no longer."""

    default = QT_TRANSLATE_NOOP("Errors", "The session has ended. Sign in again to go on.")


class AccessDenied(Refused):
    """What was asked for is not within this person's rights."""

    default = QT_TRANSLATE_NOOP("Errors", "You may not do this on this server.")


class AwaitingApproval(AccessDenied):
    """The account exists and an admin has yet to approve it."""

    default = QT_TRANSLATE_NOOP("Errors", "An admin of this server has yet to approve your account.")


class NotLetIn(AccessDenied):
    """The password is right, and this account may not come in: it was rejected or disabled.

    `reason` is what an admin wrote about it, empty for nothing. Text of a stranger: plain text.
    """

    default = QT_TRANSLATE_NOOP("Errors", "This account may not sign in on this server.")

    def __init__(
        self,
        text: Text | None = None,
        *,
        reason: str = "",
        type: str = "",  # noqa: A002 - RFC 9457
        detail: str = "",
        request_id: str = "",
    ) -> None:
        self.reason = reason
        super().__init__(text, type=type, detail=detail, request_id=request_id)


class SetupRequired(Refused):
    """The server has no admin yet."""

    default = QT_TRANSLATE_NOOP("Errors", "This server has no admin yet. Set it up first.")


class NotFound(Refused):
    """Gone, or not visible to this person."""

    default = QT_TRANSLATE_NOOP("Errors", "This no longer exists on the server.")


class InputRejected(Refused):
    """The server found the input wrong; `fields` says where."""

    default = QT_TRANSLATE_NOOP("Errors", "The server did not accept the input.")

    def __init__(
        self,
        text: Text | None = None,
        *,
        fields: tuple[FieldProblem, ...] = (),
        type: str = "",  # noqa: A002 - RFC 9457
        detail: str = "",
        request_id: str = "",
    ) -> None:
        self.fields = fields
        super().__init__(text, type=type, detail=detail, request_id=request_id)


class ChangedMeanwhile(Refused):
    """Somebody else changed the object (412). `current` is its JSON as the server has it now."""

    default = QT_TRANSLATE_NOOP("Errors", "Somebody else has changed this meanwhile.")

    def __init__(self, current: bytes, *, detail: str = "", request_id: str = "") -> None:
        self.current = current
        super().__init__(detail=detail, request_id=request_id)


class RequestConflict(Refused):
    """The request does not fit the present state (409); `type` says which rule."""


class ResyncRequired(Refused):
    """The change token is no longer good. `reason` is `too-old`, `rights-changed` or another database."""

    def __init__(self, reason: str, *, detail: str = "", request_id: str = "") -> None:
        self.reason = reason
        super().__init__(detail=detail, request_id=request_id)


class OutcomeUnknown(CrashDeskError):
    """A write got no answer: it may or may not have happened, and has to be read back."""

    default = QT_TRANSLATE_NOOP(
        "Errors", "The connection broke before the answer came; it is unknown whether this was done."
    )


class ReadOnlyProfile(CrashDeskError):
    """The profile is marked read-only, and the transport refused to write."""

    default = QT_TRANSLATE_NOOP(
        "Errors", "This profile is read-only. Change that in the profile to act on this server."
    )


class OtherServer(CrashDeskError):
    """Another database or another person answers than the local store belongs to."""

    default = QT_TRANSLATE_NOOP(
        "Errors",
        "Another server, or a restored one, answers at this address. "
        "Nothing that was queued has been sent to it.",
    )


class VaultTrouble(CrashDeskError):
    """The keyring of the operating system did not do what was asked."""

    default = QT_TRANSLATE_NOOP("Errors", "The keyring of this computer does not work: {reason}")


class VaultLocked(VaultTrouble):
    """The keyring exists and is locked."""

    default = QT_TRANSLATE_NOOP("Errors", "The keyring is locked. Unlock it and try again.")


class VaultMissing(VaultTrouble):
    """There is no keyring, or one that forgets what it is given."""

    default = QT_TRANSLATE_NOOP("Errors", "This computer has no keyring that keeps secrets.")


class VaultTimeout(VaultTrouble):
    """The keyring did not answer in time, most often because it waits for its password."""

    default = QT_TRANSLATE_NOOP(
        "Errors", "The keyring does not answer. It may be asking for its password in another window."
    )


class StoreTrouble(CrashDeskError):
    """The local store did not do what was asked."""

    default = QT_TRANSLATE_NOOP("Errors", "The local store does not work: {reason}")


class StoreSetAside(StoreTrouble):
    """The store's file cannot be used; `set_aside` is where it was moved, empty while it is in its place."""

    def __init__(
        self, text: Text | None = None, *, detail: str = "", request_id: str = "", set_aside: str = ""
    ) -> None:
        self.set_aside = set_aside
        super().__init__(text, detail=detail, request_id=request_id)


class StoreKeyLost(StoreSetAside):
    """The store's file exists and its key does not open it."""

    default = QT_TRANSLATE_NOOP(
        "Errors",
        "The key of the local store is lost. The store was set aside as {set_aside}; a new one was begun.",
    )


class StoreDamaged(StoreSetAside):
    """The store's file is not readable as a database."""

    default = QT_TRANSLATE_NOOP(
        "Errors", "The local store is damaged. It was set aside as {set_aside}; a new one was begun."
    )


class PassphraseWrong(StoreTrouble):
    """The passphrase does not open the local store; nothing was touched."""

    default = QT_TRANSLATE_NOOP("Errors", "The passphrase is wrong.")


class StoreFull(StoreTrouble):
    """The disk is full."""

    default = QT_TRANSLATE_NOOP("Errors", "The disk is full. Nothing more can be kept until there is room.")


class StoreNewer(StoreTrouble):
    """A newer CrashDesk wrote this store."""

    default = QT_TRANSLATE_NOOP(
        "Errors", "A newer CrashDesk has written the local store. Use that version, or a new profile."
    )


class QueryError(CrashDeskError):
    """A filter that cannot be read. `start` and `end` are character positions in the text as typed."""

    def __init__(self, text: Text, start: int, end: int) -> None:
        self.start = start
        self.end = end
        super().__init__(text)


class ExportFailed(CrashDeskError):
    """A file that a person asked for cannot be written; nothing of it is left."""

    default = QT_TRANSLATE_NOOP("Errors", "“{file}” cannot be written: {reason}")


class SettingsError(CrashDeskError):
    """A settings or profile file that cannot be read; the text names file, line and remedy."""
