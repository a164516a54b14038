"""What becomes of a change when somebody else was first."""

from __future__ import annotations

import enum
from typing import TypeVar

from crashdesk.core.change_rules import ChangeRules
from crashdesk.core.outbox import Change

T = TypeVar("T")


class Settlement(enum.StrEnum):
    """How a change goes on after it met somebody else's."""

    DONE = "done"
    """They have decided the same: nothing is left to send."""
    REBASE = "rebase"
    """They have changed something else: it is sent again on top of theirs."""
    CONFLICT = "conflict"
    """They have changed the same thing otherwise: a person decides."""


def settle(rules: ChangeRules, base: T | None, theirs: T, change: Change) -> Settlement:
    """Decide how `change`, made on `base`, goes on now that the server has `theirs`."""
    if rules.stands_alone(change):
        return Settlement.REBASE
    if rules.is_met(theirs, change):
        return Settlement.DONE
    if rules.is_untouched(base, theirs, change):
        return Settlement.REBASE
    return Settlement.CONFLICT
