"""The audit log in the store: verified as it arrives, in the transaction that keeps it.

`audit_memory` says what is remembered, `audit_removal` how something goes again.
"""

from __future__ import annotations

import itertools

from crashdesk.core.audit import (
    AuditEntry,
    AuditPage,
    Checkpoint,
    Compared,
    Finding,
    FindingKind,
    Missing,
    Verification,
    entry_id,
)
from crashdesk.core.audit_chain import (
    Head,
    VerifySignature,
    announcement_bytes,
    differences,
    follow,
    signed_bytes,
)
from crashdesk.core.audit_notices import Range, covers, new_key_of, removal_of
from crashdesk.core.changes import Undecoded
from crashdesk.core.errors import AnswerUnusable
from crashdesk.core.ids import ServerId
from crashdesk.core.journal import Event, JournalEntry
from crashdesk.core.ports import Clock
from crashdesk.core.text import Text
from crashdesk.store import audit_memory as memory
from crashdesk.store.audit_memory import AUDIT
from crashdesk.store.audit_removal import BLOCK, entries_between, erase_bodies, supersede, unannounced
from crashdesk.store.driver import Connection
from crashdesk.store.journal import append
from crashdesk.store.objects import put
from crashdesk.store.worker import Worker
from crashdesk.store.writer import Transaction, Writer

_OTHER_PAST = (FindingKind.REWRITTEN, FindingKind.TRUNCATED)
"""After these the server's log is another one than what is kept here, from that place on."""


