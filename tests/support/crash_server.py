"""A reference server with crash groups in it, for tests of its API."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
from tests.support.reference_server import PASSWORD, SetClock, client_of, running_application, sign_in

from crashdesk_server.access import users
from crashdesk_server.access.passwords import Passwords
from crashdesk_server.access.users import NewUser
from crashdesk_server.app import Application

GROUPS = "/api/v1/crash-groups"


class CrashServer:
    """A server within the process whose time stands still, and its admin's client."""

    def __init__(self, application: Application, client: httpx.AsyncClient, clock: SetClock) -> None:
        self.application = application
        self.client = client
        self.clock = clock

    async def report(self, message: str = "boom", **fields: Any) -> None:
        """Post a report."""
        body = {
            "kind": "crash",
            "version": "1.0.0",
            "os": "linux",
            "arch": "amd64",
            "message": message,
            **fields,
        }
        answer = await self.client.post("/v1/report", content=json.dumps(body))
        assert answer.status_code == 202, answer.text

    async def get(self, path: str) -> Any:
        """Return the body of an answer that has to be good."""
        answer = await self.client.get(path)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def group(self, title: str = "boom") -> dict[str, Any]:
        """Return the one group of a title."""
        [found] = (await self.get(f"{GROUPS}?q={title}"))["items"]
        return found

    async def patch(self, group: dict[str, Any], **changes: Any) -> dict[str, Any]:
        """Change a group at the revision that is given with it."""
        answer = await self.try_patch(group, **changes)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def try_patch(self, group: dict[str, Any], **changes: Any) -> httpx.Response:
        """Ask for a change and return the answer, whatever it is."""
        headers = {"If-Match": f'"{group["revision"]}"'}
        return await self.client.patch(f"{GROUPS}/{group['id']}", json=changes, headers=headers)

    async def act(self, action: str, *groups: dict[str, Any], **params: Any) -> list[dict[str, Any]]:
        """Do one thing to several groups and return the results."""
        items = [{"id": group["id"], "revision": group["revision"]} for group in groups]
        body = {"action": action, "items": items, "params": params}
        answer = await self.client.post(f"{GROUPS}/actions", json=body)
        assert answer.status_code == 200, answer.text
        return answer.json()["results"]

    async def timeline(self, group: dict[str, Any]) -> list[tuple[str, str | None, str | None]]:
        """Return kind, before and after of each line, oldest first."""
        lines = (await self.get(f"{GROUPS}/{group['id']}/activity?sort=at"))["items"]
        return [(line["kind"], line["before"], line["after"] or line["note"]) for line in lines]

    async def add_person(self, email: str, role: str) -> str:
        """Make an account with the usual password and return its id."""
        password_hash = await Passwords().hash(PASSWORD)
        user = NewUser(email, "", role, password_hash)
        context = self.application.context
        return await context.database.write(lambda tx: users.create(tx, context.ids, user))


@asynccontextmanager
async def crash_server(data: Path) -> AsyncGenerator[CrashServer]:
    """Run a server without ingest limit and sign its admin in."""
    clock = SetClock()
    async with (
        running_application(data, clock, ingest_limit=False) as application,
        client_of(application) as client,
    ):
        await sign_in(client)
        yield CrashServer(application, client, clock)
