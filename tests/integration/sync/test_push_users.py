"""What becomes of decisions about accounts, on a real store: each is made once, and never over another's."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from msgspec import structs
from tests.support.manual_clock import ManualClock
from tests.support.scripted_client import ScriptedClient
from tests.support.store_builders import change_page, make_group
from tests.support.user_samples import make_user

from crashdesk.core.crash_groups import Severity, SeverityChange
from crashdesk.core.errors import (
    ChangedMeanwhile,
    ConnectionTrouble,
    NotFound,
    OutcomeUnknown,
    RequestConflict,
)
from crashdesk.core.ids import UserId
from crashdesk.core.outbox import ChangeState, Lane, ObjectType
from crashdesk.core.people import Role
from crashdesk.core.text import Text
from crashdesk.core.users import Approval, Rejection, User, UserDecision, UserState, apply_decision
from crashdesk.store.store import Store, new_store_key, open_store
from crashdesk.sync.push import Push

MIRA = UserId("usr_mira")
APPROVE = Approval(Role.OPERATOR, "knows the code")
REJECT = Rejection("nobody knows them")
PENDING = make_user(MIRA, name="Mira", state=UserState.PENDING)
SENTENCE = Text("Test", "Decide")


class Server:
    """Decides as the real one does: once, on its revision, and the first answer again for a known key."""

    def __init__(self, user: User) -> None:
        self.user: User | None = user
        self.answered: dict[str, User] = {}

    def get(self, _user_id: UserId) -> User:
        if self.user is None:
            raise NotFound
        return self.user

    def change(self, user_id: UserId, decision: UserDecision, revision: int, key: str) -> User:
        if key in self.answered:
            return self.answered[key]
        user = self.get(user_id)
        if revision != user.revision:
            raise ChangedMeanwhile(b"{}")
        if user.state is not UserState.PENDING:
            raise RequestConflict(type="already-decided")
        decided = structs.replace(apply_decision(user, decision), revision=user.revision + 1, pending=False)
        self.user = self.answered[key] = decided
        return decided


class Bench:
    """A store with somebody who waits, an outbox, and a push against a scripted server."""

    def __init__(self, store: Store, clock: ManualClock) -> None:
        self.store, self.clock, self.server = store, clock, Server(PENDING)
        self.client = ScriptedClient()
        self.client.users.on_change = self.server.change
        self.client.users.on_get = self.server.get
        self.push = Push(self.client, store.outbox, clock)  # type: ignore[arg-type]

    async def queue(self, decision: UserDecision = APPROVE) -> None:
        lane = Lane(ObjectType.USER, MIRA)
        await self.store.outbox.queue(lane, decision, SENTENCE, send_at=self.clock.now())

    async def row(self) -> User:
        row = await self.store.tables.get(ObjectType.USER, MIRA)
        assert isinstance(row, User)
        return row

    async def states(self) -> list[ChangeState]:
        return [entry.state for entry in await self.store.outbox.entries()]

    def they(self, **values: object) -> None:
        """Somebody else changes the account on the server."""
        self.server.user = structs.replace(self.server.get(MIRA), **{"revision": 5, **values})


@pytest_asyncio.fixture
async def bench() -> AsyncIterator[Bench]:
    clock = ManualClock()
    store = await open_store(None, new_store_key(), clock)
    await store.mirror.apply(change_page(PENDING))
    yield Bench(store, clock)
    await store.close()


@pytest.mark.asyncio
@pytest.mark.parametrize("decision", [APPROVE, REJECT])
async def test_a_decision_shows_at_once_and_is_sent_once(bench: Bench, decision: UserDecision) -> None:
    await bench.queue(decision)
    assert await bench.row() == apply_decision(PENDING, decision)

    await bench.push.run()
    await bench.push.run()

    assert await bench.row() == bench.server.user
    assert (await bench.row()).revision == 2
    assert [(sent, revision) for _, sent, revision, _ in bench.client.users.changes] == [(decision, 1)]
    assert await bench.states() == []


@pytest.mark.asyncio
@pytest.mark.parametrize("arrived", [True, False])
@pytest.mark.parametrize("decision", [APPROVE, REJECT])
async def test_an_answer_lost_on_the_way_is_read_back_and_nothing_happens_twice(
    bench: Bench, decision: UserDecision, arrived: bool
) -> None:
    def lose(*call: object) -> object:
        if arrived:
            bench.server.change(*call)  # type: ignore[arg-type]
        bench.client.users.on_change = bench.server.change
        raise OutcomeUnknown

    bench.client.users.on_change = lose
    await bench.queue(decision)
    with pytest.raises(ConnectionTrouble):
        await bench.push.run()
    assert await bench.states() == [ChangeState.UNKNOWN]
    await bench.push.run()

    assert await bench.states() == []
    assert len(bench.server.answered) == 1
    assert len({key for *_, key in bench.client.users.changes}) == 1
    assert (await bench.row()).revision == 2
    assert not (await bench.row()).pending


@pytest.mark.asyncio
async def test_somebody_renamed_meanwhile_is_decided_about_all_the_same(bench: Bench) -> None:
    bench.they(name="Mira S.")
    await bench.queue()

    await bench.push.run()

    row = await bench.row()
    assert (row.name, row.state, row.role, row.revision) == ("Mira S.", UserState.ACTIVE, "operator", 6)
    assert await bench.states() == []


@pytest.mark.asyncio
async def test_the_same_decision_of_somebody_else_leaves_nothing_to_send(bench: Bench) -> None:
    bench.they(state=UserState.ACTIVE, role="operator", decision_note="met at a fair")
    await bench.queue()

    await bench.push.run()

    assert await bench.states() == []
    row = await bench.row()
    assert (row.decision_note, row.revision, row.pending) == ("met at a fair", 5, False)
    assert bench.server.answered == {}


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "theirs", [{"state": UserState.REJECTED}, {"state": UserState.ACTIVE, "role": "viewer"}]
)
async def test_another_decision_of_somebody_else_is_left_to_a_person(
    bench: Bench, theirs: dict[str, object]
) -> None:
    bench.they(**theirs)
    await bench.queue()

    await bench.push.run()
    await bench.push.run()

    (entry,) = await bench.store.outbox.entries()
    assert entry.state is ChangeState.CONFLICT
    assert bench.server.answered == {}
    await bench.store.outbox.discard(entry.id)
    assert await bench.row() == bench.server.user


@pytest.mark.asyncio
async def test_decided_already_is_a_conflict_that_shows_theirs_and_no_riddle(bench: Bench) -> None:
    bench.they(state=UserState.ACTIVE, role="viewer", revision=1)
    await bench.queue()

    await bench.push.run()

    (entry,) = await bench.store.outbox.entries()
    assert entry.state is ChangeState.CONFLICT
    assert b'"viewer"' in entry.theirs


@pytest.mark.asyncio
@pytest.mark.parametrize("refusal", [RequestConflict(type="last-admin"), NotFound()])
async def test_a_refusal_gives_the_row_back_and_says_why(bench: Bench, refusal: RequestConflict) -> None:
    bench.client.users.on_change = lambda *_: refusal
    await bench.queue(REJECT)

    await bench.push.run()

    (entry,) = await bench.store.outbox.entries()
    assert (entry.state, entry.problem) == (ChangeState.REJECTED, refusal.text)
    assert await bench.row() == PENDING


@pytest.mark.asyncio
async def test_somebody_deleted_meanwhile_is_told_and_not_sent(bench: Bench) -> None:
    await bench.queue()
    await bench.store.mirror.apply(change_page(gone=[(ObjectType.USER, MIRA)]))

    await bench.push.run()

    (entry,) = await bench.store.outbox.entries()
    assert entry.state is ChangeState.REJECTED
    assert bench.client.users.changes == []


@pytest.mark.asyncio
async def test_accounts_and_crashes_go_each_to_their_own_place(bench: Bench) -> None:
    await bench.store.mirror.apply(change_page(make_group(MIRA)))
    high = SeverityChange(Severity.HIGH)
    bench.client.crash_groups.on_change = lambda *_: make_group(MIRA, revision=2, severity=Severity.HIGH)
    await bench.store.outbox.queue(
        Lane(ObjectType.CRASH_GROUP, MIRA), high, SENTENCE, send_at=bench.clock.now()
    )
    await bench.queue()

    await bench.push.run()

    assert [change for _, change, *_ in bench.client.crash_groups.changes] == [high]
    assert [change for _, change, *_ in bench.client.users.changes] == [APPROVE]
    assert await bench.states() == []
