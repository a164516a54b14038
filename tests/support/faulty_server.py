"""A loopback HTTP server that misbehaves as it is told, request by request.

    async with FaultyServer() as server:
        server.script(refuse(500), answer({"ok": True}))
        ...  # talk to server.url

Every request takes the next behaviour of the script; when that is used up, `server.otherwise` answers.
Written on bare sockets, because a well-made server cannot be brought to most of this.
"""

from __future__ import annotations

import asyncio
import contextlib
import gzip
import json
import ssl
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Self

Behaviour = Callable[["Received", asyncio.StreamWriter], Awaitable[None]]
JSON = "application/json"
TLS_HANDSHAKE = b"\x16"
"""With what a client begins that takes this for a TLS server."""
PROBLEM = "application/problem+json"


@dataclass(frozen=True)
class Received:
    """One request as it arrived."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes

    @property
    def path(self) -> str:
        return self.target.partition("?")[0]


def _head(status: int, headers: dict[str, str]) -> bytes:
    lines = [f"HTTP/1.1 {status} Scripted", *(f"{name}: {value}" for name, value in headers.items()), "", ""]
    return "\r\n".join(lines).encode()


def answer(body: object, status: int = 200, media_type: str = JSON, **headers: str) -> Behaviour:
    """Answer with `body`: bytes as they are, anything else as JSON."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    named = {name.replace("_", "-"): value for name, value in headers.items()}

    async def behave(_request: Received, writer: asyncio.StreamWriter) -> None:
        head = {"Content-Type": media_type, "Content-Length": str(len(content)), **named}
        writer.write(_head(status, head) + content)

    return behave


def problem(status: int, slug: str, **members: object) -> Behaviour:
    """Refuse by a problem of our own API."""
    body = {"type": f"urn:crashdesk:problem:{slug}", "title": slug, "status": status, **members}
    return answer(body, status, PROBLEM)


def throttle(retry_after: str) -> Behaviour:
    """Ask for a pause."""
    return answer({"type": "urn:crashdesk:problem:too-many-requests"}, 429, PROBLEM, Retry_After=retry_after)


def html(status: int = 200) -> Behaviour:
    """Answer like a captive portal or a proxy's error page."""
    return answer(b"<!doctype html><title>Sign in to the network</title>", status, "text/html")


def redirect(to: str, status: int = 302) -> Behaviour:
    """Send the client elsewhere."""
    return answer(b"", status, Location=to)


def delayed(gate: asyncio.Event, then: Behaviour) -> Behaviour:
    """Wait for `gate` before answering."""

    async def behave(request: Received, writer: asyncio.StreamWriter) -> None:
        await gate.wait()
        await then(request, writer)

    return behave


async def hang_up(_request: Received, writer: asyncio.StreamWriter) -> None:
    """Take the request and close without an answer."""
    writer.close()


async def stay_silent(_request: Received, _writer: asyncio.StreamWriter) -> None:
    """Take the request and never answer."""
    await asyncio.Event().wait()


async def cut_mid_body(_request: Received, writer: asyncio.StreamWriter) -> None:
    """Announce more than is sent, then close."""
    writer.write(_head(200, {"Content-Type": JSON, "Content-Length": "1000"}) + b'{"items": [')
    await writer.drain()
    writer.close()


async def speak_nonsense(_request: Received, writer: asyncio.StreamWriter) -> None:
    """Answer in another protocol."""
    writer.write(b"220 mail.example.org ESMTP ready\r\n")
    await writer.drain()
    writer.close()


def flood(size: int = 100_000_000, *, announced: bool = False) -> Behaviour:
    """Send `size` bytes of JSON, with or without saying so first."""
    block = b'"' + b"a" * 65_533 + b'",'

    async def behave(_request: Received, writer: asyncio.StreamWriter) -> None:
        length = {"Content-Length": str(size)} if announced else {"Connection": "close"}
        writer.write(_head(200, {"Content-Type": JSON, **length}) + b"[")
        sent = 1
        while sent < size and not writer.is_closing():
            writer.write(block)
            sent += len(block)
            await writer.drain()
        writer.close()

    return behave


