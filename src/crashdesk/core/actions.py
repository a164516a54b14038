"""What a person can do, as data: menus, palette, shortcuts and the key map are made of it."""

from __future__ import annotations

import enum

import msgspec

from crashdesk.core.ids import ActionId
from crashdesk.core.text import Text


class Effect(enum.StrEnum):
    """What an action touches, and so whether it needs the server."""

    LOCAL = "local"
    """This desk alone: columns, marks, copies."""
    QUEUED = "queued"
    """Shown at once, sent when the server can be reached."""
    DIRECT = "direct"
    """Needs the server now and awaits its answer."""


class Danger(enum.StrEnum):
    """How much an action can destroy."""

    NONE = "none"
    UNDOABLE = "undoable"
    FINAL = "final"
    """Cannot be undone: asks first and names what is lost."""


class ActionSpec(msgspec.Struct, frozen=True):
    """One action.

    Attributes:
        id: `<tab>.<verb>`, stable: key bindings are saved under it.
        text: the imperative label without ellipsis or mnemonic.
        keys: default shortcuts in Qt's portable notation, the first one shown in menus.
        capability: the capability of server and credential that it needs, empty for none.
        icon: name of an icon in `resources/icons`, empty for none.
    """

    id: ActionId
    text: Text
    keys: tuple[str, ...] = ()
    capability: str = ""
    effect: Effect = Effect.DIRECT
    danger: Danger = Danger.NONE
    icon: str = ""


class Availability(msgspec.Struct, frozen=True):
    """Whether an action can be used now, and if not, why."""

    enabled: bool
    reason: Text | None = None


AVAILABLE = Availability(enabled=True)
