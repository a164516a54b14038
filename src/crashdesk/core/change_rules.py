"""What a queued change does to its object, by the kind of object: all that queueing has to know of each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, assert_never

import msgspec

from crashdesk.core.crash_groups import (
    AssigneeChange,
    CrashGroup,
    GroupChange,
    NoteAddition,
    SeverityChange,
    StatusChange,
    apply_change,
    is_in_effect,
)
from crashdesk.core.outbox import ObjectType
from crashdesk.core.users import User, UserDecision, UserState, apply_decision, is_decided


class ChangeRules(msgspec.Struct, frozen=True):
    """The rules of one kind of object. Every function gets what is of that kind.

    Attributes:
        replay: (object, change): the object as it will look once the server has accepted the change.
        is_met: (object, change): whether the object already is as the change wants it.
        is_untouched: (base, theirs, change): whether they have left alone what the change sets. Without a
            base nothing is known of what they changed.
        stands_alone: (change): it rests on no change before it, nothing rests on it, and it fits on anything.
        count_in: (object, answer): the object once an answer that is an object of its own belongs to it.
    """

    replay: Callable[[Any, Any], Any]
    is_met: Callable[[Any, Any], bool]
    is_untouched: Callable[[Any, Any, Any], bool]
    stands_alone: Callable[[Any], bool] = lambda _change: False
    count_in: Callable[[Any, Any], Any] = lambda found, _answer: found


def _is_group_untouched(base: CrashGroup | None, theirs: CrashGroup, change: GroupChange) -> bool:
    """Only the field that the change sets counts."""
    return base is not None and is_in_effect(theirs, _restoring(base, change))


def _restoring(base: CrashGroup, change: GroupChange) -> GroupChange:
    """Return the change that would set the field of `change` as it was in `base`."""
    match change:
        case StatusChange():
            return StatusChange(base.status, base.resolution, base.ignore)
        case SeverityChange():
            return SeverityChange(base.severity)
        case AssigneeChange():
            return AssigneeChange(base.assignee)
        case NoteAddition():
            return change
        case _:
            assert_never(change)


def _count_note(group: CrashGroup, _note: object) -> CrashGroup:
    return msgspec.structs.replace(group, notes=group.notes + 1)


def _is_undecided(base: User | None, theirs: User, _decision: UserDecision) -> bool:
    """Whoever waits still can be decided about, and whoever was rejected when it was decided and still is."""
    return theirs.state is UserState.PENDING or (
        theirs.state is UserState.REJECTED and base is not None and base.state is UserState.REJECTED
    )


CHANGE_RULES: Mapping[ObjectType, ChangeRules] = {
    ObjectType.CRASH_GROUP: ChangeRules(
        replay=apply_change,
        is_met=is_in_effect,
        is_untouched=_is_group_untouched,
        stands_alone=lambda change: isinstance(change, NoteAddition),
        count_in=_count_note,
    ),
    ObjectType.USER: ChangeRules(replay=apply_decision, is_met=is_decided, is_untouched=_is_undecided),
}
"""The kinds of object that something can be queued about."""
