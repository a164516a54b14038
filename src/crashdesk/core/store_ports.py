"""What the local store does for the other layers: protocols that `store` fulfils.

Everything asynchronous here runs on the one event loop and may be cancelled at any await.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from crashdesk.core.account import Permission
from crashdesk.core.audit import AuditPage, Checkpoint, Compared, Finding, Verification
from crashdesk.core.audit_chain import Head
from crashdesk.core.changes import ChangePage, DomainObject, Undecoded
from crashdesk.core.crash_reports import ActivityEntry, CrashReport, GroupStatistics
from crashdesk.core.ids import (
    ChangeId,
    GroupId,
    Instant,
    ObjectId,
    QueueName,
    ReportId,
    ServerId,
    TaskName,
)
from crashdesk.core.journal import Event, JournalEntry
from crashdesk.core.outbox import Change, Lane, ObjectType, OutboxSummary, QueuedChange
from crashdesk.core.people import Person
from crashdesk.core.secret import Secret
from crashdesk.core.session import Session
from crashdesk.core.tables import RowCount, TableQuery
from crashdesk.core.tasks import Job
from crashdesk.core.text import Text
from crashdesk.core.usage import Usage


class RowView(Protocol):
    """The rows of one query, at one state of the store."""

    @property
    def count(self) -> RowCount:
        """How many rows there are, as far as is known."""
        ...

    async def ready(self) -> None:
        """Wait until the order of all rows is known; before, only page 0 can be had."""
        ...

    async def page(self, index: int) -> tuple[DomainObject, ...]:
        """Return the rows from `index * PAGE_ROWS`, at most `PAGE_ROWS` of them."""
        ...

    async def row_of(self, object_id: ObjectId) -> int | None:
        """Return the row number of an object, None when it is not among the rows."""
        ...

    async def ids(self, first: int, last: int) -> tuple[ObjectId, ...]:
        """Return the ids of rows `first` to `last`, both included."""
        ...

    async def lines(self, first: int, last: int) -> str:
        """Return rows `first` to `last`, both included, as they are kept: one line of JSON each."""
        ...

    def read_lines(self, lines: str) -> tuple[DomainObject, ...]:
        """Return the objects of such lines. Runs in any thread."""
        ...

    async def close(self) -> None:
        """Give back what the view holds in the store."""
        ...


StoreListener = Callable[[frozenset[ObjectType], frozenset[ObjectId] | None], None]
"""Called on the loop after a commit, with the types and (when few) the ids that changed."""


NO_ROW: ObjectId = ""
"""Stands, among the ids that a listener hears, for something about the type that is no row of it."""


class Tables(Protocol):
    """The mirrored objects, as a view needs them."""

    async def open_view(self, query: TableQuery) -> RowView:
        """Begin a query. Its first page is there quickly, also over a million rows."""
        ...

    async def get(self, type: ObjectType, object_id: ObjectId) -> DomainObject | None:  # noqa: A002
        """Return one object with pending changes applied."""
        ...

    async def changed_by_others(self, type: ObjectType, object_id: ObjectId, since: int) -> bool:  # noqa: A002
        """Tell whether an object has changed since a revision otherwise than by changes of this desk."""
        ...

    async def reports_of(self, group_id: GroupId) -> tuple[CrashReport, ...]:
        """Return the kept samples of a group, latest first, without content."""
        ...

    async def report(self, report_id: ReportId) -> CrashReport | None:
        """Return one sample, with its content when it is in the store."""
        ...

    async def activity_of(self, group_id: GroupId) -> tuple[ActivityEntry, ...]:
        """Return a group's timeline, latest first, with pending notes."""
        ...

    async def statistics_of(self, group_id: GroupId) -> GroupStatistics | None:
        """Return the cached statistics of a group."""
        ...

    async def usage(self) -> Usage | None:
        """Return the cached usage figures."""
        ...

    async def people(self) -> tuple[Person, ...]:
        """Return everybody who can be named, by label."""
        ...

    async def session(self) -> Session | None:
        """Return who was signed in when this store last agreed with its server."""
        ...

    async def values_of(self, type: ObjectType, column: str, prefix: str, limit: int) -> tuple[str, ...]:  # noqa: A002
        """Return distinct values of a column for completion."""
        ...

    def subscribe(self, listener: StoreListener) -> Callable[[], None]:
        """Call `listener` after each commit; returns what ends that."""
        ...


