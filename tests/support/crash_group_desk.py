"""The crash groups tab on a real store, real jobs and real triage; only window and server are stand-ins."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.support.crash_group_samples import PEOPLE
from tests.support.gui_loop import discard
from tests.support.manual_clock import ManualClock
from tests.support.scripted_client import ScriptedClient, ScriptedCrashGroups, raise_or_return
from tests.support.shell_fakes import MemorySettings, make_connection, make_session
from tests.support.store_builders import change_page, opened_store

from crashdesk.core.actions import AVAILABLE, Availability
from crashdesk.core.changes import DomainObject, Undecoded
from crashdesk.core.connection import ConnectionState
from crashdesk.core.crash_reports import CrashReport, GroupStatistics
from crashdesk.core.errors import CrashDeskError, ServerUnreachable
from crashdesk.core.ids import ActionId, ChangeId, GroupId, ReportId
from crashdesk.core.text import Text
from crashdesk.runtime.jobs import Job, RunningJobs
from crashdesk.services.samples import Samples
from crashdesk.services.triage import Triage
from crashdesk.settings.declared import HOLD_BACK_SECONDS
from crashdesk.store.store import Store
from crashdesk.ui.kit.tab_spec import More, Tab, TabContext
from crashdesk.ui.kit.translate import render
from crashdesk.ui.tabs.crash_groups.tab import CrashGroupsTab

RIGHTS = frozenset({"crash_groups.read", "crash_groups.triage", "crash_groups.delete"})


@dataclass
class RecordingWindow:
    """Remembers what a tab said to its window."""

    toasts: list[tuple[str, tuple[ChangeId, ...]]] = field(default_factory=list)
    errors: list[CrashDeskError] = field(default_factory=list)

    more: list[More] = field(default_factory=list)

    def toast(self, text: Text, undo: tuple[ChangeId, ...] = (), more: More | None = None) -> None:
        self.toasts.append((str(text), undo))
        self.more += [more] if more else []

    def report(self, error: CrashDeskError) -> None:
        self.errors.append(error)

    tab: Tab | None = None

    def availability(self, action: ActionId) -> Availability:
        return self.tab.availability(action) if self.tab else AVAILABLE

    def carry_out(self, action: ActionId) -> None:
        if self.tab and self.tab.availability(action).enabled:
            self.tab.trigger(action)

    def set_count(self, tab_key: str, count: int | None) -> None:
        pass

    def actions_changed(self) -> None:
        pass


@dataclass
class PlayedCrashGroups(ScriptedCrashGroups):
    """Deletes, unless `on_delete` says otherwise; has neither samples nor statistics."""

    on_delete: Callable[[GroupId], object] = lambda _: 1
    deleted: list[GroupId] = field(default_factory=list)

    async def delete(self, group_id: GroupId, *, revision: int, idempotency_key: str) -> int:
        raise_or_return(self.on_delete(group_id))
        self.deleted.append(group_id)
        return 1

    async def report(self, group_id: GroupId, report_id: ReportId) -> Undecoded[CrashReport]:
        raise ServerUnreachable

    async def statistics(self, group_id: GroupId) -> GroupStatistics:
        raise ServerUnreachable


class CrashGroupDesk:
    """What a test needs to hold of one running tab."""

    def __init__(self, store: Store, connection: ConnectionState) -> None:
        self.store = store
        self.clock = ManualClock()
        self.window = RecordingWindow()
        self.settings = MemorySettings()
        self.server = PlayedCrashGroups()
        self.client = ScriptedClient(crash_groups=self.server)
        self.bugs: list[BaseException] = []
        self.jobs = RunningJobs(self._failed, self.bugs.append)
        self.connection = connection
        self._watchers: list[Callable[[ConnectionState], None]] = []
        self.tab = CrashGroupsTab(self._context())
        self.window.tab = self.tab

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

    def _failed(self, _job: Job, error: CrashDeskError, _quiet: bool) -> None:
        self.window.report(error)

    def _watch(self, watcher: Callable[[ConnectionState], None]) -> Callable[[], None]:
        self._watchers.append(watcher)
        return lambda: self._watchers.remove(watcher)

    def _context(self) -> TabContext:
        store, client = self.store, self.client
        triage = Triage(
            store.tables,
            store.outbox,
            store.mirror,
            client,  # type: ignore[arg-type]
            self.clock,
            self.settings,
            HOLD_BACK_SECONDS,
        )
        samples = Samples(store.tables, store.mirror, client, self.clock)  # type: ignore[arg-type]
        return TabContext(
            tables=store.tables,
            jobs=self.jobs,
            settings=self.settings,
            clock=self.clock,
            session=make_session(capabilities=RIGHTS),
            window=self.window,
            connection=lambda: self.connection,
            watch_connection=self._watch,
            translate=render,
            services={"triage": triage, "samples": samples},
        )


@asynccontextmanager
async def crash_group_desk(
    *objects: DomainObject, path: Path | None = None, connection: ConnectionState | None = None
) -> AsyncGenerator[CrashGroupDesk]:
    """Open a tab on a store that holds `objects` and five people."""
    async with opened_store(path) as store:
        await store.mirror.apply(change_page(*PEOPLE, *objects))
        desk = CrashGroupDesk(store, connection or make_connection())
        try:
            yield desk
        finally:
            await desk.close()
            discard(desk.tab.widget)
