"""The one way to one server: tries again where that is safe, and ends with an answer or a known error."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator, Callable

import httpx
import msgspec

from crashdesk.core.connector import PauseListener
from crashdesk.core.errors import AnswerTooLarge, AnswerUnusable, CrashDeskError, ServerUnreachable
from crashdesk.http.answer import Answer
from crashdesk.http.auth import Auth
from crashdesk.http.base import ApiBase
from crashdesk.http.body import read_body
from crashdesk.http.exchange import Exchange, refuse_redirect
from crashdesk.http.failure import Failure, failure_of_answer, failure_of_exception
from crashdesk.http.limits import USUAL_LIMITS, Limits
from crashdesk.http.problems import problem_error
from crashdesk.http.request import EVENTS, Effect, Request
from crashdesk.http.retry import REAL_PACE, USUAL_POLICY, Pace, RetryPolicy, parse_retry_after
from crashdesk.http.sse import EventParser, ServerEvent
from crashdesk.http.stream import Stream

STREAM_PAUSE_S = 0.05
"""Between two reads of a stream of events, of at most 64 KiB each."""

_log = logging.getLogger("crashdesk.http")

ReadRefusal = Callable[[Answer, float], CrashDeskError]
"""From an answer of status 400 or more, and the time in seconds since 1970, to its error."""


def ignore_pause(_seconds: float) -> None:
    """Listen to no pauses."""


class Door:
    """Sends requests to one API. Made by `open_door`; used on one event loop."""

    def __init__(
        self,
        client: httpx.AsyncClient,
        base: ApiBase,
        *,
        limits: Limits = USUAL_LIMITS,
        policy: RetryPolicy = USUAL_POLICY,
        pace: Pace = REAL_PACE,
        on_pause: PauseListener = ignore_pause,
        read_refusal: ReadRefusal = problem_error,
    ) -> None:
        self._client = client
        self._base = base
        self._limits = limits
        self._policy = policy
        self._pace = pace
        self._on_pause = on_pause
        self._read_refusal = read_refusal
        self._exchange = Exchange(client, base, limits)

    @property
    def origin(self) -> str:
        """Scheme, host and port of the server."""
        return self._base.origin

    def use(self, auth: Auth | None) -> None:
        """Prove every later request with `auth`, or with nothing."""
        self._exchange.auth = auth

    async def send(self, request: Request) -> Answer:
        """Send `request` and return the good answer: 2xx, with JSON or without a body.

        Raises:
            ReadOnlyProfile: the profile does not write; nothing was sent.
            ConnectionTrouble: no answer; a write among these was certainly not carried out.
            OutcomeUnknown: a write that may have been carried out got no answer.
            AnswerUnusable, ServerFault, TooManyRequests, Refused: as answered.
        """
        may_have_acted = False
        number = 0
        while True:
            number += 1
            outcome = await self._attempt(request, number)
            if isinstance(outcome, Answer):
                return outcome
            may_have_acted = may_have_acted or (outcome.may_have_acted and request.effect is Effect.WRITE)
            pause_s = self._pause_after(request, outcome, number)
            if pause_s is None:
                raise outcome.final_error(request.name, may_have_acted=may_have_acted)
            if outcome.retry_after_s is not None:
                self._on_pause(pause_s)
            await self._pace.sleep(pause_s)

    async def events(self, request: Request) -> AsyncGenerator[ServerEvent]:
        """Yield the events of a stream; ends only by an error. Close the iterator to close the stream.

        Raises:
            ServerTooSlow: not even a heartbeat came in time.
            ServerUnreachable: the stream ended or broke.
            CrashDeskError: as for `send`; a stream is not tried again here.
        """
        parser = EventParser(self._limits.event_bytes)
        try:
            async with self._exchange.open(request) as stream:
                _log.info("%s: %d, stream", request.name, stream.head.status)
                await self._check_stream(stream)
                async for chunk in stream:
                    for event in parser.feed(chunk):
                        yield event
                    # A server that never stops sending is held back by TCP and leaves time for the rest.
                    await asyncio.sleep(STREAM_PAUSE_S)
        except (TimeoutError, httpx.TransportError) as problem:
            raise failure_of_exception(problem).error from problem
        raise ServerUnreachable(detail=f"{request.name}: the server closed the stream")

    async def close(self) -> None:
        """Close all connections."""
        await self._client.aclose()

    async def _attempt(self, request: Request, number: int) -> Answer | Failure:
        try:
            outcome = await self._exchange.attempt(request, number)
        except AnswerUnusable as problem:
            return Failure(problem, may_have_acted=isinstance(problem, AnswerTooLarge))
        if isinstance(outcome, Failure):
            return outcome
        if outcome.status >= 400:
            now = self._pace.now()
            error = self._read_refusal(outcome, now)
            return failure_of_answer(
                error, outcome.status, parse_retry_after(outcome.headers.get("retry-after", ""), now)
            )
        return _usable(outcome)

    def _pause_after(self, request: Request, failure: Failure, number: int) -> float | None:
        if not (failure.is_passing and request.is_repeatable):
            return None
        return self._policy.pause_s(number, failure.retry_after_s, self._pace.chance())

    async def _check_stream(self, stream: Stream) -> None:
        """Raise what was answered instead of a stream, reading no more of it than is sensible."""
        head = stream.head
        refuse_redirect(head, self._base)
        if head.status < 400 and head.media_type == EVENTS:
            return
        async with asyncio.timeout(self._limits.total_s):
            body = await read_body(stream, self._limits.body_bytes)
        if head.status >= 400:
            raise self._read_refusal(msgspec.structs.replace(head, body=body), self._pace.now())
        raise AnswerUnusable(detail=f"{head.name}: {head.media_type!r} is no stream of events")


def _usable(answer: Answer) -> Answer | Failure:
    """Tell a good answer from a page that something in between has put in its place."""
    if answer.is_json or (not answer.body and answer.status in {202, 204, 205}):
        return answer
    detail = (
        f"{answer.name}: {answer.status} with {answer.media_type or 'no content type'!r} in place of JSON"
    )
    return Failure(AnswerUnusable(detail=detail, request_id=answer.request_id))
