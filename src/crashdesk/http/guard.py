"""The last gate before the network: a read-only profile writes nothing, whatever the layers above forgot."""

from __future__ import annotations

import httpx

from crashdesk.core.errors import ReadOnlyProfile
from crashdesk.http.request import Effect

EFFECT = "crashdesk.effect"
"""The request extension that carries the declared effect."""


class GuardedTransport(httpx.AsyncBaseTransport):
    """Passes on requests that declare their effect, and of a read-only profile those that do not write."""

    def __init__(self, transport: httpx.AsyncBaseTransport, *, read_only: bool) -> None:
        self._transport = transport
        self._read_only = read_only

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send `request`. Raises `ReadOnlyProfile` before a connection is opened."""
        effect = Effect(request.extensions[EFFECT])
        if self._read_only and effect is Effect.WRITE:
            raise ReadOnlyProfile(detail=f"{request.method} {request.url.path}")
        return await self._transport.handle_async_request(request)

    async def aclose(self) -> None:
        """Close the connections."""
        await self._transport.aclose()
