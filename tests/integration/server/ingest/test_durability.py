"""What was acknowledged survives the sudden death of the server."""

from __future__ import annotations

import signal
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import httpx
import pytest
from tests.support.reference_server import EMAIL, PASSWORD, ServerProcess

SENDERS = 8
ENOUGH = 200
"""Acknowledged reports before the kill, so that it comes amid full batches."""


class Sender:
    """Posts one report after another until the server is gone, and counts the acknowledged ones."""

    def __init__(self, number: int, enough: Event) -> None:
        self.number = number
        self.acknowledged = 0
        self._enough = enough

    def run(self, url: str) -> None:
        with httpx.Client(base_url=url, trust_env=False) as client:
            while True:
                body = {"kind": "crash", "version": "1.0", "os": "linux", "arch": "amd64"}
                body["message"] = f"fault of sender {self.number}"
                try:
                    status = client.post("/v1/report", json=body).status_code
                except httpx.TransportError:
                    return
                assert status == 202
                self.acknowledged += 1
                if self.acknowledged * SENDERS >= ENOUGH:
                    self._enough.set()


@pytest.mark.parametrize("attempt", range(2))
def test_nothing_acknowledged_is_missing_after_kill_9(tmp_path: Path, attempt: int):
    enough = Event()
    senders = [Sender(number, enough) for number in range(SENDERS)]
    with ServerProcess(tmp_path / "data", "--ingest-limit", "off") as server:
        with ThreadPoolExecutor(SENDERS) as pool:
            running = [pool.submit(sender.run, server.url) for sender in senders]
            assert enough.wait(60)
            server.end(signal.SIGKILL)
            for each in running:
                each.result(30)
        server.start()
        with httpx.Client(base_url=server.url, trust_env=False) as client:
            signed_in = client.post("/api/v1/session", json={"email": EMAIL, "password": PASSWORD})
            assert signed_in.status_code == 201
            answer = client.get("/api/v1/crash-groups", headers={"Cookie": cookie_of(signed_in)})
    counts = {group["title"]: group["count"] for group in answer.json()["items"]}
    for sender in senders:
        # At most the one that was on its way is there without having been acknowledged.
        stored = counts.get(f"fault of sender {sender.number}", 0)
        assert sender.acknowledged <= stored <= sender.acknowledged + 1


def cookie_of(answer: httpx.Response) -> str:
    return answer.headers["set-cookie"].partition(";")[0]
