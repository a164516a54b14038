"""The reference server with tasks that a test declares: what they do is in the test's hands."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
from tests.support.reference_server import SetClock, client_of, running_application, sign_in
from tests.support.until import until

from crashdesk_server.app import AREAS, Application
from crashdesk_server.area import Area, Context
from crashdesk_server.tasks.declaring import TaskSpec, Work
from crashdesk_server.tasks.enqueue import enqueue
from crashdesk_server.wire.tasks import TaskValues

API = "/api/v1"
VALUES = TaskValues("unlimited", 2, 1, 100, 60_000, 0, paused=False)


class Bench:
    """Jobs of a test: they begin, and end when they are told to."""

    def __init__(self) -> None:
        self.begun: list[str] = []
        self.most_at_once = 0
        self._at_once = 0
        self._may_end = asyncio.Event()
        self.failures: dict[str, int] = {}

    async def run(self, work: Work) -> str:
        """Note the job, fail as often as the test wants, then wait for `let_end`."""
        name = str(work.args["name"])
        self.begun.append(name)
        self._at_once += 1
        self.most_at_once = max(self.most_at_once, self._at_once)
        try:
            if self.failures.get(name, 0) > 0:
                self.failures[name] -= 1
                raise LookupError(f"no {name}")
            await self._may_end.wait()
            return f"did {name}"
        finally:
            self._at_once -= 1

    def let_end(self) -> None:
        """Let jobs end, also those that are yet to come."""
        self._may_end.set()

    def hold(self) -> None:
        """Let no job end that begins from now on."""
        self._may_end.clear()


class TaskServer:
    """The running server, seen as an admin sees it."""

    def __init__(self, application: Application, client: httpx.AsyncClient, clock: SetClock) -> None:
        self.application, self.client, self.clock = application, client, clock

    async def add(self, *names: str, task: str = "bench.work", lane: str = "", **more: Any) -> None:
        """Enqueue a job for each name, all in one transaction."""
        context = self.application.context

        def unit(tx: Any) -> None:
            for name in names:
                enqueue(
                    tx, context.ids, task, "crashes", args={"name": name}, subject=name, lane=lane, **more
                )

        await context.database.write(unit)

    async def stir(self) -> None:
        """Have the runner look again: it does not see that a test moves the clock."""
        await self.application.context.database.write(lambda tx: tx.stir())

    async def task(self, name: str = "bench.work") -> dict[str, Any]:
        """Return a task as it is told."""
        answer = await self.client.get(f"{API}/tasks")
        return next(task for task in answer.json()["tasks"] if task["name"] == name)

    async def queue(self, name: str = "crashes") -> dict[str, Any]:
        """Return a queue as it is told."""
        answer = await self.client.get(f"{API}/queues")
        return next(queue for queue in answer.json()["queues"] if queue["name"] == name)

    async def jobs(self, **query: str) -> list[dict[str, Any]]:
        """Return jobs of the bench, the latest first."""
        answer = await self.client.get(f"{API}/jobs", params={"task": "bench.work"} | query)
        assert answer.status_code == 200, answer.text
        return answer.json()["items"]

    async def states(self) -> dict[str, str]:
        """Return the state of each job of the bench by its name."""
        return {job["subject"]: job["state"] for job in await self.jobs()}

    async def wait_for_states(self, **states: str) -> None:
        """Wait until jobs are in the states named."""
        await until(self.states, lambda found: states.items() <= found.items())

    async def put(self, path: str, body: dict[str, Any], revision: int | None = None) -> httpx.Response:
        """Replace an override as it was last seen."""
        seen = revision if revision is not None else (await self._seen(path))["revision"]
        return await self.client.put(f"{API}/{path}", json=body, headers={"If-Match": f'"{seen}"'})

    async def delete(self, path: str) -> httpx.Response:
        """Take an override away as it was last seen."""
        revision = (await self._seen(path))["revision"]
        return await self.client.delete(f"{API}/{path}", headers={"If-Match": f'"{revision}"'})

    async def _seen(self, path: str) -> dict[str, Any]:
        kind, name = path.split("/")[:2]
        return await (self.task(name) if kind == "tasks" else self.queue(name))


@asynccontextmanager
async def task_server(
    data: Path, bench: Bench, clock: SetClock | None = None, **changes: Any
) -> AsyncGenerator[TaskServer]:
    """Run a server with the task `bench.work`; `changes` are to its declaration."""
    clock = clock or SetClock()
    fields: dict[str, Any] = {"values": VALUES, "lane_places": 1_000} | changes

    def build(_context: Context) -> Area:
        spec = TaskSpec("bench.work", "crashes", "Does what a test wants.", bench.run, **fields)
        other = TaskSpec("bench.other", "crashes", "Does it, too.", bench.run, **fields)
        return Area(tasks=(spec, other))

    async with (
        running_application(data, clock, areas=(*AREAS, build)) as application,
        client_of(application) as client,
    ):
        await sign_in(client)
        yield TaskServer(application, client, clock)
        bench.let_end()
