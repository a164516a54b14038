"""The outbox: changes that wait for the server, in lanes of one object each.

Every transaction leaves row, shadow, entries and journal in agreement: the row is always the server's
state with the lane's changes replayed. What is in a transaction that was handed over happens also if
its caller is cancelled or the program is killed after it.

What differs from one kind of object to another is in `core.change_rules` and in the tables' specs.
"""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Callable
from typing import TypeVar

import msgspec

from crashdesk.core.change_rules import CHANGE_RULES
from crashdesk.core.changes import DomainObject
from crashdesk.core.conflicts import Settlement, settle
from crashdesk.core.errors import NotFound
from crashdesk.core.ids import ChangeId, Instant
from crashdesk.core.journal import Event
from crashdesk.core.outbox import Change, ChangeState, Lane, OutboxSummary, QueuedChange
from crashdesk.core.ports import Clock
from crashdesk.core.text import Text
from crashdesk.store import overlay
from crashdesk.store.announcements import Announcements
from crashdesk.store.journal import write_journal
from crashdesk.store.lanes import depends, hand_on, receive_beside, waiting_heads
from crashdesk.store.objects import decode, encode, exists, find, revision_of
from crashdesk.store.outbox_rows import add, all_entries, delete, entries_of_lane, entry_of, save
from crashdesk.store.tables.catalogue import TABLES
from crashdesk.store.worker import Worker
from crashdesk.store.writer import Transaction, Writer

T = TypeVar("T")
Step = Callable[[Transaction, QueuedChange], T]

_REBASE_PAUSE_MS = 1_000
"""By so much longer a change waits each time that somebody was first again: nobody is chased without end."""
_STUCK = (ChangeState.CONFLICT, ChangeState.REJECTED)