class StoreAudit:
    """An `Audit` over the store."""

    def __init__(self, writer: Writer, reader: Worker, clock: Clock, verify: VerifySignature) -> None:
        self._writer = writer
        self._reader = reader
        self._clock = clock
        self._verify = verify

    async def verification(self) -> Verification:
        """Return what is known about the log's integrity."""
        return await self._reader.run(memory.verification)

    async def findings(self) -> tuple[Finding, ...]:
        """Return every break that nobody has acknowledged yet, the first place first."""
        return await self._reader.run(memory.open_findings)

    async def attachment(self) -> Head:
        """Return what the next entry has to follow from."""
        return await self._reader.run(memory.attachment)

    async def last_seen(self) -> Head:
        """Return the last place that this desk knows to have existed, also when its entries went."""

        def read(connection: Connection) -> Head:
            seq = memory.last_seen(connection)
            return Head(seq, memory.hash_at(connection, seq))

        return await self._reader.run(read)

    async def hash_at(self, seq: int) -> str:
        """Return the hash that was seen at a place, empty when it is not known."""
        return await self._reader.run(lambda connection: memory.hash_at(connection, seq))

    async def known_between(self, low: int, high: int) -> int | None:
        """Return a place between two others at which the hash is known."""
        return await self._reader.run(lambda connection: memory.known_between(connection, low, high))

    async def is_rewritten(self) -> bool:
        """Tell whether it is known, and not yet acknowledged, that the server's past is another one."""
        return await self._reader.run(lambda connection: memory.is_open(connection, FindingKind.REWRITTEN))

    async def take_checkpoint(self, signed: Checkpoint, server_id: ServerId) -> None:
        """Check who signed the head; the first good signature pins its key."""

        def take(transaction: Transaction) -> None:
            if not self._is_signed(signed, server_id):
                self._find_once(transaction, FindingKind.SIGNATURE_WRONG, signed.seq, signed.public_key)
            elif not memory.pinned_key(transaction.connection):
                memory.pin_key(transaction, signed.public_key, self._clock.now())

        await self._writer.write(take, kept=True)

    async def receive(self, page: Undecoded[AuditPage], server_id: ServerId) -> int:
        """Verify and keep the entries that follow; return how many. Raises `AnswerUnusable`."""
        erased: list[Range] = []

        def receive(transaction: Transaction) -> int:
            entries = page.decode().entries
            head, found = self._check(transaction.connection, entries)
            for finding in found:
                memory.add_finding(transaction, finding)
            broken = {finding.seq for finding in found}
            put(transaction, AUDIT, entries)
            for entry in entries:
                if entry.seq not in broken:  # what was changed afterwards must not have anything removed
                    erased.extend(self._heed(transaction, entry, server_id))
            if erased:
                erase_bodies(transaction, erased)
            memory.attach(transaction, head)
            return len(entries)

        count = await self._writer.write(receive, kept=True)
        if erased:
            await self._writer.empty_log()
        return count

    async def attach(self, head: Head) -> None:
        """Go on from what the server shows at a place, after it turned out to be another past than ours."""
        await self._writer.write(lambda transaction: memory.attach(transaction, head), kept=True)

    async def settle(self, signed: Checkpoint, server_id: ServerId, *, is_final: bool) -> bool:
        """Draw the conclusions after reading up to a signed head.

        Returns whether to read further and settle again: a body is missing, and the entry that says why
        may have been written after this head. With `is_final` that is a finding.
        """

        def settle(transaction: Transaction) -> bool:
            gone = unannounced(transaction.connection, memory.attachment(transaction.connection).seq)
            if gone is not None and not is_final:
                return True
            if gone is not None:
                body_hash = self._body_hash(transaction.connection, gone)
                self._find(transaction, FindingKind.BODY_GONE, gone, body_hash)
            self._compare_head(transaction, signed)
            memory.mark_checked(transaction, self._clock.now())
            if self._is_signed(signed, server_id):
                self._take_key(transaction, signed)
                if not memory.open_findings(transaction.connection):
                    memory.add_head(transaction, signed, self._clock.now())
            return False

        return await self._writer.write(settle, kept=True)

    async def compare(self, page: Undecoded[AuditPage], first: int, last: int) -> Compared:
        """Compare hashes that the server gives now with what was seen from `first` to `last`."""

        def compare(connection: Connection) -> Compared:
            theirs = {entry.seq: entry for entry in page.decode().entries if first <= entry.seq <= last}
            end = min(max(theirs), last) if theirs else last
            ours = entries_between(connection, first, min(end, _limit(connection)), BLOCK)
            removed = memory.removals(connection)
            for finding in differences(ours, theirs, max(theirs, default=0), self._clock.now()):
                is_announced = finding.kind is FindingKind.BODY_GONE and covers(removed, finding.seq)
                if not is_announced and not memory.is_known(connection, finding):
                    return Compared(end + 1, finding)
            return Compared(end + 1)

        return await self._reader.run(compare)

    async def report(self, finding: Finding) -> None:
        """Remember a break that was found by comparing."""
        await self._writer.write(lambda transaction: memory.add_finding(transaction, finding), kept=True)

    async def acknowledge(self, finding: Finding, sentence: Text) -> None:
        """A person has read of a break: it goes into the journal, and the log is verified from there on.

        Where the server shows another past, what was seen here is put aside, and its log is read again.
        """

        def acknowledge(transaction: Transaction) -> None:
            now, is_other_past = self._clock.now(), finding.kind in _OTHER_PAST
            memory.acknowledge_from(transaction, finding, now, later_too=is_other_past)
            if is_other_past:
                supersede(transaction, finding.seq, now)
            if finding.kind is FindingKind.KEY_CHANGED:
                memory.pin_key(transaction, finding.found, now)
            answer = finding.kind.value
            append(
                transaction,
                JournalEntry("", now, Event.ACKNOWLEDGED, AUDIT, entry_id(finding.seq), sentence, answer),
            )

        await self._writer.write(acknowledge, kept=True)

    def _check(self, connection: Connection, entries: tuple[AuditEntry, ...]) -> tuple[Head, list[Finding]]:
        head, now = memory.attachment(connection), self._clock.now()
        seqs = [head.seq, *(entry.seq for entry in entries)]
        if any(later <= earlier for earlier, later in itertools.pairwise(seqs)):
            raise AnswerUnusable(detail="GET /audit: entries out of order")
        new, broken = follow(head, entries, now)
        found = [broken] if broken else []
        seen = connection.execute(
            "SELECT seq, hash FROM audit_head WHERE seq BETWEEN ? AND ? ORDER BY seq", (head.seq + 1, new.seq)
        ).fetchall()
        claimed = {entry.seq: entry.hash for entry in entries}
        for seq, known in seen:
            theirs = claimed.get(int(str(seq)), "")
            if theirs != known and not memory.is_open(connection, *_OTHER_PAST):
                found.append(Finding(FindingKind.REWRITTEN, int(str(seq)), now, str(known), theirs))
                break
        return new, found

    def _heed(self, transaction: Transaction, entry: AuditEntry, server_id: ServerId) -> tuple[Range, ...]:
        """Take in what an entry says about the log; return what is to be erased here."""
        removal = removal_of(entry)
        if removal is not None:
            memory.add_removal(transaction, *removal, entry.seq)
            return removal[1] if removal[0] is Missing.ERASED else ()
        announced = new_key_of(entry)
        if announced is not None:
            self._hear_of_key(transaction, *announced, server_id, entry.seq)
        return ()

    def _hear_of_key(
        self, transaction: Transaction, public_key: str, signature: str, server_id: ServerId, seq: int
    ) -> None:
        pinned, known = (
            memory.pinned_key(transaction.connection),
            memory.announced_keys(transaction.connection),
        )
        latest = (pinned, *known)[-1]
        if public_key not in (pinned, *known) and self._verify(
            latest, signature, announcement_bytes(server_id, public_key)
        ):
            memory.announce_key(transaction, public_key, self._clock.now(), seq)

    def _is_signed(self, signed: Checkpoint, server_id: ServerId) -> bool:
        is_ours = signed.server_id == server_id
        return is_ours and self._verify(signed.public_key, signed.signature, signed_bytes(signed))

    def _take_key(self, transaction: Transaction, signed: Checkpoint) -> None:
        pinned = memory.pinned_key(transaction.connection)
        if signed.public_key == pinned:
            return
        if signed.public_key in memory.announced_keys(transaction.connection):
            memory.pin_key(transaction, signed.public_key, self._clock.now())
        else:
            self._find_once(transaction, FindingKind.KEY_CHANGED, signed.seq, pinned, signed.public_key)

    def _compare_head(self, transaction: Transaction, signed: Checkpoint) -> None:
        """The entries have to lead to the head that was signed."""
        connection = transaction.connection
        if memory.is_open(connection, *_OTHER_PAST):
            return
        head = memory.attachment(connection)
        if head.seq < signed.seq:
            self._find(transaction, FindingKind.TRUNCATED, head.seq + 1, signed.hash)
            return
        there = head.hash if head.seq == signed.seq else memory.hash_at(connection, signed.seq)
        if there != signed.hash:
            self._find(transaction, FindingKind.CHAIN_BROKEN, signed.seq, signed.hash, there)

    def _body_hash(self, connection: Connection, seq: int) -> str:
        return "".join(entry.body_hash for entry in entries_between(connection, seq, seq, 1))

    def _find(
        self, transaction: Transaction, kind: FindingKind, seq: int, expected: str, found: str = ""
    ) -> None:
        memory.add_finding(transaction, Finding(kind, seq, self._clock.now(), expected, found))

    def _find_once(
        self, transaction: Transaction, kind: FindingKind, seq: int, expected: str, found: str = ""
    ) -> None:
        """While nobody has read of it, the same trouble with a later head is no news."""
        if not memory.is_open(transaction.connection, kind):
            self._find(transaction, kind, seq, expected, found)


def _limit(connection: Connection) -> int:
    """Return up to where the server's log is expected to be the one that is kept here."""
    broken = [finding.seq for finding in memory.open_findings(connection) if finding.kind in _OTHER_PAST]
    return min(broken, default=memory.last_seen(connection) + 1) - 1
