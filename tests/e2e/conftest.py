"""A desktop for all end-to-end tests, and a server with three crashes for each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.support.desk_process import CRASHES, DeskProcess
from tests.support.desktop import Desktop, missing_tools
from tests.support.reference_server import EMAIL, PASSWORD, ServerProcess

TITLES = ("Cannot open the ledger", "Division by zero", "Lost the connection")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark everything below this folder."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.e2e)


@pytest.fixture(scope="session")
def desktop() -> Iterator[Desktop]:
    missing = missing_tools()
    if missing:
        pytest.skip(f"not installed: {', '.join(missing)} (`make test` installs what tests need)")
    with Desktop() as session:
        yield session


@pytest.fixture
def server(tmp_path: Path) -> Iterator[ServerProcess]:
    with ServerProcess(tmp_path / "server", "--ingest-limit", "off", "--name", "Ledger") as process:
        for title in TITLES:
            report(process.url, title)
        yield process


@pytest.fixture
def open_desk(desktop: Desktop, tmp_path: Path) -> Iterator[Callable[[], DeskProcess]]:
    """Start the program on the folders of this test; each start ends the former one."""
    desks: list[DeskProcess] = []

    def start() -> DeskProcess:
        desk = DeskProcess(desktop, tmp_path / "home")
        desks.append(desk.__enter__())
        return desk

    yield start
    for desk in desks:
        desk.__exit__(None, None, None)


def report(url: str, message: str, **fields: str) -> None:
    """Post one crash as the program that had it would."""
    body = {"kind": "crash", "version": "1.0.0", "os": "linux", "arch": "amd64", "message": message, **fields}
    assert httpx.post(f"{url}/v1/report", json=body).status_code == 202


def sign_in(desk: DeskProcess, server: ServerProcess) -> None:
    """Connect a fresh program to the server and wait until everything has been fetched."""
    desk.type_into("Server address", server.url)
    desk.key("Return")
    desk.type_into("E-mail address", EMAIL)
    desk.type_into("Password", PASSWORD, role="password text")
    desk.key("Return")
    desk.wait("push button", "Online")
    desk.wait_for_rows(lambda rows: len(rows) == len(TITLES))


def by_palette(desk: DeskProcess, command: str) -> None:
    """Do something by its name. The palette is a popup, which Qt does not tell assistive technology of."""
    desk.key("ctrl+k")
    desk.wait("table", CRASHES, lambda seen: not seen["focused"])
    desk.type(command)
    desk.key("Return")


def resolve(desk: DeskProcess) -> None:
    """Resolve the current group, as the dialog proposes it."""
    desk.key("e")
    desk.wait("dialog", "Resolve")
    desk.key("Return")
    desk.wait_gone("dialog", "Resolve")


class Admin:
    """Another session of the admin, over HTTP."""

    def __init__(self, server: ServerProcess) -> None:
        self._client = httpx.Client(base_url=f"{server.url}/api/v1")
        answer = self._client.post("/session", json={"email": EMAIL, "password": PASSWORD})
        answer.raise_for_status()
        self._client.headers["X-CSRF-Token"] = answer.json()["csrf_token"]

    def __enter__(self) -> Admin:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def groups(self) -> dict[str, dict[str, Any]]:
        """Return the groups by their titles."""
        answer = self._client.get("/crash-groups")
        answer.raise_for_status()
        return {group["title"]: group for group in answer.json()["items"]}

    def approve(self, email: str, role: str) -> None:
        """Let somebody in who has registered."""
        users = self._client.get("/users").raise_for_status().json()["items"]
        user = next(each for each in users if each["email"] == email)
        headers = {"If-Match": f'"{user["revision"]}"'}
        answer = self._client.post(f"/users/{user['id']}/approve", json={"role": role}, headers=headers)
        answer.raise_for_status()

    def activity(self, title: str) -> list[dict[str, Any]]:
        """Return what was done to a group, oldest first."""
        group = self.groups()[title]
        answer = self._client.get(f"/crash-groups/{group['id']}/activity", params={"sort": "at"})
        answer.raise_for_status()
        return answer.json()["items"]


def end_session(server: ServerProcess, secret: str) -> None:
    """End the session whose secret the keyring holds, as if it had been revoked on the server."""
    kind, _, cookie = secret.partition(":")
    assert kind == "cookie"
    with httpx.Client(base_url=f"{server.url}/api/v1") as client:
        client.headers["Cookie"] = f"crashdesk_session={cookie}"
        token = client.get("/session").raise_for_status().json()["csrf_token"]
        client.delete("/session", headers={"X-CSRF-Token": token}).raise_for_status()