class StoreOutbox:
    """An `Outbox` over the store."""

    def __init__(self, writer: Writer, reader: Worker, announcements: Announcements, clock: Clock) -> None:
        self._writer = writer
        self._reader = reader
        self._announcements = announcements
        self._clock = clock

    async def queue(self, lane: Lane, change: Change, sentence: Text, *, send_at: Instant) -> ChangeId:
        """Queue a change and show it at once.

        A change that is in effect already is queued like any other: whether it makes sense is for the
        caller to know.

        Raises:
            NotFound: the store does not have the object.
        """

        def queue(transaction: Transaction) -> ChangeId:
            server = overlay.server_state(transaction.connection, lane)
            shown = find(transaction.connection, lane.type, lane.id)
            if server is None or shown is None:
                raise NotFound
            is_first = not depends(lane.type, change, entries_of_lane(transaction.connection, lane))
            entry = QueuedChange(
                id=ChangeId(0),
                lane=lane,
                change=change,
                sentence=sentence,
                idempotency_key=str(uuid.uuid4()),
                state=ChangeState.WAITING,
                made_at=self._clock.now(),
                send_at=send_at,
                base=encode(server if is_first else shown).encode(),
                base_revision=revision_of(lane.type, server) if is_first else None,
            )
            entry = add(transaction, entry)
            overlay.show(transaction, lane, server)
            self._write_journal(transaction, Event.QUEUED, entry)
            return entry.id

        return await self._writer.write(queue, kept=True)

    async def undo(self, change_id: ChangeId) -> bool:
        """Take back a change that was never sent; False when it is too late."""

        def undo(transaction: Transaction, entry: QueuedChange) -> bool:
            if entry.state is not ChangeState.WAITING or entry.attempts:
                return False
            self._take_back(transaction, entry, Event.UNDONE)
            return True

        return await self._step(change_id, undo) or False

    async def discard(self, change_id: ChangeId) -> None:
        """Give up a change in conflict or rejected; in another state it stays."""

        def discard(transaction: Transaction, entry: QueuedChange) -> None:
            if entry.state in _STUCK:
                self._take_back(transaction, entry, Event.DISCARDED)

        await self._step(change_id, discard)

    async def entries(self) -> tuple[QueuedChange, ...]:
        """Return everything that waits, in the order of queueing."""
        return await self._reader.run(all_entries)

    async def summary(self) -> OutboxSummary:
        """Return the counts. Held are those that were never sent and are not yet due."""
        now = self._clock.now()
        entries = await self.entries()
        stuck = sum(entry.state in _STUCK for entry in entries)
        held = sum(
            entry.state is ChangeState.WAITING and not entry.attempts and entry.send_at > now
            for entry in entries
        )
        return OutboxSummary(held=held, waiting=len(entries) - stuck - held, stuck=stuck)

    async def take_next(self, now: Instant) -> QueuedChange | None:
        """Mark the next sendable change as SENDING and return it.

        If the caller is cancelled before it gets the change, the change waits again.
        """
        taken: list[QueuedChange] = []

        def take(transaction: Transaction) -> QueuedChange | None:
            due = [head for head in waiting_heads(transaction.connection) if head.send_at <= now]
            if not due:
                return None
            head = min(due, key=lambda entry: (entry.send_at, entry.id))
            taken.append(head)
            sending = msgspec.structs.replace(head, state=ChangeState.SENDING, attempts=head.attempts + 1)
            save(transaction, sending)
            self._write_journal(transaction, Event.SENT, sending)
            return sending

        def put_back(transaction: Transaction) -> None:
            for before in taken:
                now_there = entry_of(transaction.connection, before.id)
                if now_there is not None and now_there.state is ChangeState.SENDING:
                    save(transaction, before)

        try:
            return await self._writer.write(take, kept=True)
        except asyncio.CancelledError:
            await asyncio.shield(self._writer.write(put_back, kept=True))
            raise

    async def next_due(self) -> Instant | None:
        """Return when the earliest waiting head of a lane is due."""
        heads = await self._reader.run(waiting_heads)
        return min((head.send_at for head in heads), default=None)

    async def recover(self) -> int:
        """After a start: what was being sent when the program ended is unknown. Returns how many."""

        def recover(transaction: Transaction) -> int:
            sending = [
                entry for entry in all_entries(transaction.connection) if entry.state is ChangeState.SENDING
            ]
            for entry in sending:
                save(transaction, msgspec.structs.replace(entry, state=ChangeState.UNKNOWN))
                self._write_journal(transaction, Event.UNKNOWN, entry)
            return len(sending)

        return await self._writer.write(recover, kept=True)

    async def confirm(self, change_id: ChangeId, answer: DomainObject) -> None:
        """The server accepted a change and answered with the object, or with the note's entry."""

        def confirm(transaction: Transaction, entry: QueuedChange) -> None:
            self._confirm(transaction, entry, answer, Event.DONE)

        await self._step(change_id, confirm)

    async def retry_later(self, change_id: ChangeId, send_at: Instant) -> None:
        """It never reached the server; it waits until `send_at`."""

        def wait(transaction: Transaction, entry: QueuedChange) -> None:
            if entry.state is ChangeState.SENDING:
                save(transaction, msgspec.structs.replace(entry, state=ChangeState.WAITING, send_at=send_at))

        await self._step(change_id, wait)

    async def mark_unknown(self, change_id: ChangeId) -> None:
        """Sent, no answer: to be read back before anything else of its lane."""

        def mark(transaction: Transaction, entry: QueuedChange) -> None:
            if entry.state is ChangeState.SENDING:
                save(transaction, msgspec.structs.replace(entry, state=ChangeState.UNKNOWN))
                self._write_journal(transaction, Event.UNKNOWN, entry)

        await self._step(change_id, mark)

    async def resend(self, change_id: ChangeId, *, revision: int | None) -> None:
        """Send again with the same key: it did not happen, or a person wants it over theirs."""

        def resend(transaction: Transaction, entry: QueuedChange) -> None:
            if entry.state not in (ChangeState.UNKNOWN, ChangeState.CONFLICT):
                return
            again = msgspec.structs.replace(
                entry,
                state=ChangeState.WAITING,
                send_at=self._clock.now(),
                base=entry.theirs or entry.base,
                base_revision=entry.base_revision if revision is None else revision,
                problem=None,
                theirs=b"",
            )
            save(transaction, again)

        await self._step(change_id, resend)

    async def conflict(self, change_id: ChangeId, theirs: DomainObject) -> None:
        """Somebody else was first: settle what `core.conflicts` can, leave the rest to a person."""

        def meet(transaction: Transaction, entry: QueuedChange) -> None:
            object_type = entry.lane.type
            base = decode(object_type, entry.base) if entry.base else None
            settlement = settle(CHANGE_RULES[object_type], base, theirs, entry.change)
            if settlement is Settlement.DONE:
                self._confirm(transaction, entry, theirs, Event.ALREADY_DONE)
                return
            # A server that refuses the very revision it shows would do so for ever.
            is_conflict = settlement is Settlement.CONFLICT or (
                revision_of(object_type, theirs) == entry.base_revision
            )
            self._meet(transaction, entry, theirs, is_conflict=is_conflict)

        await self._step(change_id, meet)

    def _meet(
        self, transaction: Transaction, entry: QueuedChange, theirs: DomainObject, *, is_conflict: bool
    ) -> None:
        revision = revision_of(entry.lane.type, theirs)
        body = encode(theirs).encode()
        if is_conflict:
            met = msgspec.structs.replace(entry, state=ChangeState.CONFLICT, theirs=body)
        else:
            met = msgspec.structs.replace(
                entry,
                state=ChangeState.WAITING,
                send_at=Instant(self._clock.now() + _REBASE_PAUSE_MS * min(entry.attempts - 1, 60)),
                base=body,
                base_revision=revision,
            )
        save(transaction, met)
        if exists(transaction.connection, entry.lane):
            overlay.receive_one(transaction, entry.lane, theirs)
        event = Event.CONFLICT if is_conflict else Event.REBASED
        self._write_journal(transaction, event, met, str(revision))

    async def reject(self, change_id: ChangeId, problem: Text) -> None:
        """The server said no for good: the row falls back, the entry stays until it is discarded."""

        def reject(transaction: Transaction, entry: QueuedChange) -> None:
            rejected = msgspec.structs.replace(entry, state=ChangeState.REJECTED, problem=problem)
            save(transaction, rejected)
            overlay.refresh(transaction, entry.lane)
            self._write_journal(transaction, Event.REJECTED, rejected, str(problem))

        await self._step(change_id, reject)

    def subscribe(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Call `listener` on the loop after each change of the outbox; returns what ends that."""
        return self._announcements.subscribe_outbox(listener)

    async def _step(self, change_id: ChangeId, step: Step[T]) -> T | None:
        """Run `step` on an entry in a transaction; an entry that is no longer there needs none."""

        def run(transaction: Transaction) -> T | None:
            entry = entry_of(transaction.connection, change_id)
            return None if entry is None else step(transaction, entry)

        return await self._writer.write(run, kept=True)

    def _confirm(
        self, transaction: Transaction, entry: QueuedChange, answer: DomainObject, event: Event
    ) -> None:
        lane = entry.lane
        is_object = isinstance(answer, TABLES[lane.type].struct)
        revision = revision_of(lane.type, answer) if is_object else None
        delete(transaction, entry)
        self._write_journal(transaction, event, entry, str(revision or answer.id))
        if not exists(transaction.connection, lane):
            return
        if is_object:
            hand_on(transaction, entry, encode(answer).encode(), revision)
            overlay.receive_one(transaction, lane, answer)
        else:
            receive_beside(transaction, lane, answer)

    def _take_back(self, transaction: Transaction, entry: QueuedChange, event: Event) -> None:
        delete(transaction, entry)
        hand_on(transaction, entry, entry.base, entry.base_revision)
        overlay.refresh(transaction, entry.lane)
        self._write_journal(transaction, event, entry)

    def _write_journal(
        self, transaction: Transaction, event: Event, entry: QueuedChange, answer: str = ""
    ) -> None:
        write_journal(transaction, event, entry, self._clock.now(), answer=answer)
