"""An area of the reference server for tests: named counters that one may create, raise and remove."""

from __future__ import annotations

import asyncio
from typing import Any

import msgspec
from sqlalchemy import BigInteger, Column, MetaData, Table, Text, delete, insert, select, update

from crashdesk_server.access.permissions import CRASHES_READ, CRASHES_TRIAGE
from crashdesk_server.access.visible import visible
from crashdesk_server.area import Area, Context, Loader
from crashdesk_server.storage.schema import DEFAULT_PROJECT
from crashdesk_server.storage.transaction import Snapshot, Transaction
from crashdesk_server.web import problems
from crashdesk_server.web.call import Call, Reply
from crashdesk_server.web.conditional import require_revision
from crashdesk_server.web.problems import ProblemError
from crashdesk_server.web.routing import Direct, Route, Write

counters = Table(
    "counters",
    MetaData(),
    Column("id", Text, primary_key=True),
    Column("revision", BigInteger, nullable=False),
    Column("filling", Text, nullable=False),
    Column("project_id", Text, nullable=False),
)


class Counter(msgspec.Struct, frozen=True):
    id: str
    revision: int
    filling: str = ""


class NewCounter(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    id: str
    filling: str = ""
    project_id: str = DEFAULT_PROJECT


class Counting:
    """The handlers; `gate` holds back the slow one."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self.gate = asyncio.Event()
        self.runs = 0
        context.database.write_now(lambda tx: counters.create(tx.connection, checkfirst=True))

    def area(self) -> Area:
        def route(method: Any, path: str, endpoint: Any, **more: Any) -> Route:
            return Route(method, path, endpoint, permission=CRASHES_TRIAGE, response=Counter, **more)

        return Area(
            routes=(
                route("POST", "/counters", Write(self.create), body=NewCounter, status=201),
                route("PATCH", "/counters/{id}", Write(self.increase), revised=True),
                route("DELETE", "/counters/{id}", Write(self.remove)),
                route("POST", "/counters/slow", Direct(self.slow, "write")),
                route("POST", "/counters/secret", Write(self.secret)),
            ),
            loaders={"counter": Loader(CRASHES_READ, self.load)},
            capabilities=("counters",),
        )

    def create(self, tx: Transaction, call: Call) -> Reply:
        new: NewCounter = call.body
        tx.execute(insert(counters).values(revision=1, **msgspec.structs.asdict(new)))
        tx.touch("counter", new.id, new.project_id)
        return Reply(Counter(new.id, 1, new.filling), 201, revision=1)

    def increase(self, tx: Transaction, call: Call) -> Reply:
        row = self._row(tx, call)
        require_revision(call, row.revision, lambda: Counter(row.id, row.revision))
        self.runs += 1
        tx.execute(update(counters).where(counters.c.id == row.id).values(revision=row.revision + 1))
        tx.touch("counter", row.id)
        return Reply(Counter(row.id, row.revision + 1), revision=row.revision + 1)

    def remove(self, tx: Transaction, call: Call) -> Reply:
        row = self._row(tx, call)
        tx.execute(delete(counters).where(counters.c.id == row.id))
        tx.bury("counter", row.id)
        return Reply(Counter(row.id, row.revision))

    def secret(self, _tx: Transaction, _call: Call) -> Reply:
        return Reply(Counter("cnt_secret", 1, "the secret"), secret_id="cnt_secret")

    async def slow(self, call: Call) -> Any:
        async def wait() -> None:
            await self.gate.wait()

        loop = asyncio.get_running_loop()

        def unit(_tx: Transaction) -> Reply:
            self.runs += 1
            asyncio.run_coroutine_threadsafe(wait(), loop).result(30)
            return Reply(Counter("cnt_slow", self.runs))

        return await self._context.writes.run(call, unit)

    def load(self, snapshot: Snapshot, principal: Any, identifiers: Any) -> dict[str, object]:
        statement = visible(principal, select(counters).where(counters.c.id.in_(identifiers)))
        return {row.id: Counter(row.id, row.revision, row.filling) for row in snapshot.execute(statement)}

    def _row(self, tx: Transaction, call: Call) -> Any:
        statement = visible(call.principal, select(counters).where(counters.c.id == call.path["id"]))
        row = tx.execute(statement).first()
        if row is None:
            raise ProblemError(problems.NOT_FOUND)
        return row
