"""What a dialog about accounts has to know. Free of Qt."""

from __future__ import annotations

import msgspec

from crashdesk.core.account import Permission
from crashdesk.core.ids import ActionId, UserId
from crashdesk.core.people import Role
from crashdesk.core.similar_names import Similar
from crashdesk.core.users import User, UserDecision, UserEdit


class Carry(msgspec.Struct, frozen=True):
    """Yes, do it: the answer where there is nothing to fill in."""


Answer = UserDecision | UserEdit | Carry
"""What a person decided in a dialog."""


class Question(msgspec.Struct, frozen=True):
    """What a dialog has to know before a person decides.

    Attributes:
        ids: the accounts it is about, as they were when it was asked.
        person: the only one, None for several.
        role: what is chosen at first.
        similar: whom the only one could be taken for.
        alike: how many of several could be taken for somebody else.
        rights: every right that the server knows.
    """

    action: ActionId
    ids: tuple[UserId, ...]
    person: User | None
    role: Role = Role.VIEWER
    similar: tuple[Similar, ...] = ()
    alike: int = 0
    rights: tuple[Permission, ...] = ()
