"""`crashdesk-server receive`: a real process that takes real requests and tells of them."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from collections.abc import Iterator
from typing import IO, Any

import httpx
import pytest

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


class Process:
    """The receiver and what it prints."""

    def __init__(self, out: IO[str]) -> None:
        self._out = out
        self.url: str = self.line()["url"]

    def line(self) -> dict[str, Any]:
        return json.loads(self._out.readline())


@pytest.fixture
def receiver() -> Iterator[Process]:
    command = [sys.executable, "-m", "crashdesk_server", "receive", "--port", "0", "--secret", SECRET]
    command += ["--answer", "/deploy=503,204"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield Process(process.stdout)
        finally:
            process.terminate()


def test_it_says_what_came_and_answers_as_it_was_told(receiver: Process) -> None:
    headers = {"webhook-id": "evt_1", "CrashDesk-Event": "crash_group.created", "CrashDesk-Attempt": "2"}
    statuses = [
        httpx.post(f"{receiver.url}{path}", content=b"{}", headers=headers, trust_env=False).status_code
        for path in ("/deploy", "/deploy", "/deploy", "/chat")
    ]
    assert statuses == [503, 204, 503, 204]
    told = receiver.line()
    assert told["path"] == "/deploy"
    assert (told["event"], told["webhook_id"], told["attempt"]) == ("crash_group.created", "evt_1", "2")
    assert (told["bytes"], told["answer"]) == (2, 503)
    assert not told["signature"]["right"]
    assert "missing" in told["signature"]["problem"]


@pytest.mark.parametrize("length", ["", "Content-Length: 1073741824\r\n", "Content-Length: -1\r\n"])
def test_a_body_without_a_length_or_too_long_is_refused(receiver: Process, length: str) -> None:
    port = int(receiver.url.rpartition(":")[2])
    with socket.create_connection(("127.0.0.1", port), timeout=20) as caller:
        caller.sendall(f"POST /chat HTTP/1.1\r\nHost: x\r\n{length}\r\n".encode())
        assert caller.makefile("rb").readline().startswith(b"HTTP/1.1 413")
