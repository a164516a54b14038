"""A receiver of webhooks for trying them out: says what came and whether its signature is right."""

from __future__ import annotations

import sys
import time
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock

import msgspec

from crashdesk_server.receiving.answers import Answers
from crashdesk_server.receiving.checking import Signature, check

MOST_BYTES = 2**20
"""Of a body; what is longer is refused."""


class Arrival(msgspec.Struct, frozen=True):
    """What is printed of each request. `signature` is empty where the receiver knows no secret."""

    path: str
    event: str
    webhook_id: str
    delivery: str
    attempt: str
    bytes: int
    answer: int
    signature: Signature | None


class Receiver(ThreadingHTTPServer):
    """Listens on loopback; each request has its own thread, so that a slow answer delays no other."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, port: int, answers: Answers, secrets: tuple[str, ...], *, loud: bool = True) -> None:
        """Bind to `port`, 0 for a free one. Raises `OSError` when it cannot be had."""
        super().__init__(("127.0.0.1", port), _Handler)
        self.answers = answers
        self.secrets = secrets
        self._loud = loud
        self._printing = Lock()

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.server_address[1]}"

    def tell(self, arrival: Arrival) -> None:
        """Print one line about a request."""
        if not self._loud:
            return
        with self._printing:
            sys.stdout.write(msgspec.json.encode(arrival).decode() + "\n")
            sys.stdout.flush()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 30
    server: Receiver  # pyright: ignore[reportIncompatibleVariableOverride] - this receiver makes no other

    def do_POST(self) -> None:
        """Take one webhook, tell of it, and answer what the script says."""
        length = self.headers.get("Content-Length", "")
        if not length.isdecimal() or int(length) > MOST_BYTES:
            self.close_connection = True
            self._answer(413)
            return
        body = self.rfile.read(int(length))
        answer = self.server.answers.next_for(self.path)
        secrets = self.server.secrets
        self.server.tell(
            Arrival(
                path=self.path,
                event=self.headers.get("CrashDesk-Event", ""),
                webhook_id=self.headers.get("webhook-id", ""),
                delivery=self.headers.get("CrashDesk-Delivery", ""),
                attempt=self.headers.get("CrashDesk-Attempt", ""),
                bytes=len(body),
                answer=answer.status,
                signature=check(self.headers, body, secrets, time.time()) if secrets else None,
            )
        )
        time.sleep(answer.delay_s)
        self._answer(answer.status)

    def _answer(self, status: int) -> None:
        with suppress(ConnectionError):  # whoever does not wait for the answer needs none
            self._send(status)

    def _send(self, status: int) -> None:
        self.send_response(status)
        text = b"" if status == 204 else f'{{"status":{status}}}'.encode()
        if text:
            self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
        """Be quiet: `Receiver.tell` says what there is to say."""
