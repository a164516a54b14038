"""A reference server and people at it, for tests of who may come in."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
from tests.support.reference_server import (
    EMAIL,
    PASSWORD,
    SetClock,
    client_of,
    running_application,
    sign_in,
)

from crashdesk_server.app import Application

API = "/api/v1"
REGISTRATIONS = f"{API}/registrations"
SESSION = f"{API}/session"
USERS = f"{API}/users"


class Visitor:
    """Somebody at a server: a client with its cookies, seemingly at an address of its own."""

    def __init__(self, application: Application, address: str = "192.0.2.1") -> None:
        self.application = application
        self.client = client_of(application, address)

    async def register(self, email: str, password: str = PASSWORD, **more: Any) -> httpx.Response:
        """Ask to be let in; from now on the client sends the session's cookie and token."""
        answer = await self.client.post(REGISTRATIONS, json={"email": email, "password": password, **more})
        self._keep(answer)
        return answer

    async def sign_in(self, email: str = EMAIL, password: str = PASSWORD) -> httpx.Response:
        """Sign in and return the answer, whatever it is."""
        answer = await self.client.post(SESSION, json={"email": email, "password": password})
        self._keep(answer)
        return answer

    async def change_password(self, current: str, new: str) -> httpx.Response:
        """Change the password and return the answer."""
        body = {"current_password": current, "new_password": new}
        answer = await self.client.post(f"{SESSION}/password", json=body)
        self._keep(answer)
        return answer

    async def get(self, path: str) -> Any:
        """Return the body of an answer that has to be good."""
        answer = await self.client.get(f"{API}{path}")
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def account(self, email: str) -> dict[str, Any]:
        """Return the one account of an address."""
        [found] = [user for user in (await self.get("/users"))["items"] if user["email"] == email]
        return found

    async def decide(self, user: dict[str, Any], decision: str, **body: Any) -> httpx.Response:
        """Approve or reject an account at the revision that is given with it."""
        return await self.client.post(f"{USERS}/{user['id']}/{decision}", json=body, headers=_seen(user))

    async def patch(self, user: dict[str, Any], **changes: Any) -> httpx.Response:
        """Change an account at the revision that is given with it."""
        return await self.client.patch(f"{USERS}/{user['id']}", json=changes, headers=_seen(user))

    async def delete(self, user: dict[str, Any]) -> httpx.Response:
        """Delete an account at the revision that is given with it."""
        return await self.client.delete(f"{USERS}/{user['id']}", headers=_seen(user))

    def _keep(self, answer: httpx.Response) -> None:
        if answer.is_success:
            self.client.headers["X-CSRF-Token"] = answer.json()["csrf_token"]


class AccountServer:
    """A server within the process whose time stands still, and its admin."""

    def __init__(self, application: Application, admin: Visitor, clock: SetClock) -> None:
        self.application = application
        self.admin = admin
        self.clock = clock
        self._visitors = [admin]

    def visitor(self, address: str = "192.0.2.1") -> Visitor:
        """Return somebody who has not signed in."""
        self._visitors.append(Visitor(self.application, address))
        return self._visitors[-1]

    async def member(self, email: str, role: str, *permissions: str) -> Visitor:
        """Return somebody who has registered, been approved and is signed in."""
        member = self.visitor(f"198.51.100.{len(self._visitors)}")
        assert (await member.register(email)).status_code == 201
        approved = await self.admin.decide(await self.admin.account(email), "approve", role=role)
        assert approved.status_code == 200, approved.text
        if permissions:
            granted = await self.admin.patch(approved.json(), permissions=permissions)
            assert granted.status_code == 200, granted.text
        return member

    async def close(self) -> None:
        """Close every client."""
        for visitor in self._visitors:
            await visitor.client.aclose()


def _seen(user: dict[str, Any]) -> dict[str, str]:
    return {"If-Match": f'"{user["revision"]}"'}


@asynccontextmanager
async def account_server(data: Path, **settings: Any) -> AsyncGenerator[AccountServer]:
    """Run a server and sign its admin in."""
    clock = SetClock()
    async with running_application(data, clock, **settings) as application:
        server = AccountServer(application, Visitor(application, "127.0.0.1"), clock)
        try:
            await sign_in(server.admin.client)
            yield server
        finally:
            await server.close()
