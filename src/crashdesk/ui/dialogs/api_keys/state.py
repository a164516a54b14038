"""What the dialog of one's own API keys shows, and how each event changes it."""

from __future__ import annotations

import enum
from collections.abc import Mapping

import msgspec
from msgspec.structs import replace

from crashdesk.core.account import ApiKey, CreatedApiKey
from crashdesk.core.errors import CrashDeskError, InputRejected, OutcomeUnknown, RequestConflict
from crashdesk.core.people import Role
from crashdesk.core.secret import Secret
from crashdesk.core.text import QT_TRANSLATE_NOOP, Text

LONGEST_NAME = 100
"""Characters, the limit of our server."""
ROLES: Mapping[Role, Text] = {
    Role.VIEWER: QT_TRANSLATE_NOOP("ApiKeys", "Viewer: may look"),
    Role.OPERATOR: QT_TRANSLATE_NOOP("ApiKeys", "Operator: may also triage"),
    Role.ADMIN: QT_TRANSLATE_NOOP("ApiKeys", "Admin: may do everything"),
}
"""What a key can be given, the weakest first."""
NO_NAME = QT_TRANSLATE_NOOP("ApiKeys", "Give the key a name that tells what it is for.")
LONG_NAME = QT_TRANSLATE_NOOP("ApiKeys", "Take at most {most} characters.")
NAME_TAKEN = QT_TRANSLATE_NOOP("ApiKeys", "You have a key of this name already.")
_LOST = QT_TRANSLATE_NOOP(
    "ApiKeys",
    "The connection broke before the key could be shown. If it was made, it is in the list: revoke it and "
    "make another one.",
)
_REVOKED = QT_TRANSLATE_NOOP("ApiKeys", "“{name}” is revoked. Whoever used it is locked out.")


class Page(enum.StrEnum):
    """The page of the dialog."""

    LIST = "list"
    NEW = "new"
    SHOWN = "shown"
    """A new key is shown this once."""


class KeysState(msgspec.Struct, frozen=True):
    """What is on the screen.

    Attributes:
        role: one's own; a key gets no more.
        keeps: there is a keyring that can store a key.
        read_only: the profile does not write.
        keys: one's own keys, None before they are known.
        busy: a request is on its way.
        errors: what is wrong, by field: `name`.
        trouble: what is wrong with no field in particular; `said`: what became of the last wish.
        created: the new key with its secret, while that is shown.
        stored_as: the profile that the new key is stored under, empty when it is not.
    """

    role: str
    keeps: bool
    read_only: bool = False
    page: Page = Page.LIST
    keys: tuple[ApiKey, ...] | None = None
    busy: bool = False
    errors: Mapping[str, Text] = {}
    trouble: Text | None = None
    said: Text | None = None
    created: CreatedApiKey | None = None
    stored_as: str = ""

    @property
    def roles(self) -> tuple[Role, ...]:
        """What a key can be given: nothing above one's own role."""
        order = list(ROLES)
        if self.role not in {role.value for role in order}:
            return ()
        return tuple(order[: order.index(Role(self.role)) + 1])

    @property
    def secret(self) -> Secret:
        """The secret that is shown, empty when none is."""
        return self.created.secret if self.created else Secret("")

    def key(self, key_id: str) -> ApiKey | None:
        """Return one of the keys."""
        return next((key for key in self.keys or () if key.id == key_id), None)


def turned(state: KeysState, page: Page) -> KeysState:
    """Go to another page; what was said and shown on the one before is over."""
    return replace(state, page=page, errors={}, trouble=None, said=None, created=None, stored_as="")


def loading(state: KeysState) -> KeysState:
    """A request is on its way."""
    return replace(state, busy=True, errors={}, trouble=None)


def listed(state: KeysState, keys: tuple[ApiKey, ...]) -> KeysState:
    """The list is here."""
    return replace(state, keys=keys, busy=False, trouble=None)


def failed(state: KeysState, error: CrashDeskError) -> KeysState:
    """The request failed."""
    state = replace(state, busy=False)
    if isinstance(error, OutcomeUnknown | RequestConflict) and state.page is Page.NEW:
        return replace(turned(state, Page.LIST), trouble=_LOST)
    if isinstance(error, InputRejected) and error.fields and state.page is Page.NEW:
        # The server's own words are data, so they stand as a value and are never translated or filled in.
        said = QT_TRANSLATE_NOOP("ApiKeys", "{problem}")(problem=error.fields[0].message)
        return replace(state, errors={"name": said})
    return replace(state, trouble=error.text)


def shown(state: KeysState, created: CreatedApiKey) -> KeysState:
    """A key was made: its secret is shown this once."""
    keys = (created.key, *(state.keys or ()))
    return replace(turned(state, Page.SHOWN), keys=keys, created=created, busy=False)


def revoked(state: KeysState, key: ApiKey) -> KeysState:
    """A key is gone."""
    left = tuple(each for each in state.keys or () if each.id != key.id)
    return replace(state, keys=left, busy=False, trouble=None, said=_REVOKED(name=key.name))
