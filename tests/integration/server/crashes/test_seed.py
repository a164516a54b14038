"""The history that a new user finds."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from tests.support.audit_log import entries_of
from tests.support.reference_server import URL, SetClock, client_of, sign_in

from crashdesk_server.app import Application
from crashdesk_server.cli import main
from crashdesk_server.seed.bodies import shipped
from crashdesk_server.settings import ServerSettings

END = 1_795_000_000_000
UNTIL = "2026-11-18T11:06:40.000Z"


def seed(folder: Path, *arguments: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "crashdesk_server", "seed", "--data", str(folder), "--until", UNTIL]
    done = subprocess.run([*command, *arguments], capture_output=True, text=True, check=False, timeout=100)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


async def everything(folder: Path, password: str) -> list[dict[str, Any]]:
    """Return all objects of the feed as the admin sees them, and usage at the end."""
    application = Application(ServerSettings(folder, URL), SetClock(END))
    async with application.running(), client_of(application) as client:
        await sign_in(client, "admin@example.org", password)
        objects: list[dict[str, Any]] = []
        path = "/api/v1/changes"
        while True:
            answer = (await client.get(path)).json()
            objects += [{"type": change["type"], **change["object"]} for change in answer["items"]]
            path = f"/api/v1/changes?since={answer['next_token']}"
            if not answer["has_more"]:
                break
        return [*objects, (await client.get("/api/v1/usage?days=14")).json()]


@pytest.mark.asyncio
async def test_every_state_is_there_and_twice_the_same(tmp_path: Path):
    first = seed(tmp_path / "one")
    again = seed(tmp_path / "two", "--password", "another password")
    assert "password" not in again
    one = await everything(tmp_path / "one", first["password"])
    two = await everything(tmp_path / "two", "another password")
    groups = [item for item in one if item.get("type") == "crash_group"]
    assert len(groups) == first["groups"] >= len(shipped())
    assert sum(group["count"] for group in groups) == first["reports"]
    released = [group for group in groups if not group["development"]]
    kinds = {(group["resolution"] or group["ignore"] or {"kind": ""})["kind"] for group in released}
    assert kinds == {"", "now", "next", "version", "forever", "time", "count"}
    assert any(group["regressions"] for group in released)
    assert any(group["development"] for group in groups)
    assert {group["severity"] for group in groups} >= {"low", "high", "critical"}
    assert any(group["assignee"] for group in groups)
    lines = Counter(item["kind"] for item in one if item.get("type") == "crash_activity")
    assert set(lines) == {
        "created", "status_changed", "severity_changed", "assigned", "regressed", "ignore_ended", "note",
    }  # fmt: skip
    platforms = {platform for group in groups for platform in group["platforms"]}
    assert platforms == {"linux/amd64", "linux/arm64", "windows/amd64", "darwin/arm64"}
    assert all(day["installs"] for day in one[-1]["days"][1:])
    one, two = ([item for item in found if not is_work(item)] for found in (one, two))
    assert [told(item) for item in one] == [told(item) for item in two]


@pytest.mark.asyncio
async def test_there_are_people_in_every_state_and_the_log_tells_how_they_came(tmp_path: Path):
    seed(tmp_path, "--password", "a password")
    application = Application(ServerSettings(tmp_path, URL), SetClock(END))
    async with application.running(), client_of(application) as client:
        for email in ("mira@example.org", "sana@example.org", "ravi@example.org"):
            await sign_in(client, email, "a password")
        await sign_in(client, "admin@example.org", "a password")
        people = (await client.get("/api/v1/users")).json()["items"]
        entries = await entries_of(client)

    states = Counter(user["state"] for user in people)
    assert set(states) == {"pending", "active", "disabled", "rejected"}
    assert states["pending"] >= 4
    assert [user["email"] for user in people if user["permissions"]] == ["sana@example.org"]
    assert {"Mira Okafor", "Mira 0kafor"} <= {user["name"] for user in people}
    networks = ("192.0.2.", "2001:db8:")
    assert all(user["registered_from"].startswith(networks) for user in people)
    assert len({user["registered_at"] for user in people}) > 8
    actions = Counter(entry["action"] for entry in entries)
    assert actions["user.registered"] == len(people)
    assert actions["user.approved"] == sum(user["role"] not in {"pending", "admin"} for user in people)
    assert set(actions) >= {
        "server.set_up", "user.rejected", "user.role_changed", "user.permissions_changed", "user.disabled",
        "session.started", "session.ended", "session.refused", "password.changed", "api_key.created",
        "api_key.revoked", "crash_group.assigned", "crash_group.status_changed",
    }  # fmt: skip
    times = [entry["at"] for entry in entries]
    assert times == sorted(times)
    assert all(entry["ip"] for entry in entries if entry["actor"]["kind"] == "user")


def is_work(item: dict[str, Any]) -> bool:
    """Tell whether an object is about background work, which goes on meanwhile."""
    return item.get("type") in {"task", "queue"}


def told(item: dict[str, Any]) -> dict[str, Any]:
    """Return an object without what chance names."""
    return json.loads(json.dumps(item), object_hook=_without_ids)


def _without_ids(item: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in item.items() if not key.endswith("id")}


def test_only_an_empty_database_is_seeded(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    arguments = ["seed", "--data", str(tmp_path / "data"), "--groups", "3", "--password", "a password"]
    assert main(arguments) == 0
    capsys.readouterr()
    assert main(arguments) == 2
    assert "isn't empty" in capsys.readouterr().err


def test_made_up_groups_say_so_and_are_all_different(tmp_path: Path):
    assert seed(tmp_path / "data", "--groups", "300", "--password", "a password")["groups"] == 300


def test_bodies_of_ones_own(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    body = {"kind": "crash", "version": "1", "os": "linux", "arch": "amd64", "message": "mine"}
    file = tmp_path / "bodies.jsonl"
    file.write_text(json.dumps({"origin": "own/program", "body": body}) + "\n\n")
    assert seed(tmp_path / "data", "--bodies", str(file), "--password", "a password")["groups"] == 2
    file.write_text(file.read_text() + '{"origin": "x", "body": {}}\n')
    arguments = ["seed", "--data", str(tmp_path / "other"), "--bodies", str(file), "--password", "a password"]
    assert main(arguments) == 2
    assert "bodies.jsonl:3" in capsys.readouterr().err
