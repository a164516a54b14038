"""Puts the server together: the only place that knows all of its parts."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Iterable
from contextlib import asynccontextmanager, suppress

from starlette.types import ASGIApp

from crashdesk_server import health, meta
from crashdesk_server.access import area as access_area
from crashdesk_server.access.passwords import Passwords
from crashdesk_server.access.setup import Setup
from crashdesk_server.area import Area, Context, Loader
from crashdesk_server.audit import area as audit_area
from crashdesk_server.changes import area as changes_area
from crashdesk_server.clock import Clock, SystemClock
from crashdesk_server.crashes import area as crashes_area
from crashdesk_server.ids import Ids
from crashdesk_server.ingest import area as ingest_area
from crashdesk_server.openapi import area as openapi_area
from crashdesk_server.settings import ServerSettings
from crashdesk_server.storage.database import Database
from crashdesk_server.storage.files import server_secret
from crashdesk_server.tasks import area as tasks_area
from crashdesk_server.tasks.runner import Runner
from crashdesk_server.usage import area as usage_area
from crashdesk_server.web.dispatch import build_asgi
from crashdesk_server.web.gate import Gate
from crashdesk_server.web.once import WriteOnce
from crashdesk_server.web.routing import Route
from crashdesk_server.webhooks import area as webhooks_area
from crashdesk_server.webhooks.failures import tell_failure

AREAS: tuple[Callable[[Context], Area], ...] = (
    crashes_area.build,
    ingest_area.build,
    usage_area.build,
    audit_area.build,
)
"""The areas that hold data. Each is a folder whose `area.py` has `build`."""


class Application:
    """The server without its sockets.

    Attributes:
        asgi: what a web server runs.
        routes: all routes, of which the OpenAPI description is made.
        context: what the areas were built from.
    """

    def __init__(
        self,
        settings: ServerSettings,
        clock: Clock | None = None,
        areas: Iterable[Callable[[Context], Area]] | None = None,
    ) -> None:
        """Open the database and build every area; `areas` stands in for `AREAS`."""
        clock = clock or SystemClock()
        database = Database(settings.data, clock)
        ids = Ids(clock)
        writes = WriteOnce(database, server_secret(settings.data))
        self.context = Context(settings, database, clock, ids, writes, asyncio.Event())
        self._passwords = Passwords()
        self._setup = Setup(settings, database, ids)
        built, self._runner = self._build(AREAS if areas is None else areas)
        self.routes: tuple[Route, ...] = tuple(route for area in built for route in area.routes)
        self.asgi: ASGIApp = build_asgi(Gate(settings, database, writes, self._setup.is_done), self.routes)
        self._endings = [ending for area in built for ending in area.endings]

    @asynccontextmanager
    async def running(self) -> AsyncGenerator[None]:
        """Prepare the set-up, run the tasks, and in the end what areas do then; then close the database."""
        await asyncio.to_thread(self._setup.prepare, self._passwords)
        runner = asyncio.create_task(self._runner.run(), name="task runner")
        try:
            yield
        finally:
            self.context.stopping.set()
            runner.cancel()
            with suppress(asyncio.CancelledError):
                await runner
            try:
                for ending in self._endings:
                    await self.context.database.write(ending)
            finally:
                await asyncio.to_thread(self.context.database.close)

    def _build(self, builders: Iterable[Callable[[Context], Area]]) -> tuple[list[Area], Runner]:
        areas = [build(self.context) for build in builders]
        farewells = [farewell for area in areas for farewell in area.farewells]
        areas.insert(0, access_area.build(self.context, self._setup, self._passwords, farewells))
        tasks: set[str] = set()
        areas.append(webhooks_area.build(self.context, tasks))
        loaders: dict[str, Loader] = {}
        areas.append(changes_area.build(self.context, loaders))
        specs = [task for area in areas for task in area.tasks]
        tasks.update(spec.name for spec in specs)
        work, runner = tasks_area.build(self.context, specs, tell_failure)
        areas.append(work)
        loaders |= {name: loader for area in areas for name, loader in area.loaders.items()}
        capabilities = tuple(sorted(name for area in areas for name in area.capabilities))
        areas += [meta.build(self.context, self._setup, capabilities), health.build(self.context)]
        areas.append(openapi_area.build([route for area in areas for route in area.routes]))
        return areas, runner
