"""What becomes of a change when somebody else was first."""

from __future__ import annotations

import enum
from typing import assert_never

from crashdesk.core.crash_groups import (
    AssigneeChange,
    CrashGroup,
    GroupChange,
    NoteAddition,
    SeverityChange,
    StatusChange,
    is_in_effect,
)


class Settlement(enum.StrEnum):
    """How a change goes on after it met somebody else's."""

    DONE = "done"
    """They have decided the same: nothing is left to send."""
    REBASE = "rebase"
    """They have changed something else: it is sent again on top of theirs."""
    CONFLICT = "conflict"
    """They have changed the same thing otherwise: a person decides."""


def settle(base: CrashGroup | None, theirs: CrashGroup, change: GroupChange) -> Settlement:
    """Decide how `change`, made on `base`, goes on now that the server has `theirs`.

    Only the field that `change` sets counts. Without a base nothing is known of what they changed, and
    only a change that is in effect already can be settled. A note fits on anything.
    """
    if isinstance(change, NoteAddition):
        return Settlement.REBASE
    if is_in_effect(theirs, change):
        return Settlement.DONE
    if base is not None and is_in_effect(theirs, _restoring(base, change)):
        return Settlement.REBASE
    return Settlement.CONFLICT


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
