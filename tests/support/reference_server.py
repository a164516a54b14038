"""The reference server for tests: within the process, or as a process of its own on loopback."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import AsyncGenerator, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx

from crashdesk_server.app import Application
from crashdesk_server.area import Area, Context
from crashdesk_server.settings import FirstAdmin, ServerSettings

URL = "http://127.0.0.1:8080"
EMAIL = "admin@example.org"
PASSWORD = "correct horse"
NOON = 1_795_000_000_000
"""Where a `SetClock` begins."""


class SetClock:
    """Shows the time that a test says."""

    def __init__(self, now: int = NOON) -> None:
        self.time = now

    def now(self) -> int:
        return self.time


@asynccontextmanager
async def running_application(
    data: Path,
    clock: SetClock | None = None,
    *,
    admin: bool = True,
    areas: Iterable[Callable[[Context], Area]] | None = None,
    **settings: Any,
) -> AsyncGenerator[Application]:
    """Run the server within the process, with its first admin unless told otherwise."""
    first_admin = FirstAdmin(EMAIL, PASSWORD) if admin else None
    told = ServerSettings(data, settings.pop("public_url", URL), first_admin=first_admin, **settings)
    application = Application(told, clock, areas)
    async with application.running():
        yield application


def client_of(application: Application, address: str = "127.0.0.1") -> httpx.AsyncClient:
    """Return a client of a server within the process; `address` is where it seems to come from."""
    transport = httpx.ASGITransport(application.asgi, client=(address, 1))
    return httpx.AsyncClient(transport=transport, base_url=URL)


async def sign_in(client: httpx.AsyncClient, email: str = EMAIL, password: str = PASSWORD) -> dict[str, Any]:
    """Sign a client in; from now on it sends its cookie and CSRF token."""
    answer = await client.post("/api/v1/session", json={"email": email, "password": password})
    assert answer.status_code == 201, answer.text
    session = answer.json()
    client.headers["X-CSRF-Token"] = session["csrf_token"]
    return session


def problem_of(answer: httpx.Response) -> tuple[int, str]:
    """Return the status and the end of the type of a problem."""
    assert answer.headers["content-type"] == "application/problem+json", answer.text
    problem = answer.json()
    assert problem["status"] == answer.status_code
    assert problem["request_id"] == answer.headers["x-request-id"]
    return answer.status_code, problem["type"].removeprefix("urn:crashdesk:problem:")


class ServerProcess:
    """`crashdesk-server serve` as a process; a context manager that ends it."""

    def __init__(self, data: Path, *arguments: str, environment: Mapping[str, str] | None = None) -> None:
        self.data = data
        self._arguments = arguments
        self._port = 0
        self._environment = {
            **os.environ,
            "CRASHDESK_ADMIN_EMAIL": EMAIL,
            "CRASHDESK_ADMIN_PASSWORD": PASSWORD,
            **(environment or {}),
        }

    def __enter__(self) -> ServerProcess:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.end(signal.SIGKILL)

    def start(self) -> None:
        """Start it and wait until it says that it is ready; started again, it keeps its address."""
        serve = [sys.executable, "-m", "crashdesk_server", "serve"]
        program = [*serve, "--data", str(self.data), "--port", str(self._port)]
        environment = {name: value for name, value in self._environment.items() if value}
        with (self.data.parent / "server.log").open("ab") as log:
            self.process = subprocess.Popen(
                [*program, *self._arguments], stdout=subprocess.PIPE, stderr=log, env=environment
            )
        assert self.process.stdout is not None
        self.url: str = json.loads(self.process.stdout.readline())["url"]
        self._port = urlsplit(self.url).port or 0

    def end(self, number: int) -> int:
        """Send it a signal and return its exit code."""
        self.process.send_signal(number)
        code = self.process.wait(30)
        assert self.process.stdout is not None
        self.rest = self.process.stdout.read()
        self.process.stdout.close()
        return code

    @property
    def log(self) -> str:
        """What it has written to stderr."""
        return (self.data.parent / "server.log").read_text()
