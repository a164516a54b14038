"""What became of an action on one thing or several, told one by one."""

from __future__ import annotations

import enum

import msgspec

from crashdesk.core.ids import ChangeId, ObjectId
from crashdesk.core.text import Text


class ItemOutcome(enum.StrEnum):
    """What became of one thing of an action."""

    QUEUED = "queued"
    DONE = "done"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


class ItemResult(msgspec.Struct, frozen=True):
    """The outcome for one thing; `text` says why where it was not simply done."""

    id: ObjectId
    outcome: ItemOutcome
    title: str = ""
    text: Text | None = None


class ActionOutcome(msgspec.Struct, frozen=True):
    """What became of an action.

    Attributes:
        change_ids: what `undo` takes.
        sentence: the action in words, for the toast.
    """

    results: tuple[ItemResult, ...]
    sentence: Text
    change_ids: tuple[ChangeId, ...] = ()

    def count(self, outcome: ItemOutcome) -> int:
        """Return how many things had this outcome."""
        return sum(result.outcome is outcome for result in self.results)
