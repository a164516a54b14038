"""A real server on loopback whose database somebody else writes to, and desks that read its log over HTTP."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from tests.contract.connectors.contract import opened
from tests.support.audit_samples import Link, Log
from tests.support.manual_clock import ManualClock
from tests.support.reference_server import EMAIL, PASSWORD, ServerProcess
from tests.support.store_builders import opened_store

from crashdesk.connectors.crashdesk.spec import SPEC
from crashdesk.core.audit import Verification
from crashdesk.core.ids import ServerId
from crashdesk.core.secret import Secret
from crashdesk.core.server_ports import ServerClient
from crashdesk.store.store import Store
from crashdesk.sync.audit_pull import AuditPull
from crashdesk_server.audit.record import SYSTEM, Target, record
from crashdesk_server.clock import SystemClock
from crashdesk_server.storage.database import FILE_NAME, Database
from crashdesk_server.storage.transaction import Transaction

T = TypeVar("T")

_COLUMNS = "project_id, at, actor_id, actor_kind, action, target_type, target_id, outcome"


def fill(tx: Transaction, count: int) -> None:
    """Record so many changes as the server does."""
    for number in range(count):
        target = Target("user", f"usr_{number}", f"Përson {number} 🦆")
        record(tx, SYSTEM, "user.renamed", target, before={"name": "a"}, after={"name": f"b{number}"})


@dataclass
class LiveLog:
    """The server's log, and ways past the server."""

    process: ServerProcess
    client: ServerClient
    server_id: ServerId
    folder: Path
    rows: dict[int, tuple[Any, ...]] = field(default_factory=dict)

    @property
    def data(self) -> Path:
        """The server's folder."""
        return self.process.data

    def unit(self, work: Callable[[Transaction], T]) -> T:
        """Do something as a command beside the running server does."""
        with closing(Database(self.data, SystemClock())) as database:
            return database.write_now(work)

    def read(self) -> Log:
        """Return the log as it lies in the database."""
        with closing(self._connect()) as connection:
            rows = connection.execute(
                f"SELECT seq, hash, body_hash, body, missing, {_COLUMNS} FROM audit ORDER BY seq"
            ).fetchall()
        self.rows |= {row[0]: row[5:] for row in rows}
        return Log([Link(*row[:5]) for row in rows])

    def write(self, log: Log, *, with_head: bool) -> None:
        """Put another log in its place, and its end into the head if that is to be forged, too."""
        plain = (None, 0, "", "system", "user.renamed", "", "", "done")
        rows = [
            (one.seq, one.hash, one.body_hash, one.body, one.missing, *self.rows.get(one.seq, plain))
            for one in log.links
        ]
        with closing(self._connect()) as connection, connection:
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("DELETE FROM audit")
            places = ", ".join("?" * 13)
            connection.executemany(
                f"INSERT INTO audit (seq, hash, body_hash, body, missing, {_COLUMNS}) VALUES ({places})",
                rows,
            )
            if with_head:
                end = (log.links[-1].seq, log.head)
                connection.execute("UPDATE head SET audit_seq = ?, audit_hash = ?", end)

    @asynccontextmanager
    async def desk(self, path: Path | None = None) -> AsyncGenerator[LiveDesk]:
        """Open a desk that has seen nothing, or what is in a store."""
        clock = ManualClock()
        async with opened_store(path, clock) as store:
            yield LiveDesk(store, AuditPull(self.client.audit, store.audit, clock, self.server_id))

    def copy_of(self, store: Path) -> Path:
        """Return a copy of a closed store, so that what a desk has seen can be used again."""
        copy = self.folder / "again.db"
        for old in self.folder.glob("again.db*"):
            old.unlink()
        shutil.copy(store, copy)
        return copy

    def _connect(self) -> sqlite3.Connection:
        return sqlite3.connect(self.data / FILE_NAME, timeout=10, isolation_level=None)


@dataclass
class LiveDesk:
    """A store and what keeps its log in agreement with the server's."""

    store: Store
    pull: AuditPull

    async def connect(self) -> Verification:
        """Do what a connect does."""
        await self.pull.run()
        await self.pull.look_back()
        return await self.store.audit.verification()


@asynccontextmanager
async def live_log(folder: Path, count: int) -> AsyncGenerator[LiveLog]:
    """Run a server with so many entries, and sign in."""
    with ServerProcess(folder / "data") as process:
        async with opened(SPEC, process.url) as client:
            await client.sign_in(EMAIL, Secret(PASSWORD))
            live = LiveLog(process, client, (await client.meta()).server_id, folder)
            live.unit(lambda tx: fill(tx, count))
            yield live
