"""The audit tab on a real store with real jobs and a signed log; only window and server are stand-ins."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from tests.support.audit_server import SERVER, LogServer
from tests.support.crash_group_desk import RecordingWindow
from tests.support.gui_loop import discard
from tests.support.manual_clock import ManualClock
from tests.support.shell_fakes import MemorySettings, make_connection, make_session
from tests.support.store_builders import opened_store

from crashdesk.core.audit import Verification
from crashdesk.core.connection import ConnectionState
from crashdesk.core.errors import CrashDeskError
from crashdesk.runtime.jobs import Job, RunningJobs
from crashdesk.services.audit import AuditReview
from crashdesk.store.store import Store
from crashdesk.sync.audit_pull import AuditPull
from crashdesk.ui.kit.tab_spec import TabContext
from crashdesk.ui.kit.translate import render
from crashdesk.ui.tabs.audit.tab import AuditTab

RIGHTS = frozenset({"audit", "audit.read", "audit.checkpoint"})


class AuditTabDesk:
    """What a test needs to hold of one running tab."""

    def __init__(
        self, store: Store, server: LogServer, connection: ConnectionState, rights: frozenset[str]
    ) -> None:
        self.store = store
        self.server = server
        self.clock = ManualClock()
        self.pull = AuditPull(server, store.audit, self.clock, SERVER)
        client: Any = SimpleNamespace(audit=server)
        self.review = AuditReview(store.tables, store.audit, store.journal, self.pull, client)
        self.window = RecordingWindow()
        self.settings = MemorySettings()
        self.bugs: list[BaseException] = []
        self.jobs = RunningJobs(self._failed, self.bugs.append)
        self.connection = connection
        self.rights = rights
        self._watchers: list[Callable[[ConnectionState], None]] = []
        self.tab = self._open()

    def _open(self) -> AuditTab:
        tab = AuditTab(self._context())
        self.window.tab = tab
        return tab

    def set_connection(self, connection: ConnectionState) -> None:
        self.connection = connection
        for watcher in tuple(self._watchers):
            watcher(connection)

    async def sync(self) -> Verification:
        """Do what a connect does."""
        await self.pull.run()
        await self.pull.look_back()
        return await self.store.audit.verification()

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
        return TabContext(
            tables=self.store.tables,
            jobs=self.jobs,
            settings=self.settings,
            clock=self.clock,
            session=make_session(capabilities=self.rights),
            window=self.window,
            connection=lambda: self.connection,
            watch_connection=self._watch,
            translate=render,
            services={"audit": self.review},
            server_name="Prod/uction",
        )


@asynccontextmanager
async def audit_tab_desk(
    server: LogServer | None = None,
    *,
    path: Path | None = None,
    connection: ConnectionState | None = None,
    rights: frozenset[str] = RIGHTS,
) -> AsyncGenerator[AuditTabDesk]:
    """Open a tab on a store that has read the log of `server`, if one is given."""
    async with opened_store(path) as store:
        if server is not None:
            pull = AuditPull(server, store.audit, ManualClock(), SERVER)
            await pull.run()
        desk = AuditTabDesk(store, server or LogServer(), connection or make_connection(), rights)
        try:
            yield desk
        finally:
            await desk.close()
            discard(desk.tab.widget)
