"""What a dialog about groups has to know. Free of Qt."""

from __future__ import annotations

import msgspec

from crashdesk.core.crash_groups import CrashGroup
from crashdesk.core.ids import ActionId, GroupId, UserId
from crashdesk.core.people import Person


class Question(msgspec.Struct, frozen=True):
    """What a dialog has to know before a person decides.

    Attributes:
        ids: the groups it is about, as they were when it was asked.
        group: the only one, None for several.
        reports: how many reports they count together.
        versions: versions seen, those of these groups first.
        people: whom they can be assigned to, oneself first.
    """

    action: ActionId
    ids: tuple[GroupId, ...]
    group: CrashGroup | None
    reports: int
    versions: tuple[str, ...] = ()
    people: tuple[Person, ...] = ()
    me: UserId = UserId("")
