"""Queued changes show at once, go out in order, and leave no trace when they are taken back."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from pathlib import Path

import msgspec
import pytest
import pytest_asyncio
from tests.integration.store.outbox_steps import (
    GROUP,
    NO,
    RAISE,
    RESOLVE,
    entry,
    events,
    queue,
    send,
    shown,
)
from tests.support.manual_clock import NOVEMBER, ManualClock
from tests.support.store_builders import (
    SENTENCE,
    change_page,
    lane_of,
    make_group,
    opened_store,
)

from crashdesk.core.crash_groups import (
    AssigneeChange,
    CrashGroup,
    Severity,
    Status,
)
from crashdesk.core.errors import NotFound
from crashdesk.core.ids import Instant
from crashdesk.core.journal import Event
from crashdesk.core.outbox import ChangeState, ObjectType, OutboxSummary
from crashdesk.store.store import Store

HELD_MS = 8_000


@pytest_asyncio.fixture
async def store(tmp_path: Path) -> AsyncGenerator[Store]:
    async with opened_store(tmp_path / "store.db") as opened:
        await opened.mirror.apply(change_page(make_group(), make_group("grp_2")))
        yield opened


@pytest.mark.asyncio
async def test_a_queued_change_shows_at_once_and_carries_its_base(store: Store) -> None:
    (change_id,) = await queue(store, RESOLVE)
    row = await shown(store)
    assert (row.status, row.pending) == (Status.RESOLVED, True)
    queued = await entry(store, change_id)
    assert queued.base_revision == 1
    assert msgspec.json.decode(queued.base, type=CrashGroup) == make_group()
    assert queued.state is ChangeState.WAITING
    assert await shown(store, "grp_2") == make_group("grp_2")


@pytest.mark.asyncio
async def test_every_change_has_a_key_of_its_own_that_stays(store: Store) -> None:
    await queue(store, RESOLVE, RESOLVE)
    keys = [found.idempotency_key for found in await store.outbox.entries()]
    assert len(set(keys)) == 2
    sent = await send(store)
    await store.outbox.retry_later(sent.id, NOVEMBER)
    assert (await send(store)).idempotency_key == sent.idempotency_key == keys[0]


@pytest.mark.asyncio
async def test_a_change_of_nothing_is_refused(store: Store) -> None:
    with pytest.raises(NotFound):
        await queue(store, RESOLVE, group="grp_9")
    assert await store.outbox.entries() == ()


@pytest.mark.asyncio
async def test_undo_leaves_no_trace_but_in_the_journal(store: Store) -> None:
    (change_id,) = await queue(store, RESOLVE)
    assert await store.outbox.undo(change_id)
    assert await shown(store) == make_group()
    assert await store.outbox.entries() == ()
    assert await events(store) == [Event.QUEUED, Event.UNDONE]
    assert not await store.outbox.undo(change_id)


@pytest.mark.asyncio
async def test_what_was_attempted_cannot_be_undone(store: Store) -> None:
    (change_id,) = await queue(store, RESOLVE)
    await send(store)
    assert not await store.outbox.undo(change_id)
    await store.outbox.retry_later(change_id, NOVEMBER)
    assert not await store.outbox.undo(change_id)
    assert (await shown(store)).status is Status.RESOLVED


@pytest.mark.asyncio
async def test_undoing_the_first_hands_its_base_to_the_next(store: Store) -> None:
    first, second, third = await queue(store, RESOLVE, RAISE, AssigneeChange(None))
    assert (await entry(store, second)).base_revision is None
    await store.mirror.apply(change_page(make_group(revision=5, title="theirs")))
    assert await store.outbox.undo(first)
    assert (await entry(store, second)).base_revision == 1, "it was made on what was seen then"
    assert (await entry(store, third)).base_revision is None
    row = await shown(store)
    assert (row.status, row.severity, row.title) == (Status.OPEN, Severity.CRITICAL, "theirs")


@pytest.mark.asyncio
async def test_undoing_the_middle_keeps_the_rest_dependent(store: Store) -> None:
    first, second, third = await queue(store, RESOLVE, RAISE, AssigneeChange(None))
    assert await store.outbox.undo(second)
    assert (await entry(store, third)).base_revision is None
    assert (await entry(store, first)).base_revision == 1
    row = await shown(store)
    assert (row.status, row.severity) == (Status.RESOLVED, Severity.MEDIUM)


@pytest.mark.asyncio
async def test_lanes_go_out_independently_and_each_in_order(store: Store) -> None:
    first, second = await queue(store, RESOLVE, RAISE)
    (other,) = await queue(store, RESOLVE, group="grp_2")
    assert [(await send(store)).id, (await send(store)).id] == [first, other]
    assert await store.outbox.take_next(NOVEMBER) is None
    await store.outbox.confirm(first, make_group(revision=2, status=Status.RESOLVED))
    taken = await send(store)
    assert (taken.id, taken.base_revision) == (second, 2)


@pytest.mark.asyncio
async def test_nothing_is_sent_before_it_is_due(store: Store) -> None:
    due = Instant(NOVEMBER + HELD_MS)
    await store.outbox.queue(lane_of(), RESOLVE, SENTENCE, send_at=due)
    assert await store.outbox.take_next(Instant(due - 1)) is None
    assert await store.outbox.next_due() == due
    assert await store.outbox.take_next(due) is not None
    assert await store.outbox.next_due() is None


@pytest.mark.asyncio
@pytest.mark.parametrize("state", [ChangeState.UNKNOWN, ChangeState.CONFLICT, ChangeState.REJECTED])
async def test_a_head_without_outcome_blocks_its_lane(store: Store, state: ChangeState) -> None:
    first, _second = await queue(store, RESOLVE, RAISE)
    await send(store)
    match state:
        case ChangeState.UNKNOWN:
            await store.outbox.mark_unknown(first)
        case ChangeState.CONFLICT:
            await store.outbox.conflict(first, make_group(revision=2, status=Status.IGNORED))
        case _:
            await store.outbox.reject(first, NO)
    assert (await entry(store, first)).state is state
    assert await store.outbox.take_next(NOVEMBER) is None
    assert await store.outbox.next_due() is None


@pytest.mark.asyncio
async def test_a_confirmed_change_becomes_the_servers_row(store: Store) -> None:
    (change_id,) = await queue(store, RESOLVE)
    await send(store)
    answer = make_group(revision=2, status=Status.RESOLVED, count=7)
    await store.outbox.confirm(change_id, answer)
    assert await shown(store) == answer
    assert await store.outbox.entries() == ()
    assert await events(store) == [Event.QUEUED, Event.SENT, Event.DONE]


@pytest.mark.asyncio
async def test_an_answer_does_not_undo_what_was_pulled_meanwhile(store: Store) -> None:
    (change_id,) = await queue(store, RESOLVE)
    await send(store)
    later = make_group(revision=3, status=Status.RESOLVED, severity=Severity.LOW)
    await store.mirror.apply(change_page(later))
    await store.outbox.confirm(change_id, make_group(revision=2, status=Status.RESOLVED))
    assert await shown(store) == later


@pytest.mark.asyncio
async def test_an_old_page_does_not_undo_an_answer(store: Store) -> None:
    (change_id,) = await queue(store, RESOLVE)
    await send(store)
    answer = make_group(revision=2, status=Status.RESOLVED)
    await store.outbox.confirm(change_id, answer)
    await store.mirror.apply(change_page(make_group(revision=1)))
    assert await shown(store) == answer


@pytest.mark.asyncio
async def test_pulling_beneath_a_pending_change_keeps_it_on_top(store: Store) -> None:
    (change_id,) = await queue(store, RESOLVE)
    await store.mirror.apply(change_page(make_group(count=50)))
    row = await shown(store)
    assert (row.status, row.count, row.pending) == (Status.RESOLVED, 50, True)
    assert await store.outbox.undo(change_id)
    assert await shown(store) == make_group(count=50)


@pytest.mark.asyncio
async def test_pending_rows_are_found_by_what_they_show(store: Store) -> None:
    from tests.support.store_builders import group_query

    from crashdesk.core.query.ast import Comparison, Term, TextValue

    await queue(store, RESOLVE)
    for flag in ("resolved", "pending"):
        where = Term("is", Comparison.EQ, TextValue(flag))
        view = await store.tables.open_view(group_query(where=where))
        await view.ready()
        assert await view.ids(0, 9) == ("grp_1",)
        await view.close()


@pytest.mark.asyncio
async def test_a_change_taken_by_somebody_who_was_cancelled_waits_again(store: Store) -> None:
    (change_id,) = await queue(store, RESOLVE)
    taking = asyncio.create_task(store.outbox.take_next(NOVEMBER))
    await asyncio.sleep(0)
    taking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await taking
    found = await entry(store, change_id)
    assert (found.state, found.attempts) == (ChangeState.WAITING, 0)


@pytest.mark.asyncio
async def test_what_was_handed_over_is_done_though_the_caller_is_cancelled(store: Store) -> None:
    (change_id,) = await queue(store, RESOLVE)
    await send(store)
    confirming = asyncio.create_task(store.outbox.confirm(change_id, make_group(revision=2)))
    await asyncio.sleep(0)
    confirming.cancel()
    with pytest.raises(asyncio.CancelledError):
        await confirming
    await queue(store, RAISE, group="grp_2")
    assert [found.lane.id for found in await store.outbox.entries()] == ["grp_2"]


@pytest.mark.asyncio
async def test_the_summary_tells_what_is_held_back(tmp_path: Path) -> None:
    clock = ManualClock()
    async with opened_store(tmp_path / "other.db", clock) as store:
        await store.mirror.apply(change_page(make_group()))
        await store.outbox.queue(lane_of(), RESOLVE, SENTENCE, send_at=Instant(NOVEMBER + HELD_MS))
        assert await store.outbox.summary() == OutboxSummary(held=1)
        clock.advance(HELD_MS)
        assert await store.outbox.summary() == OutboxSummary(waiting=1)


@pytest.mark.asyncio
async def test_listeners_hear_of_row_and_outbox(store: Store) -> None:
    heard: list[object] = []
    arrived = asyncio.Event()

    def on_outbox() -> None:
        heard.append("outbox")
        arrived.set()

    store.tables.subscribe(lambda types, ids: heard.append((types, ids)))
    end = store.outbox.subscribe(on_outbox)
    await queue(store, RESOLVE)
    await arrived.wait()
    changed = (frozenset({GROUP, ObjectType.JOURNAL_ENTRY}), frozenset({"grp_1", f"{1:019}"}))
    assert heard == [changed, "outbox"]
    end()
    arrived.clear()
    await queue(store, RAISE)
    await store.tables.get(GROUP, "grp_1")
    await asyncio.sleep(0)
    assert heard.count("outbox") == 1
