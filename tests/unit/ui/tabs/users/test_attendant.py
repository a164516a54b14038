import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from tests.support.fake_tables import FakeTables
from tests.support.manual_clock import ManualClock
from tests.support.shell_fakes import MemorySettings, make_connection, make_session
from tests.support.user_samples import make_user

from crashdesk.core.connection import ConnectionState, Link
from crashdesk.core.ids import ActionId, Instant
from crashdesk.core.outbox import ObjectType
from crashdesk.core.text import Text
from crashdesk.core.users import User, UserState
from crashdesk.runtime.jobs import RunningJobs
from crashdesk.settings.declared import NOTIFY_PENDING_USERS
from crashdesk.ui.kit.tab_spec import More, TabContext
from crashdesk.ui.tabs.users.actions import SHOW_PENDING
from crashdesk.ui.tabs.users.attendant import PendingAttendant

ONLINE = make_connection()


def waiting(name: str) -> User:
    return make_user(f"usr_{name}", name=name, state=UserState.PENDING)


class Waiting(FakeTables):
    """Shows those who wait; a change is one of accounts."""

    def put(self, *rows: Any, changed: frozenset[str] | None = None) -> None:
        self.rows = rows
        for listener in tuple(self._listeners):
            listener(frozenset({ObjectType.USER}), changed)


class Desk:
    def __init__(self, connection: ConnectionState, *people: User) -> None:
        self.tables = Waiting(*people)
        self.connection = connection
        self.settings = MemorySettings()
        self.counts: list[int | None] = []
        self.toasts: list[tuple[str, More | None]] = []
        self.notices: list[tuple[str, Callable[[], None]]] = []
        self.carried_out: list[ActionId] = []
        self._watchers: list[Callable[[ConnectionState], None]] = []
        self.jobs = RunningJobs(_fail, _fail)
        context = TabContext(
            self.tables,  # type: ignore[arg-type]
            self.jobs,
            self.settings,
            ManualClock(),
            make_session(),
            self,  # type: ignore[arg-type]
            lambda: self.connection,
            self._watch,
            str,
            {},
            notices=self,
        )
        self.attendant = PendingAttendant(context, pause_s=0)

    def set_count(self, tab_key: str, count: int | None) -> None:
        assert tab_key == "users"
        self.counts.append(count)

    def toast(self, text: Text, undo: tuple[()] = (), more: More | None = None) -> None:
        self.toasts.append((str(text), more))

    def carry_out(self, action: ActionId) -> None:
        self.carried_out.append(action)

    def show(self, text: Text, then: Callable[[], None]) -> None:
        self.notices.append((str(text), then))

    @property
    def said(self) -> list[str]:
        return [text for text, _ in self.toasts]

    async def put(self, *people: User) -> None:
        self.tables.put(*people)
        await self.settle()

    async def connect(self, connection: ConnectionState) -> None:
        self.connection = connection
        for watcher in self._watchers:
            watcher(connection)
        await self.settle()

    async def settle(self) -> None:
        async with asyncio.timeout(10):
            while self.jobs.running:
                await asyncio.sleep(0)

    def _watch(self, watcher: Callable[[ConnectionState], None]) -> Callable[[], None]:
        self._watchers.append(watcher)
        return lambda: self._watchers.remove(watcher)


def _fail(*args: object) -> None:
    raise AssertionError(args)


@asynccontextmanager
async def desk_of(connection: ConnectionState, *people: User) -> AsyncIterator[Desk]:
    desk = Desk(connection, *people)
    await desk.settle()
    yield desk
    await desk.attendant.close()


def test_the_count_follows_and_somebody_new_is_announced_once() -> None:
    async def check() -> None:
        ada, mira = waiting("Ada"), waiting("Mira")
        async with desk_of(ONLINE, ada) as desk:
            assert desk.counts == [1]
            assert desk.said == []
            await desk.put(ada, mira)
            assert desk.counts[-1] == 2
            assert desk.said == ["Mira asks to be let in"]
            await desk.put(ada)
            await desk.put(ada, mira)
            assert desk.said == ["Mira asks to be let in"]

    asyncio.run(check())


def test_the_button_and_the_notification_lead_to_those_who_wait() -> None:
    async def check() -> None:
        async with desk_of(ONLINE) as desk:
            await desk.put(waiting("Mira"))
            [(_, more)] = desk.toasts
            assert more is not None
            assert str(more.text) == "Show"
            more.run()
            [(text, then)] = desk.notices
            assert text == "Mira asks to be let in"
            then()
            assert desk.carried_out == [SHOW_PENDING, SHOW_PENDING]

    asyncio.run(check())


def test_several_at_once_are_one_sentence() -> None:
    async def check() -> None:
        async with desk_of(ONLINE) as desk:
            await desk.put(*(waiting(f"P{n}") for n in range(200)))
            assert desk.said == ["200 people ask to be let in"]

    asyncio.run(check())


def test_the_setting_silences_the_desktop_alone() -> None:
    async def check() -> None:
        async with desk_of(ONLINE) as desk:
            desk.settings.put(NOTIFY_PENDING_USERS, value=False)
            await desk.put(waiting("Mira"))
            assert desk.said == ["Mira asks to be let in"]
            assert desk.notices == []

    asyncio.run(check())


def test_whom_the_first_fetch_brings_is_no_news() -> None:
    async def check() -> None:
        first = ConnectionState(Link.ONLINE, since=Instant(0), syncing=1)
        ada, mira, zoe = waiting("Ada"), waiting("Mira"), waiting("Zoe")
        async with desk_of(first) as desk:
            await desk.put(ada)
            await desk.put(ada, mira)
            await desk.connect(ONLINE)
            assert desk.said == []
            assert desk.counts[-1] == 2
            await desk.put(ada, mira, zoe)
            assert desk.said == ["Zoe asks to be let in"]

    asyncio.run(check())


def test_a_long_fetch_is_told_about_when_it_is_done() -> None:
    async def check() -> None:
        async with desk_of(ONLINE) as desk:
            await desk.connect(make_connection(syncing=3))
            await desk.put(waiting("Ada"))
            assert desk.said == []
            await desk.put(waiting("Ada"), waiting("Mira"))
            await desk.connect(ONLINE)
            assert desk.said == ["2 people ask to be let in"]

    asyncio.run(check())


@pytest.mark.parametrize("name", ["Mira\u202eX", "A" * 4_000])
def test_a_name_is_made_visible_and_short(name: str) -> None:
    async def check() -> None:
        async with desk_of(ONLINE) as desk:
            await desk.put(make_user("usr_h", name=name, state=UserState.PENDING))
            [said] = desk.said
            assert "\u202e" not in said
            assert len(said) < 100

    asyncio.run(check())
