"""The journal: what this desk did, when, and what the server said to it. Appended, never edited."""

from __future__ import annotations

import enum

import msgspec

from crashdesk.core.ids import ChangeId, Instant, ObjectId
from crashdesk.core.outbox import ObjectType
from crashdesk.core.text import Text


class Event(enum.StrEnum):
    """What happened to a change, or to an action that was not queued."""

    QUEUED = "queued"
    UNDONE = "undone"
    SENT = "sent"
    UNKNOWN = "unknown"
    """Sent without an answer."""
    DONE = "done"
    ALREADY_DONE = "already_done"
    """Somebody else had decided the same meanwhile."""
    REBASED = "rebased"
    """Somebody else had changed something else meanwhile; it is sent again on top of that."""
    CONFLICT = "conflict"
    REJECTED = "rejected"
    """The server said no."""
    DISCARDED = "discarded"
    ACKNOWLEDGED = "acknowledged"
    """A person has read that the audit log does not hold together."""


class JournalEntry(msgspec.Struct, frozen=True):
    """One line of the journal.

    Attributes:
        id: its number in decimal, padded to 19 digits, so that ids sort like the journal.
        change_id: the queued change that it is about, 0 for an action that was not queued.
        sentence: what was to be done, in words.
        answer: the new revision, or why it was refused.
        change: the queued change as JSON, empty for an action that was not queued.
    """

    id: str
    at: Instant
    event: Event
    object_type: ObjectType
    object_id: ObjectId
    sentence: Text
    answer: str = ""
    change_id: ChangeId = ChangeId(0)
    change: str = ""
