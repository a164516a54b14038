"""What becomes of queued changes, on a real store: accepted, conflicting, refused, lost on the way."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable

import pytest
import pytest_asyncio
from msgspec import structs
from tests.support.manual_clock import NOVEMBER, ManualClock
from tests.support.scripted_client import ScriptedClient

from crashdesk.core.changes import ChangePage, ObjectChange, Undecoded
from crashdesk.core.crash_groups import (
    CrashGroup,
    GroupChange,
    NoteAddition,
    Severity,
    SeverityChange,
    Status,
    StatusChange,
    apply_change,
)
from crashdesk.core.crash_reports import ActivityEntry
from crashdesk.core.errors import (
    AccessDenied,
    AnswerUnusable,
    ChangedMeanwhile,
    ConnectionTrouble,
    NotFound,
    OutcomeUnknown,
    ServerUnreachable,
    SessionEnded,
    TakenForStranger,
)
from crashdesk.core.ids import GroupId, Instant
from crashdesk.core.outbox import ChangeState, Lane, ObjectType
from crashdesk.core.people import Actor
from crashdesk.core.text import Text
from crashdesk.store.store import Store, new_store_key, open_store
from crashdesk.sync.push import Push

RESOLVE = StatusChange(Status.RESOLVED)
HIGH = SeverityChange(Severity.HIGH)
SENTENCE = Text("Test", "Do it")


def a_group(name: str = "a", revision: int = 1) -> CrashGroup:
    return CrashGroup(
        id=GroupId(f"grp_{name}"), revision=revision, fingerprint=name, kind="crash", title=f"Error {name}",
        status=Status.OPEN, severity=Severity.LOW, count=3, first_seen=NOVEMBER, last_seen=NOVEMBER,
        first_version="1.0", last_version="1.1",
    )  # fmt: skip


class Server:
    """Applies changes as the real one does: revisions, and the first answer again for a known key."""

    def __init__(self, *groups: CrashGroup) -> None:
        self.groups = {group.id: group for group in groups}
        self.answered: dict[str, CrashGroup | ActivityEntry] = {}

    def change(
        self, group_id: GroupId, change: GroupChange, revision: int, key: str
    ) -> CrashGroup | ActivityEntry:
        if key in self.answered:
            return self.answered[key]
        group = self.groups[group_id]
        if isinstance(change, NoteAddition):
            entry = ActivityEntry(
                f"act_{key}", group_id, NOVEMBER, Actor("user", "Ada"), "note", note=change.text
            )
            self.answered[key] = entry
            return entry
        if revision != group.revision:
            raise ChangedMeanwhile(b"{}")
        changed = structs.replace(apply_change(group, change), revision=group.revision + 1, pending=False)
        self.groups[group_id] = self.answered[key] = changed
        return changed


class Bench:
    """A store with groups in it, an outbox, and a push against a scripted server."""

    def __init__(self, store: Store, server: Server, clock: ManualClock) -> None:
        self.store, self.server, self.clock = store, server, clock
        self.client = ScriptedClient()
        self.client.crash_groups.on_change = server.change
        self.client.crash_groups.on_get = lambda group_id: server.groups[group_id]
        self.push = Push(self.client, store.outbox, clock)  # type: ignore[arg-type]

    async def queue(self, change: GroupChange, name: str = "a") -> None:
        lane = Lane(ObjectType.CRASH_GROUP, f"grp_{name}")
        await self.store.outbox.queue(lane, change, SENTENCE, send_at=self.clock.now())

    async def row(self, name: str = "a") -> CrashGroup:
        row = await self.store.tables.get(ObjectType.CRASH_GROUP, f"grp_{name}")
        assert isinstance(row, CrashGroup)
        return row

    async def states(self) -> list[ChangeState]:
        return [entry.state for entry in await self.store.outbox.entries()]

    def fail(self, *errors: BaseException, after: bool = False) -> None:
        """Let the next changes fail: on the way there, or (`after`) once the server has applied them."""
        left = list(errors)

        def change(*call: object) -> object:
            answer = self.server.change(*call) if after or not left else None  # type: ignore[arg-type]
            if left:
                raise left.pop(0)
            return answer

        self.client.crash_groups.on_change = change  # type: ignore[assignment]


@pytest_asyncio.fixture
async def bench() -> AsyncIterator[Bench]:
    clock = ManualClock()
    store = await open_store(None, new_store_key(), clock)
    groups = [a_group(name) for name in "abc"]
    items = tuple(ObjectChange(ObjectType.CRASH_GROUP, group.id, group) for group in groups)
    await store.mirror.apply(Undecoded(b"", lambda _: ChangePage(items, "t1", has_more=False)))
    yield Bench(store, Server(*groups), clock)
    await store.close()


@pytest.mark.asyncio
async def test_changes_of_one_group_go_in_order_each_on_the_result_of_the_one_before(bench: Bench) -> None:
    await bench.queue(RESOLVE)
    await bench.queue(HIGH)

    await bench.push.run()

    assert [(change, revision) for _, change, revision, _ in bench.client.crash_groups.changes] == [
        (RESOLVE, 1),
        (HIGH, 2),
    ]
    row = await bench.row()
    assert (row.status, row.severity, row.revision, row.pending) == (Status.RESOLVED, Severity.HIGH, 3, False)
    assert await bench.states() == []


@pytest.mark.asyncio
async def test_what_is_held_back_is_not_sent(bench: Bench) -> None:
    lane = Lane(ObjectType.CRASH_GROUP, "grp_a")
    await bench.store.outbox.queue(lane, RESOLVE, SENTENCE, send_at=Instant(bench.clock.now() + 8_000))

    await bench.push.run()
    assert bench.client.crash_groups.changes == []
    bench.clock.advance(8_000)
    await bench.push.run()

    assert len(bench.client.crash_groups.changes) == 1


@pytest.mark.asyncio
async def test_the_same_field_changed_by_somebody_else_is_a_conflict_that_blocks_only_its_lane(
    bench: Bench,
) -> None:
    bench.server.groups[GroupId("grp_a")] = structs.replace(a_group(revision=7), severity=Severity.CRITICAL)
    await bench.queue(HIGH)
    await bench.queue(HIGH, "b")

    await bench.push.run()

    (entry,) = await bench.store.outbox.entries()
    assert (entry.state, entry.lane.id) == (ChangeState.CONFLICT, "grp_a")
    assert b"critical" in entry.theirs
    assert (await bench.row("b")).revision == 2


@pytest.mark.asyncio
async def test_another_field_changed_by_somebody_else_is_merged(bench: Bench) -> None:
    bench.server.groups[GroupId("grp_a")] = structs.replace(a_group(revision=7), severity=Severity.CRITICAL)
    await bench.queue(RESOLVE)

    await bench.push.run()

    row = await bench.row()
    assert (row.status, row.severity, row.revision) == (Status.RESOLVED, Severity.CRITICAL, 8)
    assert await bench.states() == []


@pytest.mark.asyncio
async def test_a_server_that_refuses_the_revision_it_shows_is_asked_once(bench: Bench) -> None:
    bench.fail(*[ChangedMeanwhile(b"{}")] * 9)
    await bench.queue(RESOLVE)

    await bench.push.run()

    assert await bench.states() == [ChangeState.CONFLICT]
    assert len(bench.client.crash_groups.changes) == 1


@pytest.mark.asyncio
async def test_an_object_that_others_change_all_the_time_is_not_chased_without_a_pause(bench: Bench) -> None:
    revisions = iter(range(2, 100))
    bench.fail(*[ChangedMeanwhile(b"{}")] * 90)
    bench.client.crash_groups.on_get = lambda _: a_group(revision=next(revisions))
    await bench.queue(RESOLVE)

    await bench.push.run()

    assert await bench.states() == [ChangeState.WAITING]
    assert len(bench.client.crash_groups.changes) == 2
    assert (await bench.store.outbox.next_due() or 0) > bench.clock.now()


@pytest.mark.asyncio
@pytest.mark.parametrize("refusal", [AccessDenied(), NotFound()])
async def test_a_refusal_gives_the_row_back_and_says_why(bench: Bench, refusal: AccessDenied) -> None:
    bench.fail(refusal)
    await bench.queue(RESOLVE)

    await bench.push.run()

    (entry,) = await bench.store.outbox.entries()
    assert (entry.state, entry.problem) == (ChangeState.REJECTED, refusal.text)
    assert (await bench.row()).status is Status.OPEN


@pytest.mark.asyncio
@pytest.mark.parametrize("trouble", [ServerUnreachable(), TakenForStranger(), SessionEnded()])
async def test_what_never_arrived_waits_and_goes_later(bench: Bench, trouble: ConnectionTrouble) -> None:
    bench.fail(trouble)
    await bench.queue(RESOLVE)

    with pytest.raises(type(trouble)):
        await bench.push.run()
    assert await bench.states() == [ChangeState.WAITING]
    assert (await bench.row()).pending

    bench.clock.advance(60_000)
    await bench.push.run()
    assert (await bench.row()).revision == 2


@pytest.mark.asyncio
@pytest.mark.parametrize("arrived", [True, False])
@pytest.mark.parametrize("change", [RESOLVE, NoteAddition("seen")])
async def test_an_answer_lost_on_the_way_is_read_back_and_nothing_happens_twice(
    bench: Bench, change: GroupChange, arrived: bool
) -> None:
    bench.fail(OutcomeUnknown(), after=arrived)
    await bench.queue(change)

    with pytest.raises(ConnectionTrouble):
        await bench.push.run()
    assert await bench.states() == [ChangeState.UNKNOWN]
    await bench.push.run()

    assert await bench.states() == []
    assert len(bench.server.answered) == 1
    assert len({key for *_, key in bench.client.crash_groups.changes}) == 1
    row = await bench.row()
    assert (row.notes == 1) if isinstance(change, NoteAddition) else (row.revision == 2)


@pytest.mark.asyncio
async def test_different_groups_do_not_wait_for_each_other(bench: Bench) -> None:
    bench.client.crash_groups.on_change = _refuse_first(bench.server.change)
    for name in "abc":
        await bench.queue(RESOLVE, name)

    await bench.push.run()

    assert await bench.states() == [ChangeState.REJECTED]
    assert [(await bench.row(name)).revision for name in "bc"] == [2, 2]


def _refuse_first(change: Callable[..., object]) -> Callable[..., object]:
    def refuse(group_id: GroupId, *rest: object) -> object:
        if group_id == "grp_a":
            raise AccessDenied
        return change(group_id, *rest)

    return refuse


@pytest.mark.asyncio
async def test_an_object_that_cannot_be_read_back_holds_up_its_own_lane_alone(bench: Bench) -> None:
    bench.fail(OutcomeUnknown())
    await bench.queue(RESOLVE)
    with pytest.raises(ConnectionTrouble):
        await bench.push.run()
    read = bench.client.crash_groups.on_get
    bench.client.crash_groups.on_get = lambda _: AnswerUnusable()
    await bench.queue(RESOLVE, "b")

    await bench.push.run()
    assert await bench.states() == [ChangeState.UNKNOWN]
    assert (await bench.row("b")).revision == 2

    bench.client.crash_groups.on_get = read
    await bench.push.run()
    assert (await bench.row()).revision == 2
    assert await bench.states() == []
