"""Runs the server on a socket until a signal ends it."""

from __future__ import annotations

import asyncio
import signal
import socket
import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager

import msgspec
import uvicorn

from crashdesk_server.app import Application
from crashdesk_server.settings import ServerSettings

_GRACE_S = 10
"""How long running requests may take to end after a signal."""


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
            http="h11",
            log_config=None,
            access_log=False,
            proxy_headers=False,
            server_header=False,
            timeout_graceful_shutdown=_GRACE_S,
        )
        await _Uvicorn(config, ready, application.context.stopping).serve(sockets=[listener])
