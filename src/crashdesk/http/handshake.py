"""Closing what a cancelled TLS handshake leaves open."""

from __future__ import annotations

from typing import Protocol, cast


class _Stream(Protocol):
    async def aclose(self) -> None: ...


class CloseOnCancel:
    """A `trace` extension of one request (https://www.encode.io/httpcore/extensions/#trace).

    WORKAROUND(httpcore 1.0): a handshake that fails closes its connection, but one that is cancelled does
    not, and the event loop keeps the socket until it ends itself.
    """

    def __init__(self) -> None:
        self._stream: _Stream | None = None

    async def __call__(self, event: str, info: dict[str, object]) -> None:
        """Follow the connection of the request."""
        match event:
            case "connection.connect_tcp.complete":
                self._stream = cast("_Stream", info["return_value"])
            case "connection.start_tls.failed" if self._stream:
                await self._stream.aclose()
            case _:
                pass
