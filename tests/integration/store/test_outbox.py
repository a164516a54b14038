"""Queued changes show at once, go out in order, and leave no trace when they are taken back."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from pathlib import Path

import msgspec
import pytest
import pytest_asyncio
from tests.support.manual_clock import NOVEMBER, ManualClock
from tests.support.store_builders import (
    SENTENCE,
    change_page,
    lane_of,
    make_group,
    make_note,
    opened_store,
)

from crashdesk.core.crash_groups import (
    AssigneeChange,
    CrashGroup,
    GroupChange,
    NoteAddition,
    Resolution,
    ResolvedIn,
    Severity,
    SeverityChange,
    Status,
    StatusChange,
)
from crashdesk.core.errors import NotFound
from crashdesk.core.ids import ChangeId, GroupId, Instant
from crashdesk.core.outbox import HOLD_BACK_MS, ChangeState, ObjectType, OutboxSummary, QueuedChange
from crashdesk.core.text import Text
from crashdesk.store.journal import Event
from crashdesk.store.store import Store

GROUP = ObjectType.CRASH_GROUP
RESOLVE = StatusChange(Status.RESOLVED, Resolution(ResolvedIn.NOW))
RAISE = SeverityChange(Severity.CRITICAL)
NOTE = NoteAddition("looks like the disk")
NO = Text("Test", "No.")


@pytest_asyncio.fixture
async def store(tmp_path: Path) -> AsyncGenerator[Store]:
    async with opened_store(tmp_path / "store.db") as opened:
        await opened.mirror.apply(change_page(make_group(), make_group("grp_2")))
        yield opened


async def queue(store: Store, *changes: GroupChange, group: str = "grp_1") -> list[ChangeId]:
    return [
        await store.outbox.queue(lane_of(group), change, SENTENCE, send_at=NOVEMBER) for change in changes
    ]


async def shown(store: Store, group: str = "grp_1") -> CrashGroup:
    found = await store.tables.get(GROUP, group)
    assert isinstance(found, CrashGroup)
    return found


async def entry(store: Store, change_id: ChangeId) -> QueuedChange:
    return next(found for found in await store.outbox.entries() if found.id == change_id)


async def send(store: Store) -> QueuedChange:
    taken = await store.outbox.take_next(NOVEMBER)
    assert taken is not None
    return taken


async def events(store: Store) -> list[Event]:
    return [line.event for line in reversed(await store.journal.latest(100))]


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
    due = Instant(NOVEMBER + HOLD_BACK_MS)
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
async def test_their_change_of_another_field_is_built_upon(store: Store) -> None:
    (change_id,) = await queue(store, RESOLVE)
    await send(store)
    await store.outbox.conflict(change_id, make_group(revision=4, severity=Severity.LOW))
    again = await send(store)
    assert (again.id, again.base_revision) == (change_id, 4)
    row = await shown(store)
    assert (row.status, row.severity) == (Status.RESOLVED, Severity.LOW)
    assert Event.REBASED in await events(store)


@pytest.mark.asyncio
async def test_their_same_decision_settles_mine(store: Store) -> None:
    first, second = await queue(store, RESOLVE, RAISE)
    await send(store)
    theirs = make_group(revision=4, status=Status.RESOLVED, resolution=Resolution(ResolvedIn.NOW))
    await store.outbox.conflict(first, theirs)
    assert [found.id for found in await store.outbox.entries()] == [second]
    assert (await entry(store, second)).base_revision == 4


@pytest.mark.asyncio
async def test_a_conflict_shows_mine_until_a_person_discards_it(store: Store) -> None:
    first, second = await queue(store, RESOLVE, RAISE)
    await send(store)
    theirs = make_group(revision=4, status=Status.IGNORED)
    await store.outbox.conflict(first, theirs)
    met = await entry(store, first)
    assert msgspec.json.decode(met.theirs, type=CrashGroup) == theirs
    assert (await shown(store)).status is Status.RESOLVED
    assert await store.outbox.summary() == OutboxSummary(waiting=1, stuck=1)
    await store.outbox.discard(first)
    row = await shown(store)
    assert (row.status, row.severity) == (Status.IGNORED, Severity.CRITICAL)
    assert (await send(store)).id == second


@pytest.mark.asyncio
async def test_mine_can_be_sent_over_theirs(store: Store) -> None:
    (change_id,) = await queue(store, RESOLVE)
    await send(store)
    theirs = make_group(revision=4, status=Status.IGNORED)
    await store.outbox.conflict(change_id, theirs)
    await store.outbox.resend(change_id, revision=4)
    again = await send(store)
    assert again.base_revision == 4
    assert again.theirs == b""
    assert msgspec.json.decode(again.base, type=CrashGroup) == theirs


@pytest.mark.asyncio
async def test_a_rejected_change_leaves_the_row_and_says_why(store: Store) -> None:
    first, _second = await queue(store, RESOLVE, RAISE)
    await send(store)
    await store.outbox.reject(first, NO)
    row = await shown(store)
    assert (row.status, row.severity, row.pending) == (Status.OPEN, Severity.CRITICAL, True)
    assert (await entry(store, first)).problem == NO
    await store.outbox.discard(first)
    assert (await send(store)).base_revision == 1


@pytest.mark.asyncio
async def test_what_waits_cannot_be_discarded(store: Store) -> None:
    (change_id,) = await queue(store, RESOLVE)
    await store.outbox.discard(change_id)
    assert len(await store.outbox.entries()) == 1


@pytest.mark.asyncio
async def test_an_unknown_outcome_is_sent_again_with_the_same_key(store: Store) -> None:
    (change_id,) = await queue(store, RESOLVE)
    sent = await send(store)
    await store.outbox.mark_unknown(change_id)
    await store.outbox.resend(change_id, revision=None)
    again = await send(store)
    assert (again.idempotency_key, again.base_revision, again.attempts) == (sent.idempotency_key, 1, 2)


@pytest.mark.asyncio
async def test_a_note_shows_in_the_timeline_and_is_counted_once(store: Store) -> None:
    (change_id,) = await queue(store, NOTE)
    assert (await shown(store)).notes == 1
    (pending,) = await store.tables.activity_of(GroupId("grp_1"))
    assert (pending.note, pending.pending) == (NOTE.text, True)
    await send(store)
    answer = make_note("act_1", text=NOTE.text)
    await store.outbox.confirm(change_id, answer)
    assert await store.tables.activity_of(GroupId("grp_1")) == (answer,)
    assert await shown(store) == make_group(notes=1)
    await store.mirror.apply(change_page(make_group(notes=1), answer))
    assert (await shown(store)).notes == 1


@pytest.mark.asyncio
async def test_a_note_that_the_feed_brought_first_is_not_counted_again(store: Store) -> None:
    (change_id,) = await queue(store, NOTE)
    await send(store)
    answer = make_note("act_1", text=NOTE.text)
    await store.mirror.apply(change_page(make_group(notes=1), answer))
    await store.outbox.confirm(change_id, answer)
    assert (await shown(store)).notes == 1


@pytest.mark.asyncio
async def test_nothing_rests_on_a_note(store: Store) -> None:
    _note, resolve, note, severity = await queue(store, NOTE, RESOLVE, NOTE, RAISE)
    revisions = [found.base_revision for found in await store.outbox.entries()]
    assert revisions == [1, 1, 1, None]
    await store.outbox.confirm((await send(store)).id, make_note("act_1"))
    assert (await send(store)).id == resolve
    await store.outbox.confirm(resolve, make_group(revision=2, status=Status.RESOLVED))
    assert (await entry(store, severity)).base_revision == 2
    assert (await send(store)).id == note


@pytest.mark.asyncio
async def test_a_note_never_conflicts(store: Store) -> None:
    (change_id,) = await queue(store, NOTE)
    await send(store)
    await store.outbox.conflict(change_id, make_group(revision=9, status=Status.RESOLVED))
    assert (await entry(store, change_id)).state is ChangeState.WAITING


@pytest.mark.asyncio
async def test_changes_of_what_is_gone_are_rejected(store: Store) -> None:
    (change_id,) = await queue(store, RESOLVE)
    await store.mirror.apply(change_page(gone=[(GROUP, "grp_1")]))
    assert await store.tables.get(GROUP, "grp_1") is None
    rejected = await entry(store, change_id)
    assert rejected.state is ChangeState.REJECTED
    assert "no longer exists" in str(rejected.problem)
    await store.outbox.discard(change_id)
    assert await store.outbox.entries() == ()


@pytest.mark.asyncio
async def test_a_resync_keeps_the_outbox_and_replays_it(store: Store) -> None:
    (kept,) = await queue(store, RESOLVE)
    (lost,) = await queue(store, RESOLVE, group="grp_2")
    await store.mirror.begin_resync(erase=True)
    assert await store.tables.get(GROUP, "grp_1") is None
    assert len(await store.outbox.entries()) == 2
    await store.mirror.apply(change_page(make_group(count=3)))
    await store.mirror.end_resync()
    row = await shown(store)
    assert (row.status, row.count, row.pending) == (Status.RESOLVED, 3, True)
    assert (await entry(store, kept)).state is ChangeState.WAITING
    assert (await entry(store, lost)).state is ChangeState.REJECTED


@pytest.mark.asyncio
async def test_after_a_restart_what_was_being_sent_is_unknown(tmp_path: Path) -> None:
    path = tmp_path / "again.db"
    async with opened_store(path) as store:
        await store.mirror.apply(change_page(make_group()))
        (change_id,) = await queue(store, RESOLVE)
        await send(store)
    async with opened_store(path) as store:
        assert await store.outbox.recover() == 1
        assert await store.outbox.recover() == 0
        assert (await entry(store, change_id)).state is ChangeState.UNKNOWN
        assert (await shown(store)).status is Status.RESOLVED


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
        await store.outbox.queue(lane_of(), RESOLVE, SENTENCE, send_at=Instant(NOVEMBER + HOLD_BACK_MS))
        assert await store.outbox.summary() == OutboxSummary(held=1)
        clock.advance(HOLD_BACK_MS)
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
    assert heard == [(frozenset({GROUP}), frozenset({"grp_1"})), "outbox"]
    end()
    arrived.clear()
    await queue(store, RAISE)
    await store.tables.get(GROUP, "grp_1")
    await asyncio.sleep(0)
    assert heard.count("outbox") == 1


@pytest.mark.asyncio
async def test_steps_on_a_change_that_is_gone_do_nothing(store: Store) -> None:
    gone = ChangeId(99)
    await store.outbox.confirm(gone, make_group())
    await store.outbox.conflict(gone, make_group())
    await store.outbox.reject(gone, NO)
    await store.outbox.retry_later(gone, NOVEMBER)
    await store.outbox.mark_unknown(gone)
    await store.outbox.resend(gone, revision=3)
    await store.outbox.discard(gone)
    assert await shown(store) == make_group()
    assert await events(store) == []
