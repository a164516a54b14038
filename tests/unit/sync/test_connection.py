"""The connection's states, and what each failure leads to."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest
from msgspec import structs
from tests.support.manual_clock import ManualClock
from tests.support.scripted_client import SERVER, USER, ScriptedClient, a_meta, a_session

from crashdesk.core.changes import ChangePage, Undecoded
from crashdesk.core.connection import ConnectionState, Link
from crashdesk.core.errors import (
    AccessDenied,
    AwaitingApproval,
    ResyncRequired,
    ServerUnreachable,
    SessionEnded,
    TooManyRequests,
)
from crashdesk.core.ids import GroupId, Instant, ReportId, ServerId, UserId
from crashdesk.core.outbox import QueuedChange
from crashdesk.core.secret import Secret
from crashdesk.core.session import Credential, CredentialKind, Session
from crashdesk.sync import connection
from crashdesk.sync.connection import LOOK_MS, Connection, Identity


class QuietMirror:
    """Accepts pages and has nothing to prefetch."""

    kept = ""
    erased = 0
    fresh: Instant | None = None

    def __init__(self) -> None:
        self.lost: list[frozenset[str]] = []

    async def token(self) -> str:
        return self.kept

    async def apply(self, page: Undecoded[ChangePage]) -> ChangePage:
        decoded = page.decode()
        self.kept = decoded.next_token
        return decoded

    async def begin_resync(self, *, erase: bool) -> None:
        self.kept = ""
        self.erased += erase

    async def forget(self, lost: frozenset[str]) -> None:
        self.lost.append(lost)

    async def end_resync(self) -> None: ...

    async def fresh_at(self) -> Instant | None:
        return self.fresh

    async def mark_fresh(self, at: Instant) -> None:
        self.fresh = at

    async def missing_bodies(self, limit: int) -> tuple[tuple[GroupId, ReportId], ...]:
        return ()


class EmptyOutbox:
    """Has nothing to send, and counts how often it was asked for something."""

    def __init__(self) -> None:
        self.asked = 0
        self.recovered = 0

    def subscribe(self, listener: Callable[[], None]) -> Callable[[], None]:
        return lambda: None

    async def recover(self) -> int:
        self.recovered += 1
        return 0

    async def entries(self) -> tuple[QueuedChange, ...]:
        return ()

    async def take_next(self, now: Instant) -> QueuedChange | None:
        self.asked += 1
        return None

    async def next_due(self) -> Instant | None:
        return None


CREDENTIAL = Credential(CredentialKind.COOKIE, Secret("mine"))


class Desk:
    """A connection under test with everything it was given and everything it said."""

    def __init__(
        self, client: ScriptedClient, mirror: QuietMirror | None = None, audit: object = None
    ) -> None:
        self.client, self.clock, self.outbox = client, ManualClock(), EmptyOutbox()
        self.mirror = mirror or QuietMirror()
        self.sessions: list[Session] = []
        self.states: list[ConnectionState] = []
        self.connection = Connection(
            client,  # type: ignore[arg-type]
            self.mirror,  # type: ignore[arg-type]
            self.outbox,  # type: ignore[arg-type]
            audit,  # type: ignore[arg-type]
            self.clock,
            Identity(SERVER, USER),
            self.sessions.append,
        )
        self.connection.watch(self.states.append)

    async def until(self, link: Link) -> ConnectionState:
        async with asyncio.timeout(5):
            while self.connection.state.link is not link:
                await asyncio.sleep(0)
        return self.connection.state


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(5):
        while not condition():
            await asyncio.sleep(0)


@asynccontextmanager
async def running(
    client: ScriptedClient, mirror: QuietMirror | None = None, audit: object = None
) -> AsyncIterator[Desk]:
    desk = Desk(client, mirror, audit)
    task = asyncio.create_task(desk.connection.run(CREDENTIAL))
    try:
        yield desk
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


@pytest.mark.asyncio
async def test_becomes_online_and_knows_how_fresh_it_is() -> None:
    async with running(ScriptedClient()) as desk:
        state = await desk.until(Link.ONLINE)

        assert state.fresh_at == desk.clock.now()
        assert desk.sessions == [a_session()]
        assert desk.outbox.recovered == 1


@pytest.mark.asyncio
async def test_a_hint_makes_it_pull_again() -> None:
    client = ScriptedClient()
    async with running(client) as desk:
        await desk.until(Link.ONLINE)
        client.hint.set()

        async with asyncio.timeout(5):
            while len(client.asked) < 2:
                await asyncio.sleep(0)


@pytest.mark.asyncio
async def test_a_lost_server_means_offline_and_a_nudge_tries_at_once() -> None:
    client = ScriptedClient(what=ServerUnreachable())
    async with running(client) as desk:
        state = await desk.until(Link.OFFLINE)
        assert isinstance(state.problem, ServerUnreachable)
        assert state.retry_at is not None
        assert state.retry_at > desk.clock.now()

        client.what = a_meta()
        desk.connection.retry_now()
        state = await desk.until(Link.ONLINE)

        assert state.problem is None


@pytest.mark.asyncio
async def test_offline_keeps_saying_how_old_the_rows_are() -> None:
    client = ScriptedClient()
    async with running(client) as desk:
        online = await desk.until(Link.ONLINE)
        desk.clock.advance(60_000)
        client.hints_end = ServerUnreachable()
        client.hint.set()

        assert (await desk.until(Link.OFFLINE)).fresh_at == online.fresh_at


@pytest.mark.asyncio
async def test_the_servers_pause_is_kept() -> None:
    async with running(ScriptedClient(what=TooManyRequests(90))) as desk:
        state = await desk.until(Link.OFFLINE)

        assert state.retry_at is not None
        assert state.retry_at - desk.clock.now() >= 90_000


@pytest.mark.asyncio
async def test_an_ended_session_asks_for_a_person() -> None:
    async with running(ScriptedClient(who=SessionEnded())) as desk:
        await desk.until(Link.SIGNED_OUT)

        assert desk.client.asked == []


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "client",
    [
        ScriptedClient(what=a_meta(ServerId("srv_restored"))),
        ScriptedClient(who=a_session(UserId("usr_other"))),
    ],
)
async def test_nothing_is_sent_to_another_server_or_as_another_person(client: ScriptedClient) -> None:
    async with running(client) as desk:
        await desk.until(Link.STOPPED)

        assert desk.outbox.asked == 0
        assert client.asked == []


def waiting(role: str = "pending") -> Session:
    return structs.replace(a_session(), role=role, permissions=frozenset())


@pytest.mark.asyncio
@pytest.mark.parametrize("role", ["pending", "viewer"])
async def test_somebody_without_rights_waits_and_nothing_is_asked_for_but_who_they_are(role: str) -> None:
    client = ScriptedClient(who=waiting(role))
    async with running(client) as desk:
        state = await desk.until(Link.AWAITING)
        assert isinstance(state.problem, AwaitingApproval)
        assert state.retry_at == desk.clock.now() + LOOK_MS
        client.what = ZeroDivisionError()  # type: ignore[assignment]
        looked = len(desk.sessions)
        desk.connection.retry_now()
        await until(lambda: len(desk.sessions) > looked)

        assert desk.connection.state.link is Link.AWAITING
        assert (client.asked, desk.outbox.asked) == ([], 0)


@pytest.mark.asyncio
async def test_the_desk_looks_by_itself_and_goes_online_when_somebody_is_let_in(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(connection, "LOOK_MS", 1)
    client = ScriptedClient(who=waiting())
    async with running(client) as desk:
        await desk.until(Link.AWAITING)
        client.who = a_session()
        state = await desk.until(Link.ONLINE)

        assert state.problem is None
        assert desk.sessions[-1] == a_session()


@pytest.mark.asyncio
async def test_a_rejected_person_is_signed_out() -> None:
    client = ScriptedClient(who=waiting())
    async with running(client) as desk:
        await desk.until(Link.AWAITING)
        client.who = SessionEnded()
        desk.connection.retry_now()
        await desk.until(Link.SIGNED_OUT)


@pytest.mark.asyncio
async def test_waiting_outlasts_a_server_that_goes_away() -> None:
    client = ScriptedClient(who=waiting())
    async with running(client) as desk:
        await desk.until(Link.AWAITING)
        client.who = ServerUnreachable()
        desk.connection.retry_now()
        await desk.until(Link.OFFLINE)
        client.who = waiting()
        desk.connection.retry_now()
        await desk.until(Link.AWAITING)


@pytest.mark.asyncio
async def test_who_loses_all_rights_keeps_nothing_in_the_store() -> None:
    client = ScriptedClient()
    async with running(client) as desk:
        await desk.until(Link.ONLINE)
        client.who = waiting("viewer")
        client.pages = [ResyncRequired("rights-changed"), AccessDenied()]
        client.hint.set()
        await desk.until(Link.AWAITING)
        assert desk.mirror.erased == 1

        client.who = a_session()
        desk.connection.retry_now()
        await desk.until(Link.ONLINE)


@pytest.mark.asyncio
async def test_who_lost_all_rights_while_the_desk_was_closed_keeps_nothing_either() -> None:
    mirror = QuietMirror()
    mirror.kept = "t7"
    async with running(ScriptedClient(who=waiting()), mirror) as desk:
        await desk.until(Link.AWAITING)
        assert mirror.erased == 1


@pytest.mark.asyncio
async def test_rights_that_the_server_offers_and_one_lacks_are_lost_those_it_does_not_know_are_not() -> None:
    offers, may = frozenset({"crash_groups.read", "users.read"}), frozenset({"crash_groups.read"})
    client = ScriptedClient(
        what=structs.replace(a_meta(), capabilities=offers),
        who=structs.replace(a_session(), capabilities=may),
    )
    async with running(client) as desk:
        await desk.until(Link.ONLINE)
        assert desk.mirror.lost == [{"users.read"}]

        client.who = structs.replace(a_session(), capabilities=frozenset())
        client.pages = [ResyncRequired("rights-changed")]
        client.hint.set()
        await until(lambda: len(desk.mirror.lost) > 1)
        assert desk.mirror.lost[-1] == offers


@pytest.mark.asyncio
async def test_a_stopped_desk_goes_on_when_a_person_asks_for_it() -> None:
    async with running(ScriptedClient(what=a_meta(ServerId("srv_restored")))) as desk:
        await desk.until(Link.STOPPED)
        desk.client.what = a_meta()
        desk.connection.retry_now()
        await desk.until(Link.ONLINE)


@pytest.mark.asyncio
async def test_the_credential_is_shown_to_nobody_but_the_server_it_is_of() -> None:
    client = ScriptedClient(what=a_meta(ServerId("srv_restored")))
    client.credential = CREDENTIAL
    async with running(client) as desk:
        await desk.until(Link.STOPPED)
        assert client.credential is None

        client.what = a_meta()
        desk.connection.retry_now()
        await desk.until(Link.ONLINE)
        assert client.credential is not None


@pytest.mark.asyncio
async def test_a_start_without_the_server_knows_how_old_the_rows_are() -> None:
    client = ScriptedClient()
    async with running(client) as desk:
        fresh_at = (await desk.until(Link.ONLINE)).fresh_at
    mirror = desk.mirror

    async with running(ScriptedClient(what=ServerUnreachable()), mirror) as desk:
        assert (await desk.until(Link.OFFLINE)).fresh_at == fresh_at


@pytest.mark.asyncio
async def test_a_fault_of_the_desk_itself_is_told_and_a_person_can_try_again() -> None:
    told: list[object] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: told.append(context["exception"]))
    client = ScriptedClient(what=ZeroDivisionError())  # type: ignore[arg-type]
    async with running(client) as desk:
        await desk.until(Link.STOPPED)
        assert [type(error) for error in told] == [ZeroDivisionError]

        client.what = a_meta()
        desk.connection.retry_now()
        await desk.until(Link.ONLINE)
