"""How a kind of server declares itself. Free of any HTTP library: it is read before the first paint."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import msgspec

from crashdesk.core.profile import Profile
from crashdesk.core.server_ports import ServerClient
from crashdesk.core.text import Text

PauseListener = Callable[[float], None]
"""Called with the seconds for which a server asked to be left alone, before the pause begins."""

BuildClient = Callable[[Profile, PauseListener], Awaitable[ServerClient]]
"""Opens a client without sending anything. Raises `SettingsError` when the profile cannot be used."""


class ConnectorSpec(msgspec.Struct, frozen=True):
    """The declaration of a connector.

    Attributes:
        kind: what `ServerMeta.kind` says of such a server; stored in profiles.
        label: the kind's name for people.
        auth_methods: of `session` and `api_key`, the preferred one first.
        capabilities: all that this connector can do with a server that can do everything.
        build: imports the client on demand, off the GUI thread, and opens it.
    """

    kind: str
    label: Text
    auth_methods: tuple[str, ...]
    capabilities: frozenset[str]
    build: BuildClient
