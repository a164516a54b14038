"""How a kind of server declares itself. Free of any HTTP library: it is read before the first paint."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import msgspec

from crashdesk.core.ports import ServerClient
from crashdesk.core.text import Text


class ServerAddress(msgspec.Struct, frozen=True):
    """Where a profile's server is and how far the connection to it is trusted.

    Attributes:
        url: `https://host[:port][/prefix]`; plain `http` to this computer itself only, unless allowed.
        ca_file: path of a PEM file; only authorities in it are trusted, empty for the system's trust store.
        pin_sha256: SHA-256 of the server's certificate (DER) in hexadecimal, with or without colons; when
            set, exactly that certificate is trusted whatever its name, issuer and dates are.
        allow_plain_http: the user has read what plain http to another computer means, and wants it.
        read_only: requests that write are refused before a byte is sent.
    """

    url: str
    ca_file: str = ""
    pin_sha256: str = ""
    allow_plain_http: bool = False
    read_only: bool = False


PauseListener = Callable[[float], None]
"""Called with the seconds for which a server asked to be left alone, before the pause begins."""

BuildClient = Callable[[ServerAddress, PauseListener], Awaitable[ServerClient]]
"""Opens a client without sending anything. Raises `SettingsError` for an address that cannot be used."""


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
