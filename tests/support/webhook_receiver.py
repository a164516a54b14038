"""A real receiver of webhooks on loopback: it records what comes and answers as a test wants."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import msgspec


class Arrived(msgspec.Struct, frozen=True):
    """A request that came."""

    path: str
    headers: Mapping[str, str]
    body: bytes
    at: float

    @property
    def event_id(self) -> str:
        """The `webhook-id`."""
        return self.headers["webhook-id"]


class Answering(msgspec.Struct, frozen=True):
    """What is answered: a status, headers, a body, after how long."""

    status: int = 204
    headers: Mapping[str, str] = {}
    body: bytes = b""
    delay_s: float = 0.0


class Receiver(ThreadingHTTPServer):
    """Listens until it is closed; `answer` may be replaced at any time."""

    daemon_threads = True
    request_queue_size = 256

    def __init__(self, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.arrived: list[Arrived] = []
        self.answer: Callable[[Arrived], Answering] = lambda _: Answering()
        self.lock = threading.Lock()

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.server_address[1]}"

    def at(self, path: str) -> list[Arrived]:
        """Return what came on a path."""
        with self.lock:
            return [each for each in self.arrived if each.path == path]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 30
    server: Receiver  # pyright: ignore[reportIncompatibleVariableOverride]

    def do_POST(self) -> None:
        length = int(self.headers["Content-Length"])
        arrived = Arrived(self.path, dict(self.headers), self.rfile.read(length), time.time())
        with self.server.lock:
            self.server.arrived.append(arrived)
        answer = self.server.answer(arrived)
        time.sleep(answer.delay_s)
        try:
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            self.wfile.write(answer.body)
        except ConnectionError:
            pass  # who does not wait for the answer needs none

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
        pass


@contextmanager
def receiver(port: int = 0) -> Iterator[Receiver]:
    """Run a receiver."""
    running = Receiver(port)
    thread = threading.Thread(target=running.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield running
    finally:
        running.shutdown()
        running.server_close()
        thread.join()
