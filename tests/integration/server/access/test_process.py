"""Accounts at the real process, over real HTTP, with the commands beside it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.support.reference_server import EMAIL, PASSWORD, ServerProcess

from crashdesk_server import cli

ADA = "ada@example.org"
OTHER = "another password"


def client_of(server: ServerProcess) -> httpx.Client:
    return httpx.Client(base_url=f"{server.url}/api/v1", timeout=30)


def ask(client: httpx.Client, method: str, path: str, status: int, **more: Any) -> dict[str, Any]:
    """Ask for something, expect a status, and keep the token of a session that is answered."""
    answer = client.request(method, path, **more)
    assert answer.status_code == status, answer.text
    said = answer.json() if answer.content else {}
    if said.get("csrf_token"):
        client.headers["X-CSRF-Token"] = said["csrf_token"]
    return said


def run(folder: Path, *arguments: str, typed: str = "") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "crashdesk_server", *arguments, "--data", str(folder)]
    return subprocess.run(command, input=typed, capture_output=True, text=True, check=False, timeout=60)


def test_register_be_approved_work_and_leave_at_a_running_server(tmp_path: Path) -> None:
    with ServerProcess(tmp_path / "data") as server, client_of(server) as ada, client_of(server) as admin:
        ask(ada, "POST", "/registrations", 201, json={"email": ADA, "password": PASSWORD, "name": "Ada"})
        assert ask(ada, "GET", "/session", 200)["role"] == "pending"
        assert ask(ada, "GET", "/changes", 403)["type"].endswith(":awaiting-approval")

        ask(admin, "POST", "/session", 201, json={"email": EMAIL, "password": PASSWORD})
        [waiting] = ask(admin, "GET", "/users?state=pending", 200)["items"]
        seen = {"If-Match": f'"{waiting["revision"]}"'}
        body = {"role": "operator", "note": "welcome"}
        ask(admin, "POST", f"/users/{waiting['id']}/approve", 200, json=body, headers=seen)

        assert ask(ada, "GET", "/changes", 200)["items"]
        change = {"current_password": PASSWORD, "new_password": OTHER}
        ask(ada, "POST", "/session/password", 200, json=change)
        ask(ada, "DELETE", "/session", 204)
        ask(ada, "POST", "/session", 401, json={"email": ADA, "password": PASSWORD})
        ask(ada, "POST", "/session", 201, json={"email": ADA, "password": OTHER})


def test_the_only_admin_comes_back_by_the_command_line(tmp_path: Path) -> None:
    with ServerProcess(tmp_path / "data") as server, client_of(server) as admin:
        ask(admin, "POST", "/session", 201, json={"email": EMAIL, "password": PASSWORD})
        assert run(server.data, "password", "--email", EMAIL, typed=f"{OTHER}\n").returncode == 0
        ask(admin, "GET", "/session", 401)
        ask(admin, "POST", "/session", 401, json={"email": EMAIL, "password": PASSWORD})
        ask(admin, "POST", "/session", 201, json={"email": EMAIL, "password": OTHER})

        key = run(server.data, "key", "--email", EMAIL, "--role", "viewer", "--name", "probe").stdout.strip()
        [listed] = ask(admin, "GET", "/api-keys", 200)["items"]
        assert (listed["name"], listed["role"]) == ("probe", "viewer")
        assert key.startswith(listed["prefix"])


@pytest.mark.parametrize(
    ("email", "typed", "said"),
    [
        ("nobody@example.org", OTHER, "there is no account nobody@example.org"),
        (EMAIL, "short", "8 to 200 characters"),
        (EMAIL, "", "8 to 200 characters"),
    ],
)
def test_what_cannot_be_set_is_said_in_words(tmp_path: Path, email: str, typed: str, said: str) -> None:
    with ServerProcess(tmp_path / "data") as server:
        refused = run(server.data, "password", "--email", email, typed=typed)
        assert refused.returncode == 2
        assert said in refused.stderr
        with client_of(server) as admin:
            ask(admin, "POST", "/session", 201, json={"email": EMAIL, "password": PASSWORD})


def test_a_password_is_typed_twice_at_a_terminal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    typed = iter([OTHER, "another passwort"])
    monkeypatch.setattr(cli, "getpass", lambda _prompt: next(typed))
    monkeypatch.setattr(cli.sys.stdin, "isatty", lambda: True, raising=False)
    with pytest.raises(cli.UsageError):
        cli._ask_password()


def test_the_environment_and_options_reach_the_server(tmp_path: Path) -> None:
    environment = {
        "CRASHDESK_ADMIN_EMAIL": "",
        "CRASHDESK_ADMIN_PASSWORD": "",
        "CRASHDESK_SETUP_TOKEN": "known",
        "ADMIN_EMAILS": f" other@example.org, {ADA} ,",
    }
    arguments = ("--registration", "closed")
    with (
        ServerProcess(tmp_path / "data", *arguments, environment=environment) as server,
        client_of(server) as ada,
    ):
        assert ask(ada, "GET", "/meta", 200)["registration"] == "closed"
        body = {"email": ADA, "password": PASSWORD}
        ask(ada, "POST", "/registrations", 403, json=body)
        made = ask(ada, "POST", "/registrations", 201, json={**body, "token": "known"})
        assert made["role"] == "admin"
