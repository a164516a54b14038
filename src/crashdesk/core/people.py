"""People and keys as far as other objects name them."""

from __future__ import annotations

import enum

import msgspec

from crashdesk.core.ids import UserId


class Role(enum.StrEnum):
    """What a person may do in general; the exact rights come from the server."""

    PENDING = "pending"
    VIEWER = "viewer"
    OPERATOR = "operator"
    ADMIN = "admin"


class ActorKind(enum.StrEnum):
    """Who did something."""

    USER = "user"
    API_KEY = "api_key"
    SYSTEM = "system"
    ANONYMOUS = "anonymous"


class Person(msgspec.Struct, frozen=True):
    """Somebody a crash group can be assigned to.

    Attributes:
        label: the name to show, else the e-mail address. Text of a stranger: show it as plain text.
        enabled: False for people who may no longer sign in; they stay as authors.
    """

    id: UserId
    label: str
    role: str = ""
    enabled: bool = True


class Actor(msgspec.Struct, frozen=True):
    """The author of a change. `id` is empty for the system and for nobody."""

    kind: str
    label: str
    id: str = ""