class Mirror(Protocol):
    """The writing side of the mirrored objects, for `sync`."""

    async def token(self) -> str:
        """Return the change token up to which the store has everything, empty at first."""
        ...

    async def apply(self, page: Undecoded[ChangePage]) -> ChangePage:
        """Decode and apply a page and its token in one transaction. Returns the page without its items."""
        ...

    async def begin_resync(self, *, erase: bool) -> None:
        """Start from nothing: `erase` drops rows at once (rights were lost), else they go at `end_resync`."""
        ...

    async def forget(self, lost: frozenset[str]) -> None:
        """Erase for good what only these capabilities let one see; its queued changes are refused."""
        ...

    async def end_resync(self) -> None:
        """Drop what the complete feed no longer named. Kept tables and the outbox stay."""
        ...

    async def put_report(self, report: Undecoded[CrashReport]) -> None:
        """Keep one sample's content, within the quota."""
        ...

    async def put_statistics(self, statistics: GroupStatistics) -> None:
        """Cache a group's statistics."""
        ...

    async def put_usage(self, usage: Usage) -> None:
        """Cache usage figures."""
        ...

    async def fresh_at(self) -> Instant | None:
        """Return when the mirror last agreed with the server, None before the first time."""
        ...

    async def mark_fresh(self, at: Instant) -> None:
        """Remember that the mirror agrees with the server."""
        ...

    async def put_session(self, session: Session) -> None:
        """Remember who is signed in, for a start without the server."""
        ...

    async def put_credential(self, credential: Secret | None) -> None:
        """Keep what proves this person to the server, or forget it: for desks without a keyring."""
        ...

    async def credential(self) -> Secret | None:
        """Return what `put_credential` was given."""
        ...

    async def put(self, type: ObjectType, found: DomainObject) -> None:  # noqa: A002
        """Keep one object that came as the answer to a direct action, unless the store has a later state."""
        ...

    async def remove(self, type: ObjectType, object_id: ObjectId) -> None:  # noqa: A002
        """Drop one object and what belongs to it, after the server confirmed its deletion."""
        ...

    async def replace_jobs(
        self, jobs: tuple[Job, ...], *, task: TaskName | None = None, queue: QueueName | None = None
    ) -> None:
        """Keep the jobs of one task or queue as the server has just listed them; those not listed go."""
        ...

    async def missing_bodies(self, limit: int) -> tuple[tuple[GroupId, ReportId], ...]:
        """Return samples (first and latest of open groups) whose content is not here yet."""
        ...


class AccountNotes(Protocol):
    """What this desk remembers about the person whose store this is."""

    async def permissions(self) -> tuple[Permission, ...]:
        """Return the rights that the server was last known to have, none before the first time."""
        ...

    async def put_permissions(self, permissions: tuple[Permission, ...]) -> None:
        """Remember the rights that the server has."""
        ...

    async def waiting_since(self) -> Instant | None:
        """Return since when this person waits to be let in, None when they do not."""
        ...

    async def put_waiting_since(self, at: Instant | None) -> None:
        """Remember since when this person waits to be let in; None: they no longer do."""
        ...


