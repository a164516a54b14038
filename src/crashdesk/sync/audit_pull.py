"""Pulling the audit log: first what the server signs, then the entries up to there, verified on arrival.

What this desk has seen before is compared with what the server shows now: the head on each pull, and
after each connect the latest entries and some chosen at random.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable

from crashdesk.core.audit import Checkpoint, Compared, Finding, FindingKind
from crashdesk.core.audit_chain import Head
from crashdesk.core.errors import NotFound
from crashdesk.core.ids import ServerId
from crashdesk.core.ports import Clock
from crashdesk.core.server_ports import AuditApi
from crashdesk.core.store_ports import Audit

BLOCK = 2_000
"""Entries compared at a time, as many as the server gives at once."""

OnEntries = Callable[[int, int], None]
"""Called with the number of entries that are here, and of those that the server has signed."""


def ignore_entries(_done: int, _total: int) -> None:
    """Follow no progress."""


class AuditPull:
    """Brings the log up to the server's signed head.

    Cut, it goes on where it stopped, also after a restart. One thing is done at a time, whoever asks for it.
    """

    def __init__(
        self,
        api: AuditApi,
        store: Audit,
        clock: Clock,
        server_id: ServerId,
        choose: Callable[[int], int] = secrets.randbelow,
    ) -> None:
        self._api = api
        self._store = store
        self._clock = clock
        self._server_id = server_id
        self._choose = choose
        self._turn = asyncio.Lock()

    async def run(self, on_entries: OnEntries = ignore_entries) -> None:
        """Read up to the signed head and draw the conclusions. Raises as the client and the store do."""
        async with self._turn:
            await self._run(on_entries)

    async def look_back(self) -> None:
        """Compare the latest entries and as many chosen at random with what the server shows now."""
        last = (await self._store.attachment()).seq
        first = max(1, last - BLOCK + 1)
        await self._compare(first, last)
        if first > 1:
            start = 1 + self._choose(first - 1)
            await self._compare(start, min(start + BLOCK, first) - 1)

    async def check_everything(self, on_entries: OnEntries = ignore_entries) -> None:
        """Read the log to its head, then compare every entry with what the server shows now."""
        await self.run()
        last = (await self._store.attachment()).seq
        done = 0
        while done < last:
            on_entries(done, last)
            done = await self._compare(done + 1, min(done + BLOCK, last))
        on_entries(last, last)

    async def _run(self, on_entries: OnEntries) -> None:
        is_final = False
        while True:
            signed = await self._api.checkpoint()
            await self._store.take_checkpoint(signed, self._server_id)
            await self._compare_pasts(signed)
            await self._read_up_to(signed, on_entries)
            if not await self._store.settle(signed, self._server_id, is_final=is_final):
                return
            is_final = True

    async def _read_up_to(self, signed: Checkpoint, on_entries: OnEntries) -> None:
        head = await self._store.attachment()
        while head.seq < signed.seq:
            on_entries(head.seq, signed.seq)
            if not await self._store.receive(await self._api.after(head.seq), self._server_id):
                return  # the log ends before its signed head
            head = await self._store.attachment()

    async def _compare_pasts(self, signed: Checkpoint) -> None:
        """Ask for the last place that was seen before: another hash there means another past."""
        seen = await self._store.last_seen()
        if not seen.seq or await self._store.is_rewritten():
            return
        if signed.seq < seen.seq:
            await self._compare_shorter(signed, seen)
            return
        theirs = signed.hash if signed.seq == seen.seq else await self._hash_of(seen.seq)
        if theirs == seen.hash:
            return
        await self._store.report(await self._first_difference(seen.seq, seen.hash, theirs))
        if theirs and (await self._store.attachment()).seq == seen.seq:
            await self._store.attach(Head(seen.seq, theirs))

    async def _compare_shorter(self, signed: Checkpoint, seen: Head) -> None:
        mine = await self._store.hash_at(signed.seq)
        if mine and mine != signed.hash:
            await self._store.report(await self._first_difference(signed.seq, mine, signed.hash))
            return
        lost = signed.seq + 1
        expected = await self._store.hash_at(lost) or seen.hash
        now = self._clock.now()
        await self._store.report(Finding(FindingKind.TRUNCATED, lost, now, expected))

    async def _first_difference(self, seq: int, mine: str, theirs: str) -> Finding:
        """Find the first place at which two pasts differ that differ at `seq`: from there on, all does."""
        low = 0
        while (middle := await self._store.known_between(low, seq)) is not None:
            there = await self._hash_of(middle)
            here = await self._store.hash_at(middle)
            if there == here:
                low = middle
            else:
                seq, mine, theirs = middle, here, there
        kind = FindingKind.REWRITTEN if theirs else FindingKind.GAP
        return Finding(kind, seq, self._clock.now(), mine, theirs)

    async def _hash_of(self, seq: int) -> str:
        """Return the hash that the server shows at a place, empty when it shows none."""
        try:
            return (await self._api.entry(seq)).hash
        except NotFound:
            return ""

    async def _compare(self, first: int, last: int) -> int:
        """Compare entries; return up to where. The first new difference becomes a finding."""
        seq = first
        while seq <= last:
            async with self._turn:
                compared = await self._compare_once(seq, last)
                if compared.finding is not None:
                    await self._report(compared.finding, seq)
            seq = compared.next_seq
        return seq - 1

    async def _compare_once(self, first: int, last: int) -> Compared:
        compared = await self._store.compare(await self._api.hashes_after(first - 1), first, last)
        if compared.finding is None or compared.finding.kind is not FindingKind.BODY_GONE:
            return compared
        # It may have been removed this moment: then the log says so by now.
        await self._run(ignore_entries)
        return await self._store.compare(await self._api.hashes_after(first - 1), first, last)

    async def _report(self, finding: Finding, first: int) -> None:
        if finding.kind is FindingKind.REWRITTEN and finding.seq == first and first > 1:
            finding = await self._first_difference(finding.seq, finding.expected, finding.found)
        await self._store.report(finding)
