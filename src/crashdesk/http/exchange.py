"""One attempt: a request goes out, an answer comes in whole, or it is known what failed."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import httpx

from crashdesk.core.errors import AnswerUnusable, CrashDeskError, RedirectRefused
from crashdesk.http.answer import Answer
from crashdesk.http.auth import Auth
from crashdesk.http.base import ApiBase
from crashdesk.http.body import read_body
from crashdesk.http.failure import Failure, failure_of_exception
from crashdesk.http.guard import EFFECT
from crashdesk.http.handshake import CloseOnCancel
from crashdesk.http.limits import Limits
from crashdesk.http.request import EVENTS, Request

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
            AnswerUnusable: a redirect, or a body that is too large or cannot be decompressed.
            ReadOnlyProfile: nothing was sent.
        """
        begin = time.monotonic()
        outcome, request_id = "broke off", ""
        try:
            async with (
                asyncio.timeout(self._limits.total_s),
                self._response(request, self._limits.read_s) as response,
            ):
                outcome = str(response.status_code)
                head = self._head(request, response)
                request_id = head.request_id
                body = await read_body(response, self._limits.body_bytes)
                return Answer(head.name, head.status, head.headers, body, head.set_cookies)
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
    async def open(self, request: Request) -> AsyncGenerator[tuple[Answer, httpx.Response]]:
        """Send a request whose answer has no end; yields its head and the response to read on from.

        Raises:
            TimeoutError, httpx.TransportError: to be classified by the caller.
        """
        async with self._response(request, self._limits.heartbeat_s) as response:
            head = self._head(request, response)
            _log.info("%s: %d, stream, request %s", request.name, head.status, head.request_id or "-")
            yield head, response

    @asynccontextmanager
    async def _response(self, request: Request, read_s: float) -> AsyncGenerator[httpx.Response]:
        limits = self._limits
        timeout = httpx.Timeout(read_s, connect=limits.connect_s, pool=limits.connect_s)
        outgoing = httpx.Request(
            request.method,
            self._base.url + request.target(),
            headers=self._headers(request),
            content=request.body,
            extensions={EFFECT: request.effect.value, "timeout": timeout.as_dict(), "trace": CloseOnCancel()},
        )
        response = await self._client.send(outgoing, stream=True)
        try:
            yield response
        finally:
            await response.aclose()

    def _headers(self, request: Request) -> dict[str, str]:
        headers = {
            "user-agent": "CrashDesk",
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

    def _head(self, request: Request, response: httpx.Response) -> Answer:
        headers = {name.lower(): value for name, value in response.headers.items()}
        cookies = tuple(response.headers.get_list("set-cookie"))
        head = Answer(request.name, response.status_code, headers, b"", cookies)
        if 300 <= head.status < 400:
            self._refuse_redirect(head)
        return head

    def _refuse_redirect(self, head: Answer) -> None:
        """No redirect is followed: to another origin it could carry the session there."""
        location = head.headers.get("location", "")
        refusal = AnswerUnusable if self._base.is_same_origin(location) else RedirectRefused
        raise refusal(detail=f"{head.name} was redirected to {location[:200]!r}", request_id=head.request_id)
