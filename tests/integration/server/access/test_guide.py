"""What the guide tells people who script, carried out against a running server."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import httpx
import pytest
from tests.support.reference_server import EMAIL, PASSWORD, ServerProcess

PAGE = Path(__file__).parents[4] / "docs/guide/accounts.md"


def curl_of_the_guide() -> str:
    [command] = re.findall(r"^curl .*$", PAGE.read_text("utf-8"), re.MULTILINE)
    return command


def make_key(server: ServerProcess) -> str:
    with httpx.Client(base_url=f"{server.url}/api/v1") as client:
        session = client.post("/session", json={"email": EMAIL, "password": PASSWORD}).json()
        client.headers["X-CSRF-Token"] = session["csrf_token"]
        return client.post("/api-keys", json={"name": "script", "role": "viewer"}).json()["key"]


def run(server: ServerProcess, key: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "KEY": key, "SERVER": server.url}
    return subprocess.run(
        ["sh", "-c", curl_of_the_guide()],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
def test_the_request_with_a_key_works_as_it_stands(tmp_path: Path) -> None:
    with ServerProcess(tmp_path / "data") as server:
        report = {
            "kind": "crash",
            "version": "1.0",
            "os": "linux",
            "arch": "amd64",
            "message": "Out of cheese",
        }
        assert httpx.post(f"{server.url}/v1/report", json=report).status_code == 202
        done = run(server, make_key(server))
        assert (done.returncode, done.stderr) == (0, "")
        assert [group["title"] for group in json.loads(done.stdout)["items"]] == ["Out of cheese"]
        refused = run(server, "cdk_nonsense")
        assert refused.returncode == 22 and "401" in refused.stderr


def test_the_facts_about_cookies_and_tokens(tmp_path: Path) -> None:
    with ServerProcess(tmp_path / "data") as server, httpx.Client(base_url=f"{server.url}/api/v1") as client:
        begun = client.post("/session", json={"email": EMAIL, "password": PASSWORD})
        cookie = begun.headers["set-cookie"]
        assert cookie.startswith("crashdesk_session=")
        assert all(part in cookie for part in ("HttpOnly", "SameSite=Strict", "Path=/"))
        assert "Secure" not in cookie
        token = begun.json()["csrf_token"]
        assert client.get("/session").json()["csrf_token"] == token
        wish = {"name": "script"}
        assert client.post("/api-keys", json=wish).status_code == 403
        own = {"X-CSRF-Token": token, "Idempotency-Key": "one"}
        foreign = {**own, "Origin": "https://elsewhere.example"}
        assert client.post("/api-keys", json=wish, headers=foreign).status_code == 403
        made = client.post("/api-keys", json=wish, headers=own)
        assert made.status_code == 201
        again = client.post("/api-keys", json=wish, headers=own)
        assert (again.status_code, again.json()["type"].rpartition(":")[2]) == (409, "secret-already-shown")
        assert client.get("/session", headers={"Authorization": "Bearer nonsense"}).status_code == 401
        assert "access-control-allow-origin" not in made.headers
        bearer = {"Authorization": f"Bearer {made.json()['key']}"}
        assert client.get("/sessions", headers=bearer).status_code == 403
        assert client.post("/api-keys", json=wish, headers=bearer).status_code == 403
