"""One attempt: a request goes out, an answer comes in whole, or it is known what failed."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import httpx
import msgspec

from crashdesk.core.errors import AnswerUnusable, CrashDeskError, RedirectRefused
from crashdesk.http.agent import user_agent
from crashdesk.http.answer import Answer
from crashdesk.http.auth import Auth
from crashdesk.http.base import ApiBase
from crashdesk.http.body import read_body
from crashdesk.http.failure import Failure, failure_of_exception
from crashdesk.http.guard import EFFECT
from crashdesk.http.handshake import CloseOnCancel
from crashdesk.http.limits import Limits
from crashdesk.http.request import EVENTS, Request
from crashdesk.http.stream import Stream

_log = logging.getLogger("crashdesk.http")


class Exchange:
    """Sends single requests to one API and reads their answers within the limits."""

    def __init__(self, client: httpx.AsyncClient, base: ApiBase, limits: Limits) -> None:
        self._client = client
        self._base = base
        self._limits = limits
        self.auth: Auth | None = None

    async def attempt(self, request: Request, number: int) -> Answer | Failure:
        """Send once; an answer of any status is an answer, except for redirects.

        Raises:
            AnswerUnusable: a redirect, a body that is too large or cannot be decompressed, or as `open`.
            ReadOnlyProfile: nothing was sent.
        """
        begin = time.monotonic()
        outcome, request_id = "broke off", ""
        try:
            async with asyncio.timeout(self._limits.total_s), self.open(request) as stream:
                head = stream.head
                outcome, request_id = str(head.status), head.request_id
                refuse_redirect(head, self._base)
                body = await read_body(stream, self._limits.body_bytes)
                return msgspec.structs.replace(head, body=body)
        except (TimeoutError, httpx.TransportError) as problem:
            outcome = f"{outcome}, {type(problem).__name__}"
            return failure_of_exception(problem)
        except CrashDeskError as problem:
            outcome = f"{outcome}, {type(problem).__name__}"
            raise
        finally:
            took_ms = round((time.monotonic() - begin) * 1000)
            _log.info(
                "%s: %s in %d ms, attempt %d, request %s",
                request.name,
                outcome,
                took_ms,
                number,
                request_id or "-",
            )

    @asynccontextmanager
    async def open(self, request: Request) -> AsyncGenerator[Stream]:
        """Send a request and yield its answer to be read; afterwards the connection is free or closed.

        Raises:
            TimeoutError, httpx.TransportError: to be classified by the caller.
            AnswerUnusable: an address that the server gave, of a redirect or in a token, is none.
            ReadOnlyProfile: nothing was sent.
        """
        try:
            response = await self._client.send(self._outgoing(request), stream=True)
        except httpx.InvalidURL as problem:
            raise AnswerUnusable(detail=f"{request.name}: {problem}") from problem
        stream = Stream(response, _head_of(request, response))
        try:
            yield stream
        finally:
            await stream.close()

    def _outgoing(self, request: Request) -> httpx.Request:
        limits = self._limits
        read_s = limits.heartbeat_s if request.accept == EVENTS else limits.read_s
        timeout = httpx.Timeout(read_s, connect=limits.connect_s, pool=limits.connect_s)
        return httpx.Request(
            request.method,
            self._base.url + request.target(),
            # A mistyped key may have letters beyond ASCII: the server is to refuse it, not the library.
            headers=httpx.Headers(self._headers(request), encoding="utf-8"),
            content=request.body,
            extensions={EFFECT: request.effect.value, "timeout": timeout.as_dict(), "trace": CloseOnCancel()},
        )

    def _headers(self, request: Request) -> dict[str, str]:
        headers = {
            "user-agent": user_agent(),
            "accept": request.accept,
            "accept-encoding": "identity" if request.accept == EVENTS else "gzip",
        }
        if request.body is not None:
            headers["content-type"] = "application/json"
        if request.idempotency_key:
            headers["idempotency-key"] = request.idempotency_key
        if request.revision is not None:
            headers["if-match"] = f'"{request.revision}"'
        return headers | (self.auth.headers(request.effect) if self.auth else {})


def _head_of(request: Request, response: httpx.Response) -> Answer:
    headers = {name.lower(): value for name, value in response.headers.items()}
    cookies = tuple(response.headers.get_list("set-cookie"))
    return Answer(request.name, response.status_code, headers, b"", cookies)


def refuse_redirect(head: Answer, base: ApiBase) -> None:
    """Raise for a redirect: none is followed, and to another origin it could carry the session there."""
    if not 300 <= head.status < 400:
        return
    location = head.headers.get("location", "")
    refusal = AnswerUnusable if base.is_same_origin(location) else RedirectRefused
    raise refusal(detail=f"{head.name} was redirected to {location[:200]!r}", request_id=head.request_id)
