"""Stands between a desk and its server, and misbehaves at the places and times that a test wants."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Self
from urllib.parse import urlsplit

from tests.support.faulty_server import Behaviour, FaultyServer, Received

Where = Callable[[Received], bool]


def everywhere(_request: Received) -> bool:
    """Every request."""
    return True


def at(*parts: str) -> Where:
    """Requests whose path has one of these parts."""
    return lambda request: any(part in request.path for part in parts)


class UnreliableWay:
    """A relay to a server; `url` is the address that the desk gets to know."""

    def __init__(self, server_url: str) -> None:
        self._server = urlsplit(server_url)
        self._faulty = FaultyServer(otherwise=self._answer)
        self._where: Where = everywhere
        self._misbehaviour: Behaviour | None = None
        self._relays: set[asyncio.StreamWriter] = set()
        self.spoiled = 0
        """How many requests met the misbehaviour."""

    @property
    def url(self) -> str:
        return self._faulty.url

    @property
    def requests(self) -> list[Received]:
        """What has arrived so far."""
        return self._faulty.requests

    def lead_to(self, server_url: str) -> None:
        """Relay to another server from now on."""
        self._server = urlsplit(server_url)
        self.cut()

    def spoil(self, misbehaviour: Behaviour, where: Where = everywhere) -> None:
        """Misbehave from now on, also towards streams that are open."""
        self._misbehaviour, self._where = misbehaviour, where
        self.spoiled = 0
        self.cut()

    def mend(self) -> None:
        """Relay everything again."""
        self._misbehaviour = None

    def cut(self) -> None:
        """Cut what is being relayed just now."""
        for writer in tuple(self._relays):
            writer.close()

    async def __aenter__(self) -> Self:
        await self._faulty.__aenter__()
        return self

    async def __aexit__(self, *failure: object) -> None:
        await self._faulty.__aexit__(*failure)

    async def _answer(self, request: Received, writer: asyncio.StreamWriter) -> None:
        if self._misbehaviour is not None and self._where(request):
            self.spoiled += 1
            await self._misbehaviour(request, writer)
        else:
            await self._relay(request, writer)

    async def _relay(self, request: Received, writer: asyncio.StreamWriter) -> None:
        try:
            reader, onward = await asyncio.open_connection(self._server.hostname, self._server.port)
        except OSError:
            writer.close()
            return
        self._relays.add(writer)
        try:
            onward.write(_head_of(request, self._server.netloc) + request.body)
            while block := await reader.read(65_536):
                writer.write(block)
                await writer.drain()
        except OSError:
            pass  # one of the two has hung up, and so does the other now
        finally:
            self._relays.discard(writer)
            onward.close()
            writer.close()


def _head_of(request: Received, netloc: str) -> bytes:
    headers = {**request.headers, "host": netloc, "connection": "close"}
    if "origin" in headers:
        headers["origin"] = f"http://{netloc}"
    lines = [f"{request.method} {request.target} HTTP/1.1"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")
