"""A small crash server and real programs that report to it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from tests.arch.sources import ROOT


class CrashServer(ThreadingHTTPServer):
    """Answers every report with `status` and remembers what came, with its headers."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.status = 202
        self.bodies: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.answering = threading.Event()
        self.answering.set()

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.server_port}"


class _Handler(BaseHTTPRequestHandler):
    server: CrashServer  # pyright: ignore[reportIncompatibleVariableOverride] - always served by one

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        assert self.path == "/v1/report"
        self.server.answering.wait()
        self.server.headers.append(dict(self.headers))
        self.server.bodies.append(json.loads(body))
        self.send_response(self.server.status)
        self.send_header("Content-Length", "2")
        self.send_header("Location", f"{self.server.url}/elsewhere")
        self.send_header("Set-Cookie", "track=1")
        self.end_headers()
        self.wfile.write(b"ok")

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name of the base
        pass


@pytest.fixture
def server() -> Iterator[CrashServer]:
    """A crash server on loopback."""
    crash_server = CrashServer()
    thread = threading.Thread(target=crash_server.serve_forever)
    thread.start()
    yield crash_server
    crash_server.answering.set()
    crash_server.shutdown()
    thread.join()
    crash_server.server_close()


@pytest.fixture
def start(tmp_path: Path, server: CrashServer) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Return a function that runs a program which reports to the server."""

    def run(*command: str | Path, url: str = server.url) -> subprocess.CompletedProcess[str]:
        environment = {
            **os.environ,
            "PYTHONPATH": str(ROOT / "server_stub"),
            "CRASHDESK_SERVER": url,
            "XDG_STATE_HOME": str(tmp_path / "state"),
        }
        return subprocess.run(
            command, env=environment, cwd=tmp_path, capture_output=True, text=True, check=False
        )

    return run


@pytest.fixture
def python(start: Callable[..., subprocess.CompletedProcess[str]], tmp_path: Path) -> Callable[..., Any]:
    """Return a function that runs lines of Python after an installed reporter."""

    def run(lines: str, **options: str) -> subprocess.CompletedProcess[str]:
        program = tmp_path / "program.py"
        program.write_text(
            "import os, crashdesk_report\n"
            'reporter = crashdesk_report.install(os.environ["CRASHDESK_SERVER"], app="demo", version="1.2")\n'
            + lines
        )
        return start(sys.executable, program, **options)

    return run
