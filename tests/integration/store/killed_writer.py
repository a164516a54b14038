"""A process that writes to a store until it is killed, and says what was acknowledged."""

from __future__ import annotations

import asyncio
import random
from multiprocessing.connection import Connection
from pathlib import Path

import msgspec
from tests.support.manual_clock import NOVEMBER
from tests.support.store_builders import SENTENCE, change_page, lane_of, make_group, make_note, opened_store

from crashdesk.core.changes import DomainObject
from crashdesk.core.crash_groups import (
    CrashGroup,
    GroupChange,
    NoteAddition,
    Severity,
    SeverityChange,
    Status,
    StatusChange,
)
from crashdesk.core.ids import ChangeId
from crashdesk.core.outbox import ChangeState, ObjectType, QueuedChange
from crashdesk.core.text import Text
from crashdesk.store.store import Store

GROUPS = 6
CHANGES: tuple[GroupChange, ...] = (
    StatusChange(Status.RESOLVED),
    SeverityChange(Severity.HIGH),
    NoteAddition("noted"),
)


def write_until_killed(path: str, seed: int, told: Connection) -> None:
    """Run in a process of its own."""
    asyncio.run(_write(Path(path), random.Random(seed), told))


async def _write(path: Path, chance: random.Random, told: Connection) -> None:
    async with opened_store(path) as store:
        await store.outbox.recover()
        await store.mirror.apply(change_page(*(make_group(f"grp_{number}") for number in range(GROUPS))))
        while True:
            step = chance.choice([_queue, _queue, _pull, _end_one, _end_one, _resync])
            await step(store, chance, told)


async def _queue(store: Store, chance: random.Random, told: Connection) -> None:
    lane = lane_of(f"grp_{chance.randrange(GROUPS)}")
    change_id = await store.outbox.queue(lane, chance.choice(CHANGES), SENTENCE, send_at=NOVEMBER)
    told.send(("queued", change_id))


async def _pull(store: Store, chance: random.Random, _told: Connection) -> None:
    count = chance.randrange(10**6)
    groups = [
        make_group(f"grp_{number}", revision=1, count=count, title=f"title {count}")
        for number in range(GROUPS)
    ]
    await store.mirror.apply(change_page(*groups, token=str(count)))


async def _resync(store: Store, chance: random.Random, told: Connection) -> None:
    await store.mirror.begin_resync(erase=chance.random() < 0.5)
    await _pull(store, chance, told)
    await store.mirror.end_resync()


async def _end_one(store: Store, chance: random.Random, told: Connection) -> None:
    """Bring one change to an end, one way or the other."""
    entries = await store.outbox.entries()
    if not entries:
        return
    if chance.random() < 0.3:
        await _give_up(store, chance.choice(entries), told)
    elif (taken := await store.outbox.take_next(NOVEMBER)) is not None:
        await _answer(store, taken, chance, told)


async def _give_up(store: Store, entry: QueuedChange, told: Connection) -> None:
    told.send(("ending", entry.id))
    if entry.state is ChangeState.UNKNOWN:
        await store.outbox.resend(entry.id, revision=None)
    elif not await store.outbox.undo(entry.id):
        await store.outbox.discard(entry.id)


async def _answer(store: Store, taken: QueuedChange, chance: random.Random, told: Connection) -> None:
    change_id = ChangeId(taken.id)
    match chance.randrange(4):
        case 0:
            await store.outbox.retry_later(change_id, NOVEMBER)
        case 1:
            told.send(("ending", change_id))
            await store.outbox.reject(change_id, Text("Test", "No."))
        case 2:
            told.send(("ending", change_id))
            ignored = make_group(taken.lane.id, revision=1, status=Status.IGNORED)
            await store.outbox.conflict(change_id, ignored)
        case _:
            told.send(("ending", change_id))
            await store.outbox.confirm(change_id, await _accepted(store, taken))


async def _accepted(store: Store, taken: QueuedChange) -> DomainObject:
    if isinstance(taken.change, NoteAddition):
        return make_note(f"act_{taken.idempotency_key}", taken.lane.id)
    row = await store.tables.get(ObjectType.CRASH_GROUP, taken.lane.id)
    assert isinstance(row, CrashGroup)
    return msgspec.structs.replace(row, pending=False)
