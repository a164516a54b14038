"""The log of a server that runs as a process: killed, rotated and erased beside it."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import httpx
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from tests.support.audit_chain import follow, lines_of
from tests.support.reference_server import EMAIL, PASSWORD, ServerProcess

SIGN_IN = {"email": EMAIL, "password": PASSWORD}
LINES = {"Accept": "application/x-ndjson"}


def run(server: ServerProcess, command: str, *options: str) -> str:
    program = [sys.executable, "-m", "crashdesk_server", command, "--data", str(server.data), *options]
    return subprocess.run(program, capture_output=True, check=True, text=True).stdout.strip()


def client_of(server: ServerProcess, key: str) -> httpx.Client:
    headers = {"Authorization": f"Bearer {key}"}
    return httpx.Client(base_url=f"{server.url}/api/v1", headers=headers, timeout=30)


def read(client: httpx.Client) -> list[tuple[dict[str, Any], bytes | None]]:
    return lines_of(client.get("/audit", params={"limit": 2000}, headers=LINES).content)


def test_after_kill_each_session_has_its_entry_and_each_entry_its_session(tmp_path: Path) -> None:
    with ServerProcess(tmp_path / "data") as server:
        enough = threading.Event()
        seen: list[int] = []

        def keep_signing_in() -> None:
            with httpx.Client(base_url=f"{server.url}/api/v1", timeout=30) as client:
                while True:
                    try:
                        seen.append(client.post("/session", json=SIGN_IN).status_code)
                    except httpx.TransportError:
                        return
                    if len(seen) >= 10:
                        enough.set()

        threads = [threading.Thread(target=keep_signing_in) for _ in range(3)]
        for thread in threads:
            thread.start()
        assert enough.wait(60)
        server.end(signal.SIGKILL)
        for thread in threads:
            thread.join()

        database = sqlite3.connect(server.data / "crashdesk.db")
        sessions = {row[0] for row in database.execute("SELECT id FROM sessions")}
        begun = database.execute("SELECT target_id FROM audit WHERE action = 'session.started'")
        assert {row[0] for row in begun} == sessions
        database.close()
        assert len(sessions) >= 10

        server.start()
        key = run(server, "key", "--email", EMAIL)
        with client_of(server, key) as client:
            seq, end = follow(read(client))
            said = client.get("/audit/checkpoint").json()
            assert (said["seq"], said["hash"]) == (seq, end.hex())


def test_commands_beside_the_running_server_are_entries_of_the_same_chain(tmp_path: Path) -> None:
    with (
        ServerProcess(tmp_path / "data") as server,
        client_of(server, run(server, "key", "--email", EMAIL)) as client,
    ):
        before = client.get("/audit/checkpoint").json()
        assert run(server, "audit-key") == before["public_key"]
        latter = run(server, "audit-key", "--rotate")
        after = client.get("/audit/checkpoint").json()
        assert after["public_key"] == latter != before["public_key"]
        [told] = [
            entry["body"]["after"] for entry, raw in read(client) if raw and b'"audit.key_changed"' in raw
        ]
        announced = f"crashdesk audit key v1\n{after['server_id']}\n{latter}\n".encode()
        former = Ed25519PublicKey.from_public_bytes(bytes.fromhex(before["public_key"]))
        former.verify(bytes.fromhex(told["signature"]), announced)

        user_id = client.get("/session").json()["user"]["id"]
        assert user_id in str(read(client))
        answer = run(server, "erase", "--user", user_id, "--reason", "asked for")
        assert int(answer.split()[0]) >= 2
        found = read(client)
        follow(found)
        assert user_id not in str([entry for entry, _ in found])
        missing = {entry.get("missing") for entry, _ in found}
        assert missing == {None, "erased"}
