"""What a server's change feed brings, in terms of the domain."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

import msgspec

from crashdesk.core.audit import AuditEntry
from crashdesk.core.crash_groups import CrashGroup
from crashdesk.core.crash_reports import ActivityEntry, CrashReport
from crashdesk.core.deliveries import Delivery, ReplayPlan
from crashdesk.core.ids import ObjectId
from crashdesk.core.journal import JournalEntry
from crashdesk.core.outbox import ObjectType
from crashdesk.core.people import Person
from crashdesk.core.tasks import Job, Queue, Task
from crashdesk.core.users import User
from crashdesk.core.webhooks import Webhook

T = TypeVar("T")

DomainObject = (
    CrashGroup
    | CrashReport
    | ActivityEntry
    | Person
    | User
    | AuditEntry
    | JournalEntry
    | Webhook
    | Delivery
    | ReplayPlan
    | Task
    | Queue
    | Job
)

Decidable = CrashGroup | User
"""Objects that something can be queued about."""


class ObjectChange(msgspec.Struct, frozen=True):
    """The latest state of one object; `object` is None when it is gone."""

    type: ObjectType
    id: ObjectId
    object: DomainObject | None


class ChangePage(msgspec.Struct, frozen=True):
    """Part of the feed. `next_token` continues it, also across restarts."""

    items: tuple[ObjectChange, ...]
    next_token: str
    has_more: bool


class Undecoded(Generic[T]):
    """A body that is still bytes, with what turns it into the domain.

    Decoding a page takes longer than the GUI thread may be held: the store's writer thread does it.
    `decode` raises `AnswerUnusable` when the bytes are not what they should be.
    """

    __slots__ = ("_decode", "body")

    def __init__(self, body: bytes, decode: Callable[[bytes], T]) -> None:
        self.body = body
        self._decode = decode

    def decode(self) -> T:
        """Return the domain objects. Runs in any thread."""
        return self._decode(self.body)
