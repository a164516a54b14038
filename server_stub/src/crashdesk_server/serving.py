"""Runs the server on a socket until a signal ends it."""

from __future__ import annotations

import asyncio
import signal
import socket
import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager

import h11
import msgspec
import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from crashdesk_server.app import Application
from crashdesk_server.settings import ServerSettings

_GRACE_S = 10
"""How long running requests may take to end after a signal."""
HEAD_S = 20.0
"""How long a client may take for the head of a request."""


class Prompt(H11Protocol):
    """Hangs up on those who do not say in time what they want; uvicorn itself waits for ever."""

    _deadline: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for the head of a request."""
        super().connection_made(transport)
        self._await_head()

    def data_received(self, data: bytes) -> None:
        """Take a part of a request."""
        super().data_received(data)
        self._await_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait for nothing more."""
        self._await_nothing()
        super().connection_lost(exc)

    def _await_head(self) -> None:
        if self.conn.their_state is not h11.IDLE:
            self._await_nothing()
        elif self._deadline is None:
            self._deadline = self.loop.call_later(HEAD_S, self.transport.close)

    def _await_nothing(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None


class _Uvicorn(uvicorn.Server):
    """Tells when it is ready, and tells streams to end when it shall stop."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None], stopping: asyncio.Event) -> None:
        super().__init__(config)
        self._ready = ready
        self._stopping = stopping

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to listen, then say so."""
        await super().startup(sockets)
        self._ready()

    @contextmanager
    def capture_signals(self) -> Generator[None]:
        """Leave the signals to the loop: raised anew, as they usually are, they would cut the end short."""
        loop = asyncio.get_running_loop()
        ending = (signal.SIGTERM, signal.SIGINT)
        for number in ending:
            loop.add_signal_handler(number, self._end)
        try:
            yield
        finally:
            for number in ending:
                loop.remove_signal_handler(number)

    def _end(self) -> None:
        """End after the requests that run, streams at once; told twice, don't wait."""
        self._stopping.set()
        self.force_exit = self.should_exit
        self.should_exit = True


def listen(host: str, port: int) -> socket.socket:
    """Return a bound socket; port 0 takes a free one.

    Raises:
        OSError: the address cannot be had.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind((host, port))
    return listener


def url_of(listener: socket.socket) -> str:
    """Return the URL of a bound socket."""
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


async def serve(settings: ServerSettings, listener: socket.socket) -> None:
    """Serve until SIGTERM or SIGINT; prints one JSON line with the URL when ready."""
    application = Application(settings)

    def ready() -> None:
        sys.stdout.write(msgspec.json.encode({"url": url_of(listener)}).decode() + "\n")
        sys.stdout.flush()

    async with application.running():
        config = uvicorn.Config(
            application.asgi,
            lifespan="off",
            ws="none",
            http=Prompt,
            log_config=None,
            access_log=False,
            proxy_headers=False,
            server_header=False,
            timeout_graceful_shutdown=_GRACE_S,
        )
        await _Uvicorn(config, ready, application.context.stopping).serve(sockets=[listener])
