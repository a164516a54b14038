"""One request to a receiver, and what came of it in words."""

from __future__ import annotations

import asyncio
import ssl
import time
from collections.abc import Sequence
from typing import Any

import httpcore
import msgspec

from crashdesk_server.webhooks.sending.guard import (
    AddressGuard,
    AddressRefusedError,
    GuardedBackend,
    NameNotFoundError,
)
from crashdesk_server.wire.deliveries import AttemptOutcome, Sent

READ_BYTES = 64 * 1024
"""Of an answer; what comes after that is left unread."""
KEPT_BYTES = 2 * 1024
_HEADERS = 50
_HEADER_LENGTH = 500
"""Characters of a header's value that are kept."""
_MOST_AT_ONCE = 1_000
_REFUSED = "Webhooks may not call this address: it is not public, and the server was not told to allow it."
_CLOSED = "The connection was closed without an answer."

Headers = Sequence[tuple[str, str]]


class Result(msgspec.Struct, frozen=True):
    """What came of one request.

    Attributes:
        message: the outcome in words.
        address: where the connection went, empty when there was none.
        read: how many bytes of the answer arrived, at most `READ_BYTES`; `truncated`: there may have been
            more than `body` shows.
        retry_after: the header as it came, empty for none.
    """

    outcome: AttemptOutcome
    message: str
    duration_ms: int
    status: int | None = None
    address: str = ""
    headers: tuple[Sent, ...] = ()
    body: str = ""
    read: int = 0
    truncated: bool = False
    retry_after: str = ""


class Sender:
    """Sends requests. Follows no redirect, uses no proxy, and reads no environment but for certificates."""

    def __init__(self, guard: AddressGuard, tls: ssl.SSLContext | None = None) -> None:
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=tls or ssl.create_default_context(),
            max_connections=_MOST_AT_ONCE,
            # A connection that was kept may be gone when it is used, and a POST cannot simply be repeated.
            max_keepalive_connections=0,
            network_backend=GuardedBackend(guard),
        )

    async def post(self, url: str, headers: Headers, body: bytes, timeout_ms: int) -> Result:
        """Send a request and wait for its whole answer; what goes wrong is the result."""
        began = time.monotonic()
        try:
            async with asyncio.timeout(timeout_ms / 1000):
                return await self._exchange(url, headers, body, began)
        except TimeoutError:
            return Result("timeout", f"No whole answer came within {timeout_ms} ms.", _since(began))
        except NameNotFoundError as error:
            return Result("name_not_found", f"The name {error} leads nowhere.", _since(began))
        except AddressRefusedError as error:
            return Result("address_refused", _REFUSED, _since(began), address=error.address)
        except httpcore.ConnectError as error:
            return _connect_failure(error, _since(began))
        except (httpcore.RemoteProtocolError, httpcore.LocalProtocolError) as error:
            if "disconnected" in str(error):
                return Result("connection_lost", _CLOSED, _since(began))
            return Result("bad_answer", f"What came back is no HTTP: {error}"[:300], _since(began))
        except (httpcore.NetworkError, httpcore.TimeoutException, OSError) as error:
            return Result("connection_lost", f"The connection broke: {error}"[:300], _since(began))

    async def close(self) -> None:
        """Close all connections."""
        await self._pool.aclose()

    async def _exchange(self, url: str, headers: Headers, body: bytes, began: float) -> Result:
        sent = [(name.encode(), value.encode()) for name, value in headers]
        async with self._pool.stream("POST", url, headers=sent, content=body) as answer:
            address = _address_of(answer)
            read, truncated = await _read(answer)
        outcome, message = _meaning(answer.status)
        named = {name.lower(): value for name, value in answer.headers}
        return Result(
            outcome,
            message,
            _since(began),
            status=answer.status,
            address=address,
            headers=tuple(
                Sent(_text(name), _text(value)[:_HEADER_LENGTH]) for name, value in answer.headers[:_HEADERS]
            ),
            body=_text(read[:KEPT_BYTES]),
            read=len(read),
            truncated=truncated or len(read) > KEPT_BYTES,
            retry_after=_text(named.get(b"retry-after", b"")),
        )


async def _read(answer: httpcore.Response) -> tuple[bytes, bool]:
    """Return the beginning of an answer's body, and whether there was more."""
    read = b""
    async for chunk in answer.aiter_stream():
        read += chunk
        if len(read) > READ_BYTES:
            return read[:READ_BYTES], True
    return read, False


def _meaning(status: int) -> tuple[AttemptOutcome, str]:
    if 200 <= status < 300:
        return "delivered", f"It was answered with {status}."
    if status == 410:
        return "gone", "It was answered with 410: the receiver wants no more."
    if 300 <= status < 400:
        return "redirect", f"It was answered with {status}; a redirect is not followed."
    return "status", f"It was answered with {status}."


def _connect_failure(error: httpcore.ConnectError, duration_ms: int) -> Result:
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLError):
            reason = getattr(cause, "verify_message", "") or cause.reason or str(cause)
            return Result("tls", f"No trusted connection: {reason}."[:300], duration_ms)
        if isinstance(cause, ConnectionRefusedError):
            return Result("connection_refused", "Nobody listens there: connection refused.", duration_ms)
        cause = cause.__cause__ or cause.__context__
    if "refused" in str(error) or "attempts failed" in str(error):
        return Result("connection_refused", "Nobody listens there: connection refused.", duration_ms)
    return Result("connection_lost", f"No connection could be made: {error}"[:300], duration_ms)


def _address_of(answer: httpcore.Response) -> str:
    extensions: dict[str, Any] = dict(answer.extensions)  # pyright: ignore[reportUnknownMemberType,reportUnknownArgumentType] - untyped there
    peer = extensions["network_stream"].get_extra_info("server_addr")
    return str(peer[0]) if peer else ""


def _text(raw: bytes) -> str:
    return raw.decode("utf-8", "replace").replace("\x00", "\ufffd")


def _since(began: float) -> int:
    return round((time.monotonic() - began) * 1000)