class Outbox(Protocol):
    """Changes that wait for the server. Every call is one durable transaction."""

    async def queue(self, lane: Lane, change: Change, sentence: Text, *, send_at: Instant) -> ChangeId:
        """Queue a change and show it in the object's row at once."""
        ...

    async def undo(self, change_id: ChangeId) -> bool:
        """Take back a change that has not been sent; False when it is too late."""
        ...

    async def discard(self, change_id: ChangeId) -> None:
        """Give up a change in conflict or rejected; the row falls back to the server's."""
        ...

    async def entries(self) -> tuple[QueuedChange, ...]:
        """Return everything that waits, in order."""
        ...

    async def summary(self) -> OutboxSummary:
        """Return the counts."""
        ...

    async def take_next(self, now: Instant) -> QueuedChange | None:
        """Mark the next sendable change (head of its lane, due) as SENDING and return it."""
        ...

    async def next_due(self) -> Instant | None:
        """Return when the earliest waiting head of a lane is due."""
        ...

    async def recover(self) -> int:
        """After a start: what was SENDING becomes UNKNOWN. Returns how many."""
        ...

    async def confirm(self, change_id: ChangeId, answer: DomainObject) -> None:
        """The server accepted: row, shadow, outbox and the lane's next base change in one transaction."""
        ...

    async def retry_later(self, change_id: ChangeId, send_at: Instant) -> None:
        """It never reached the server; wait until `send_at`."""
        ...

    async def mark_unknown(self, change_id: ChangeId) -> None:
        """Sent, no answer: to be read back."""
        ...

    async def resend(self, change_id: ChangeId, *, revision: int | None) -> None:
        """Read back: it did not happen. Send again with the same key, on `revision` if given."""
        ...

    async def conflict(self, change_id: ChangeId, theirs: DomainObject) -> None:
        """Somebody else was first."""
        ...

    async def reject(self, change_id: ChangeId, problem: Text) -> None:
        """The server said no for good."""
        ...

    def subscribe(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Call `listener` after each change of the outbox; returns what ends that."""
        ...


class Journal(Protocol):
    """What this desk did. Every call of `record` is one durable transaction."""

    async def record(
        self, event: Event, object_type: ObjectType, object_id: ObjectId, sentence: Text, answer: str = ""
    ) -> None:
        """Append what became of an action that was not queued; `answer` says what came back, or why not."""
        ...

    async def latest(self, limit: int) -> tuple[JournalEntry, ...]:
        """Return the latest entries, the latest first; a view of all is a query of their type."""
        ...


class Audit(Protocol):
    """The server's audit log as this desk keeps it, and what it remembers of it for good.

    Views of entries are queries of their type; its listeners hear of changes of the verification, too.
    """

    async def verification(self) -> Verification:
        """Return what is known about the log's integrity."""
        ...

    async def findings(self) -> tuple[Finding, ...]:
        """Return every break that nobody has acknowledged yet, the first place first."""
        ...

    async def acknowledge(self, finding: Finding, sentence: Text) -> None:
        """A person has read of a break: note it in the journal and verify from there on."""
        ...

    async def attachment(self) -> Head:
        """Return what the next entry has to follow from."""
        ...

    async def last_seen(self) -> Head:
        """Return the last place that this desk knows to have existed, also when its entries went."""
        ...

    async def hash_at(self, seq: int) -> str:
        """Return the hash that was seen at a place, empty when it is not known."""
        ...

    async def known_between(self, low: int, high: int) -> int | None:
        """Return a place between two others (both excluded) at which the hash is known."""
        ...

    async def is_rewritten(self) -> bool:
        """Tell whether it is known, and not yet acknowledged, that the server's past is another one."""
        ...

    async def take_checkpoint(self, signed: Checkpoint, server_id: ServerId) -> None:
        """Check who signed the head; the first good signature pins its key."""
        ...

    async def receive(self, page: Undecoded[AuditPage], server_id: ServerId) -> int:
        """Verify and keep the entries that follow; return how many. Raises `AnswerUnusable`."""
        ...

    async def attach(self, head: Head) -> None:
        """Go on from what the server shows at a place, after it turned out to be another past than ours."""
        ...

    async def settle(self, signed: Checkpoint, server_id: ServerId, *, is_final: bool) -> bool:
        """Draw the conclusions after reading up to a signed head; True asks to read on and settle again."""
        ...

    async def compare(self, page: Undecoded[AuditPage], first: int, last: int) -> Compared:
        """Compare hashes that the server gives now with what was seen from `first` to `last`."""
        ...

    async def report(self, finding: Finding) -> None:
        """Remember a break that was found by comparing."""
        ...
