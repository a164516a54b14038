"""A profile: one saved connection of this desk, without any secret."""

from __future__ import annotations

import enum

import msgspec

from crashdesk.core.ids import ProfileId, ServerId, UserId


class Danger(enum.StrEnum):
    """How careful one has to be on a server; shown in the window at all times."""

    NORMAL = "normal"
    CAREFUL = "careful"
    DANGER = "danger"


class AuthMethod(enum.StrEnum):
    """How one signs in; the names are those of a server's self-description."""

    SESSION = "session"
    API_KEY = "api_key"


class Profile(msgspec.Struct, frozen=True, omit_defaults=True):
    """One saved connection.

    Attributes:
        url: scheme, host and port; the API's path is the connector's affair.
        colour: `#rrggbb`, marks the window.
        read_only: the transport refuses to write.
        auth_method: how one signed in last, offered again.
        email: filled in when signing in again.
        ca_file: a PEM file that is trusted instead of the system's authorities.
        pinned_sha256: hex digest of the one certificate that is accepted.
        allow_plain_http: the user has read and accepted that nothing is encrypted.
        last_server_id, last_user_id: whose local store opens before the server has answered.
    """

    id: ProfileId
    name: str
    url: str
    kind: str = "crashdesk"
    colour: str = "#3b6ea5"
    danger: Danger = Danger.NORMAL
    read_only: bool = False
    auth_method: AuthMethod = AuthMethod.SESSION
    email: str = ""
    ca_file: str = ""
    pinned_sha256: str = ""
    allow_plain_http: bool = False
    last_server_id: ServerId = ServerId("")
    last_user_id: UserId = UserId("")
