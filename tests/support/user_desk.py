"""The tab of accounts on a real store and real jobs; window and server are stand-ins."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
from tests.support.gui_loop import discard
from tests.support.manual_clock import ManualClock
from tests.support.shell_fakes import MemorySettings, make_connection
from tests.support.store_builders import change_page, opened_store
from tests.support.user_samples import RIGHTS

from crashdesk.core.account import Permission
from crashdesk.core.actions import AVAILABLE, Availability
from crashdesk.core.changes import DomainObject
from crashdesk.core.connection import ConnectionState
from crashdesk.core.errors import CrashDeskError
from crashdesk.core.ids import ActionId, ChangeId, UserId
from crashdesk.core.outbox import ObjectType
from crashdesk.core.session import Session
from crashdesk.core.text import Text
from crashdesk.core.users import User, UserDecision, UserEdit, UserState, apply_decision, is_decided
from crashdesk.runtime.jobs import Job, RunningJobs
from crashdesk.services.triage import ItemOutcome, ItemResult, TriageOutcome
from crashdesk.store.store import Store
from crashdesk.ui.kit.tab_spec import TabContext
from crashdesk.ui.kit.translate import render
from crashdesk.ui.tabs.users.tab import UsersTab

ME = Session(
    user_id=UserId("usr_1"),
    email="mira@example.org",
    name="Mira Sandoval",
    role="admin",
    permissions=frozenset({"users.read", "users.manage"}),
    capabilities=frozenset({"users.read", "users.manage"}),
    via="session",
)


@dataclass
class RecordingWindow:
    """Remembers what a tab said to its window."""

    toasts: list[tuple[str, tuple[ChangeId, ...]]] = field(default_factory=list)
    errors: list[CrashDeskError] = field(default_factory=list)
    counts: dict[str, int | None] = field(default_factory=dict)
    tab: UsersTab | None = None

    def toast(self, text: Text, undo: tuple[ChangeId, ...] = ()) -> None:
        self.toasts.append((str(text), undo))

    def report(self, error: CrashDeskError) -> None:
        self.errors.append(error)

    def availability(self, action: ActionId) -> Availability:
        return self.tab.availability(action) if self.tab else AVAILABLE

    def carry_out(self, action: ActionId) -> None:
        if self.tab and self.tab.availability(action).enabled:
            self.tab.trigger(action)

    def set_count(self, tab_key: str, count: int | None) -> None:
        self.counts[tab_key] = count

    def actions_changed(self) -> None:
        pass


class PlayedUsers:
    """The service: decides in the store at once, without an outbox."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.decided: list[tuple[tuple[UserId, ...], UserDecision]] = []
        self.edited: list[tuple[UserId, UserEdit]] = []
        self.deleted: list[UserId] = []
        self.signed_out: list[UserId] = []
        self.known_rights: tuple[Permission, ...] = RIGHTS

    async def decide(self, user_ids: Sequence[UserId], decision: UserDecision) -> TriageOutcome:
        self.decided.append((tuple(user_ids), decision))
        results: list[ItemResult] = []
        for user_id in user_ids:
            user = await self._user(user_id)
            if is_decided(user, decision):
                results.append(ItemResult(user.id, ItemOutcome.UNCHANGED, user.label))
                continue
            await self._store.mirror.apply(change_page(apply_decision(user, decision)))
            results.append(ItemResult(user.id, ItemOutcome.QUEUED, user.label))
        return TriageOutcome(tuple(results), Text("T", "Decided"), (ChangeId(7),))

    async def edit(self, user_id: UserId, edit: UserEdit) -> User:
        self.edited.append((user_id, edit))
        user = await self._user(user_id)
        changes = {
            "name": edit.name,
            "role": edit.role.value if edit.role else None,
            "permissions": edit.permissions,
            "state": None
            if edit.enabled is None
            else (UserState.ACTIVE if edit.enabled else UserState.DISABLED),
        }
        known = {name: value for name, value in changes.items() if value is not None}
        changed = msgspec.structs.replace(user, revision=user.revision + 1, **known)
        await self._store.mirror.apply(change_page(changed))
        return changed

    async def delete(self, user_id: UserId) -> None:
        self.deleted.append(user_id)
        await self._store.mirror.remove(ObjectType.USER, user_id)

    async def end_sessions(self, user_id: UserId) -> int:
        self.signed_out.append(user_id)
        user = await self._user(user_id)
        await self._store.mirror.apply(change_page(msgspec.structs.replace(user, sessions=0)))
        return user.sessions

    async def rights(self) -> tuple[Permission, ...]:
        return self.known_rights

    async def _user(self, user_id: UserId) -> User:
        user = await self._store.tables.get(ObjectType.USER, user_id)
        assert isinstance(user, User)
        return user


class UserDesk:
    """What a test needs to hold of one running tab."""

    def __init__(self, store: Store, connection: ConnectionState) -> None:
        self.store = store
        self.clock = ManualClock()
        self.window = RecordingWindow()
        self.settings = MemorySettings()
        self.users = PlayedUsers(store)
        self.bugs: list[BaseException] = []
        self.jobs = RunningJobs(self._failed, self.bugs.append)
        self.connection = connection
        self._watchers: list[Callable[[ConnectionState], None]] = []
        self.tab = self.open_tab()

    def open_tab(self) -> UsersTab:
        """Open another tab, as after the rights changed."""
        self.tab = UsersTab(self.context())
        self.window.tab = self.tab
        return self.tab

    def set_connection(self, connection: ConnectionState) -> None:
        self.connection = connection
        for watcher in tuple(self._watchers):
            watcher(connection)

    async def put(self, *objects: DomainObject) -> None:
        """Let the server send these."""
        await self.store.mirror.apply(change_page(*objects))

    async def close(self) -> None:
        await self.tab.close()
        await self.jobs.close_all()
        assert not self.bugs

    def context(self) -> TabContext:
        store = self.store
        return TabContext(
            tables=store.tables,
            jobs=self.jobs,
            settings=self.settings,
            clock=self.clock,
            session=ME,
            window=self.window,
            connection=lambda: self.connection,
            watch_connection=self._watch,
            translate=render,
            services={"users": self.users},
        )

    def _failed(self, _job: Job, error: CrashDeskError, _quiet: bool) -> None:
        self.window.report(error)

    def _watch(self, watcher: Callable[[ConnectionState], None]) -> Callable[[], None]:
        self._watchers.append(watcher)
        return lambda: self._watchers.remove(watcher)


@asynccontextmanager
async def user_desk(
    *objects: DomainObject, path: Path | None = None, connection: ConnectionState | None = None
) -> AsyncGenerator[UserDesk]:
    """Open a tab on a store that holds `objects`."""
    async with opened_store(path) as store:
        await store.mirror.apply(change_page(*objects))
        desk = UserDesk(store, connection or make_connection())
        try:
            yield desk
        finally:
            await desk.close()
            discard(desk.tab.widget)
