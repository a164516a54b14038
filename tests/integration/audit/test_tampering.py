"""Somebody writes to the server's database behind its back, at 200 places: the desk names each.

The dice are seeded; a failure prints the seed and the trick.
"""

from __future__ import annotations

import hashlib
import os
import random
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from tests.integration.audit.live_log import LiveDesk, LiveLog, fill, live_log
from tests.integration.audit.tricks import Broken, named
from tests.support.audit_samples import Link, Log, a_body, link

from crashdesk.core.audit import AuditEntry, Verification, entry_id
from crashdesk.core.audit import FindingKind as Kind
from crashdesk.core.outbox import ObjectType
from crashdesk_server.audit.command import signing_key
from crashdesk_server.audit.record import SYSTEM
from crashdesk_server.audit.removing import erase, purge_old
from crashdesk_server.storage.transaction import Transaction

ENTRIES = 300
PARTS, PLACES = 8, 25
"""Together 200 places."""
SEED = int(os.environ.get("AUDIT_SEED", "20261118"))


class Trick(msgspec.Struct, frozen=True):
    """What was done.

    Attributes:
        with_head: whether the head row was forged, too.
        seen, fresh: what a desk has to find that had read the log before, and one that had not (None: it
            cannot be proved, the forgery is consistent in itself).
    """

    name: str
    log: Log
    with_head: bool
    seen: Broken
    fresh: Broken


Make = Callable[[Log, int, random.Random], Trick]


def change(log: Log, seq: int, _dice: random.Random) -> Trick:
    log.links[seq - 1].body = a_body(seq, reason="forged")
    return Trick("change", log, False, (Kind.BODY_CHANGED, seq), (Kind.BODY_CHANGED, seq))


def change_and_rehash(log: Log, seq: int, dice: random.Random) -> Trick:
    log.links[seq - 1].body = a_body(seq, reason="forged")
    log.rehash(seq)
    with_head = dice.random() < 0.5
    fresh = None if with_head else (Kind.CHAIN_BROKEN, len(log.links))
    return Trick(f"change and rehash, {with_head=}", log, with_head, (Kind.REWRITTEN, seq), fresh)


def change_one_hash(log: Log, seq: int, _dice: random.Random) -> Trick:
    """Only the entry itself is made to fit: the next one shows it to who never saw the log."""
    found = log.links[seq - 1]
    found.body = a_body(seq, reason="forged")
    previous = log.links[seq - 2].hash if seq > 1 else bytes(32)
    found.body_hash = hashlib.sha256(found.body).digest()
    found.hash = link(previous, seq, found.body_hash)
    return Trick("change and rehash one", log, False, (Kind.REWRITTEN, seq), (Kind.BODY_CHANGED, seq + 1))


def drop(log: Log, seq: int, _dice: random.Random) -> Trick:
    del log.links[seq - 1]
    return Trick("drop", log, False, (Kind.GAP, seq), (Kind.GAP, seq))


def drop_and_close_the_gap(log: Log, seq: int, _dice: random.Random) -> Trick:
    del log.links[seq - 1]
    log.rehash(seq)
    return Trick("drop and rehash", log, True, (Kind.REWRITTEN, seq), None)


def insert(log: Log, seq: int, dice: random.Random) -> Trick:
    body = a_body(seq, reason="slipped in")
    log.links.insert(seq - 1, Link(seq, dice.randbytes(32), bytes(32), body))
    for number, found in enumerate(log.links, 1):
        found.seq = number
    return Trick("insert", log, False, (Kind.REWRITTEN, seq), (Kind.CHAIN_BROKEN, seq))


def insert_and_rehash(log: Log, seq: int, _dice: random.Random) -> Trick:
    log.links.insert(seq - 1, Link(seq, bytes(32), bytes(32), a_body(seq, reason="slipped in")))
    log.rehash(seq)
    return Trick("insert and rehash", log, True, (Kind.REWRITTEN, seq), None)


def swap_bodies(log: Log, seq: int, dice: random.Random) -> Trick:
    first, second = _two(log, seq, dice)
    one, other = log.links[first - 1], log.links[second - 1]
    one.body, other.body = other.body, one.body
    return Trick("swap bodies", log, False, (Kind.BODY_CHANGED, first), (Kind.BODY_CHANGED, first))


def swap_rows(log: Log, seq: int, dice: random.Random) -> Trick:
    first, second = _two(log, seq, dice)
    one, other = log.links[first - 1], log.links[second - 1]
    log.links[first - 1], log.links[second - 1] = other, one
    one.seq, other.seq = second, first
    return Trick("swap rows", log, False, (Kind.REWRITTEN, first), (Kind.CHAIN_BROKEN, first))


def swap_and_rehash(log: Log, seq: int, dice: random.Random) -> Trick:
    first, second = _two(log, seq, dice)
    one, other = log.links[first - 1], log.links[second - 1]
    one.body, other.body = other.body, one.body
    log.rehash(first)
    return Trick("swap and rehash", log, True, (Kind.REWRITTEN, first), None)


def _two(log: Log, seq: int, dice: random.Random) -> tuple[int, int]:
    other = dice.choice([number for number in range(2, len(log.links)) if number != seq])
    return min(seq, other), max(seq, other)


