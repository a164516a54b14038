"""Changes that wait for the server: the entries of the outbox and what can become of them."""

from __future__ import annotations

import enum

import msgspec

from crashdesk.core.crash_groups import GroupChange
from crashdesk.core.errors import FieldProblem
from crashdesk.core.ids import ChangeId, Instant, ObjectId
from crashdesk.core.text import Text
from crashdesk.core.users import UserDecision


class ObjectType(enum.StrEnum):
    """The kinds of object that the store mirrors."""

    CRASH_GROUP = "crash_group"
    CRASH_REPORT = "crash_report"
    CRASH_ACTIVITY = "crash_activity"
    PERSON = "person"
    USER = "user"
    AUDIT_ENTRY = "audit_entry"
    WEBHOOK = "webhook"
    DELIVERY = "delivery"
    REPLAY_PLAN = "replay_plan"
    TASK = "task"
    QUEUE = "queue"
    JOB = "job"
    JOURNAL_ENTRY = "journal_entry"
    """What this desk did itself; it comes from no server."""


class Lane(msgspec.Struct, frozen=True):
    """The object a change belongs to. Changes of one lane are sent in order, lanes independently."""

    type: ObjectType
    id: ObjectId


class ChangeState(enum.StrEnum):
    """Where a change is on its way."""

    WAITING = "waiting"
    """Held back, or waiting for the connection, its predecessor or the next attempt."""
    SENDING = "sending"
    UNKNOWN = "unknown"
    """Sent without an answer; to be read back before anything else in its lane."""
    CONFLICT = "conflict"
    """Somebody else changed the object; a person decides."""
    REJECTED = "rejected"
    """The server said no for good; a person reads why and discards it."""


Change = GroupChange | UserDecision
"""What can be queued; `core.change_rules` tells what each does."""


class QueuedChange(msgspec.Struct, frozen=True):
    """One entry of the outbox.

    Attributes:
        sentence: what it does, in words: `Resolve "TypeError: x" in 2.1`.
        idempotency_key: made when queued, the same in every attempt.
        base: the object's JSON as this desk had it when the change was made.
        base_revision: what `If-Match` carries; None while it depends on the predecessor's result.
        send_at: not before this instant (hold-back or back-off).
        problem: why it is in conflict or rejected.
        theirs: the server's object at the conflict.
    """

    id: ChangeId
    lane: Lane
    change: Change
    sentence: Text
    idempotency_key: str
    state: ChangeState
    made_at: Instant
    send_at: Instant
    base: bytes = b""
    base_revision: int | None = None
    attempts: int = 0
    problem: Text | None = None
    fields: tuple[FieldProblem, ...] = ()
    theirs: bytes = b""


class OutboxSummary(msgspec.Struct, frozen=True):
    """Counts for the status bar."""

    held: int = 0
    waiting: int = 0
    stuck: int = 0
    """In conflict or rejected: they need a person."""
