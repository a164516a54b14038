"""What becomes of queued changes: conflicts, refusals, notes, objects that go, and restarts."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from pathlib import Path

import msgspec
import pytest
import pytest_asyncio
from tests.integration.store.outbox_steps import (
    GROUP,
    NO,
    NOTE,
    RAISE,
    RESOLVE,
    entry,
    events,
    queue,
    send,
    shown,
)
from tests.support.manual_clock import NOVEMBER
from tests.support.store_builders import (
    change_page,
    make_group,
    make_note,
    opened_store,
)

from crashdesk.core.crash_groups import (
    CrashGroup,
    Resolution,
    ResolvedIn,
    Severity,
    Status,
)
from crashdesk.core.ids import ChangeId, GroupId
from crashdesk.core.journal import Event
from crashdesk.core.outbox import ChangeState, OutboxSummary
from crashdesk.store.store import Store


@pytest_asyncio.fixture
async def store(tmp_path: Path) -> AsyncGenerator[Store]:
    async with opened_store(tmp_path / "store.db") as opened:
        await opened.mirror.apply(change_page(make_group(), make_group("grp_2")))
        yield opened


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