async def drip(_request: Received, writer: asyncio.StreamWriter) -> None:
    """Send a byte now and then, for ever, so that no time-out between bytes strikes."""
    writer.write(_head(200, {"Content-Type": JSON, "Content-Length": "100000"}))
    while not writer.is_closing():
        writer.write(b" ")
        await writer.drain()
        await asyncio.sleep(0.02)


def gzip_bomb(unpacked: int = 100_000_000) -> Behaviour:
    """Send a body that is a thousand times larger than it looks."""
    return answer(gzip.compress(b"[" + b" " * unpacked + b"]"), Content_Encoding="gzip")


def events(*chunks: bytes, then_close: bool = False) -> Behaviour:
    """Send a stream of events; afterwards stay silent, or close."""

    async def behave(_request: Received, writer: asyncio.StreamWriter) -> None:
        writer.write(_head(200, {"Content-Type": "text/event-stream", "Cache-Control": "no-store"}))
        for chunk in chunks:
            writer.write(chunk)
            await writer.drain()
        if then_close:
            writer.close()
        else:
            await asyncio.Event().wait()

    return behave


async def endless_events(_request: Received, writer: asyncio.StreamWriter) -> None:
    """Send events without end."""
    writer.write(_head(200, {"Content-Type": "text/event-stream"}))
    number = 0
    while not writer.is_closing():
        number += 1
        writer.write(f"event: change\ndata: t{number}\n\n".encode())
        await writer.drain()


async def endless_line(_request: Received, writer: asyncio.StreamWriter) -> None:
    """Send one line of an event that never ends."""
    writer.write(_head(200, {"Content-Type": "text/event-stream"}) + b"data: ")
    while not writer.is_closing():
        writer.write(b"a" * 8192)
        await writer.drain()


@dataclass
class FaultyServer:
    """Listens on a free port of this computer for as long as the context lasts."""

    tls: ssl.SSLContext | None = None
    otherwise: Behaviour = field(default_factory=lambda: answer({}))
    requests: list[Received] = field(default_factory=list)
    connections: int = 0
    """Accepted so far."""

    def script(self, *behaviours: Behaviour) -> None:
        """Set what becomes of the next requests, in their order."""
        self._script.extend(behaviours)

    @property
    def url(self) -> str:
        return f"{'https' if self.tls else 'http'}://127.0.0.1:{self.port}"

    async def wait_for_requests(self, number: int) -> None:
        """Return once so many requests have arrived."""
        async with asyncio.timeout(20):
            while len(self.requests) < number:
                self._arrived.clear()
                await self._arrived.wait()

    async def __aenter__(self) -> Self:
        self._script: deque[Behaviour] = deque()
        self._arrived = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0, ssl=self.tls)
        self.port = int(self._server.sockets[0].getsockname()[1])
        return self

    async def __aexit__(self, *_exc: object) -> None:
        self._server.close()
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        task = asyncio.current_task()
        assert task
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        try:
            with contextlib.suppress(asyncio.IncompleteReadError, OSError, asyncio.CancelledError):
                while not writer.is_closing():
                    await self._one_request(reader, writer)
        finally:
            writer.close()
            with contextlib.suppress(OSError, asyncio.CancelledError):
                await writer.wait_closed()

    async def _one_request(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        start = await reader.readexactly(1)
        if start == TLS_HANDSHAKE:
            await answer(b"speak plainly", 400, "text/plain")(Received("", "", {}, b""), writer)
            writer.close()
            return
        head = (start + await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        method, target, _ = head[0].split(" ", 2)
        pairs = (line.partition(":") for line in head[1:] if line)
        headers = {name.lower(): value.strip() for name, _, value in pairs}
        body = await reader.readexactly(int(headers.get("content-length", "0")))
        request = Received(method, target, headers, body)
        self.requests.append(request)
        self._arrived.set()
        behave = self._script.popleft() if self._script else self.otherwise
        await behave(request, writer)
        if not writer.is_closing():
            await writer.drain()
