"""The reference server with webhooks that may call loopback, seen as an admin sees it."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
from tests.support.reference_server import SetClock, client_of, running_application, sign_in
from tests.support.until import until

from crashdesk_server.app import Application
from crashdesk_server.webhooks.emitting import emit
from crashdesk_server.webhooks.events import CRASH_CREATED

API = "/api/v1"
LOOPBACK = "127.0.0.0/8"


class WebhookServer:
    """The running server."""

    def __init__(self, application: Application, client: httpx.AsyncClient, clock: SetClock) -> None:
        self.application, self.client, self.clock = application, client, clock

    async def make(self, url: str, **fields: Any) -> dict[str, Any]:
        """Make a webhook and return it with its secret."""
        answer = await self.client.post(f"{API}/webhooks", json={"url": url} | fields)
        assert answer.status_code == 201, answer.text
        return answer.json()

    async def webhook(self, webhook_id: str) -> dict[str, Any]:
        """Return a webhook as it is now."""
        return (await self.client.get(f"{API}/webhooks/{webhook_id}")).json()

    async def patch(self, webhook_id: str, **fields: Any) -> httpx.Response:
        """Change a webhook as it was last seen."""
        revision = (await self.webhook(webhook_id))["revision"]
        headers = {"If-Match": f'"{revision}"'}
        return await self.client.patch(f"{API}/webhooks/{webhook_id}", json=fields, headers=headers)

    async def emit(self, count: int = 1, event: str = CRASH_CREATED, task: str = "") -> None:
        """Let something happen."""

        def unit(tx: Any) -> None:
            for number in range(count):
                emit(tx, event, {"number": number}, task=task)

        await self.application.context.database.write(unit)

    async def deliveries(self, **query: str) -> list[dict[str, Any]]:
        """Return deliveries, the latest first."""
        answer = await self.client.get(f"{API}/deliveries", params={"limit": "1000"} | query)
        assert answer.status_code == 200, answer.text
        return answer.json()["items"]

    async def wait(self, holds: Callable[[list[dict[str, Any]]], bool], **query: str) -> list[dict[str, Any]]:
        """Wait until the deliveries are as they shall be."""

        async def look() -> list[dict[str, Any]]:
            return await self.deliveries(**query)

        return await until(look, holds)

    async def all_ended(self, count: int, **query: str) -> list[dict[str, Any]]:
        """Wait until so many deliveries have ended."""
        return await self.wait(
            lambda found: len(found) == count and all(each["ended_at"] for each in found), **query
        )

    async def pass_time(self, milliseconds: int) -> None:
        """Move the clock on and have the runner look."""
        self.clock.time += milliseconds
        await self.application.context.database.write(lambda tx: tx.stir())


@asynccontextmanager
async def webhook_server(
    data: Path, clock: SetClock | None = None, allow: tuple[str, ...] = (LOOPBACK,), **settings: Any
) -> AsyncGenerator[WebhookServer]:
    """Run a server within the process."""
    clock = clock or SetClock()
    async with (
        running_application(data, clock, webhook_allow=allow, **settings) as application,
        client_of(application) as client,
    ):
        await sign_in(client)
        yield WebhookServer(application, client, clock)