def truncate(log: Log, seq: int, dice: random.Random) -> Trick:
    del log.links[seq - 1 :]
    with_head = dice.random() < 0.5
    fresh = None if with_head else (Kind.TRUNCATED, seq)
    return Trick(f"truncate, {with_head=}", log, with_head, (Kind.TRUNCATED, seq), fresh)


def roll_back_and_go_on(log: Log, seq: int, dice: random.Random) -> Trick:
    end = len(log.links)
    del log.links[seq - 1 :]
    for _ in range(dice.randint(1, 2 * (end - seq) + 2)):
        log.add(reason="another history")
    return Trick("roll back and go on", log, True, (Kind.REWRITTEN, seq), None)


def remove_a_body(log: Log, seq: int, dice: random.Random) -> Trick:
    log.remove_body(seq, dice.choice(("erased", "purged")))
    return Trick("remove a body", log, False, (Kind.BODY_GONE, seq), (Kind.BODY_GONE, seq))


TRICKS: tuple[Make, ...] = (
    change,
    change_and_rehash,
    change_one_hash,
    drop,
    drop_and_close_the_gap,
    insert,
    insert_and_rehash,
    swap_bodies,
    swap_rows,
    swap_and_rehash,
    truncate,
    roll_back_and_go_on,
    remove_a_body,
)


@pytest.mark.asyncio
@pytest.mark.parametrize("part", range(PARTS))
async def test_tampering_at_200_places_is_named_each_time(tmp_path: Path, part: int) -> None:
    dice = random.Random(SEED + part)
    async with live_log(tmp_path, ENTRIES) as live:
        seen = tmp_path / "seen.db"
        async with live.desk(seen) as desk:
            first = await desk.connect()
            assert named(first) is None
        whole = live.read()
        assert first.verified_to == len(whole.links) > ENTRIES, "reading the log is in the log"
        wrong: list[str] = []
        for number in range(PLACES):
            seq = dice.randrange(2, len(whole.links) - 1)
            trick = TRICKS[(part * PLACES + number) % len(TRICKS)](live.read(), seq, dice)
            live.write(trick.log, with_head=trick.with_head)
            async with live.desk(live.copy_of(seen)) as desk:
                wrong += _wrong(trick, "seen", trick.seen, await desk.connect())
            async with live.desk() as desk:
                wrong += _wrong(trick, "fresh", trick.fresh, await desk.connect())
            live.write(whole, with_head=True)
        assert wrong == [], f"with AUDIT_SEED={SEED}"
        async with live.desk(live.copy_of(seen)) as desk:
            assert named(await desk.connect()) is None


def _wrong(trick: Trick, who: str, expected: Broken, found: Verification) -> list[str]:
    if named(found) == expected:
        return []
    return [f"{trick.name}, {who}: expected {expected}, named {named(found)}"]


@pytest.mark.asyncio
async def test_retention_and_erasure_are_never_a_finding(tmp_path: Path) -> None:
    dice = random.Random(SEED)
    async with live_log(tmp_path, ENTRIES) as live, live.desk(tmp_path / "seen.db") as desk:
        assert named(await desk.connect()) is None
        for _ in range(20):
            chosen = dice.sample(range(1, ENTRIES), dice.randint(1, 9))
            live.unit(lambda tx, chosen=chosen: erase(tx, SYSTEM, chosen, "asked for"))
            live.unit(lambda tx: fill(tx, 3))
            found = await desk.connect()
            assert named(found) is None, f"with AUDIT_SEED={SEED}"
            for seq in chosen:
                assert await is_gone(desk, seq)
            async with live.desk() as fresh:
                assert named(await fresh.connect()) is None, f"with AUDIT_SEED={SEED}"

        kept = sum(found.body is not None for found in live.read().links[:ENTRIES])
        assert kept > 150
        live.unit(purge_everything)
        assert sum(found.body is not None for found in live.read().links[:ENTRIES]) == 0
        found = await desk.connect()
        assert named(found) is None
        here = [await is_gone(desk, seq) for seq in range(1, ENTRIES + 1)]
        assert here.count(False) == kept, "what this desk has read outlives retention"
        async with live.desk() as fresh:
            assert named(await fresh.connect()) is None
        await desk.pull.check_everything()
        assert named(await desk.store.audit.verification()) is None


def purge_everything(tx: Transaction) -> int:
    """Do what retention does a year from now."""
    return purge_old(tx, -1)


async def is_gone(desk: LiveDesk, seq: int) -> bool:
    entry = await desk.store.tables.get(ObjectType.AUDIT_ENTRY, entry_id(seq))
    assert isinstance(entry, AuditEntry)
    return entry.record is None


@pytest.mark.asyncio
async def test_a_new_signing_key_needs_an_announcement(tmp_path: Path) -> None:
    async with live_log(tmp_path, 20) as live, live.desk(tmp_path / "seen.db") as desk:
        before = await desk.connect()
        assert before.public_key
        rotate(live)
        after = await desk.connect()
        assert named(after) is None
        assert after.public_key not in ("", before.public_key)
        async with live.desk() as fresh:
            assert (await fresh.connect()).public_key == after.public_key

        (live.data / "audit-signing.key").write_bytes(random.Random(SEED).randbytes(32))
        found = await desk.connect()
        assert named(found) == (Kind.KEY_CHANGED, found.verified_to)
        assert found.public_key == after.public_key


def rotate(live: LiveLog) -> None:
    """Do what the command line does."""
    signing_key(live.data, None, rotate=True)
