"""Server-sent hints that something has changed (WHATWG HTML, "Server-sent events")."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing, suppress
from time import monotonic

import msgspec
from starlette.responses import Response, StreamingResponse

from crashdesk_server.access.authentication import Credential, credential_of, look_up
from crashdesk_server.access.principal import Principal
from crashdesk_server.changes.feed import head_token
from crashdesk_server.storage.database import Database
from crashdesk_server.storage.head import Head, read_head
from crashdesk_server.storage.transaction import Snapshot
from crashdesk_server.web import problems
from crashdesk_server.web.call import Call
from crashdesk_server.web.problems import ProblemError
from crashdesk_server.wire.changes import Hint

HEARTBEAT_S = 15.0
MOST = 20
"""Streams of one session or key at a time: several desks of one person, and some that broke off unnoticed."""
POLL_S = 0.5
"""How often the head is looked at: by so much hints, and the ends of streams, come late."""


class Events:
    """Answers `GET /events`."""

    def __init__(self, database: Database, stopping: asyncio.Event, heartbeat_s: float = HEARTBEAT_S) -> None:
        self._database = database
        self._stopping = stopping
        self._heartbeat_s = heartbeat_s
        self._open: Counter[str] = Counter()

    async def stream(self, call: Call) -> Response:
        """Stream the present token and then each new one, until the caller's credential or rights end.

        Raises:
            ProblemError: 429 when this session or key has `MOST` streams open already: each costs a look at
                the database twice a second.
        """
        self.require_room(call.principal)
        hints = self._hints(credential_of(call.request), call.principal)
        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        return StreamingResponse(hints, headers=headers, media_type="text/event-stream")

    def require_room(self, principal: Principal) -> None:
        """Raise the problem of a caller who has as many streams open as one may have."""
        if self._open[principal.credential] >= MOST:
            raise ProblemError(
                problems.TOO_MANY_REQUESTS,
                f"This session or key has {MOST} streams open already.",
                headers={"Retry-After": "60"},
            )

    async def _hints(self, credential: Credential, principal: Principal) -> AsyncIterator[bytes]:
        self._open[principal.credential] += 1
        try:
            async with aclosing(self._follow(credential, principal)) as hints:
                async for hint in hints:
                    yield hint
        finally:
            self._open[principal.credential] -= 1
            self._open += Counter()  # forgets what has come down to nothing

    async def _follow(self, credential: Credential, principal: Principal) -> AsyncGenerator[bytes]:
        sent, sent_at = -1, monotonic()
        while not self._stopping.is_set():
            now, present = await self._database.read(lambda snapshot: _look(snapshot, credential))
            if present.credential != principal.credential or present.rights != principal.rights:
                return
            if now.token != sent:
                sent, sent_at = now.token, monotonic()
                yield (
                    b"event: changed\ndata: "
                    + msgspec.json.encode(Hint(head_token(now, principal)))
                    + b"\n\n"
                )
            elif monotonic() - sent_at >= self._heartbeat_s:
                sent_at = monotonic()
                yield b": alive\n\n"
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), POLL_S)


def _look(snapshot: Snapshot, credential: Credential) -> tuple[Head, Principal]:
    return read_head(snapshot.connection), look_up(snapshot, credential)[0]
