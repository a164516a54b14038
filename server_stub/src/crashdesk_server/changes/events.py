"""Server-sent hints that something has changed (WHATWG HTML, "Server-sent events")."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from time import monotonic

import msgspec
from starlette.responses import Response, StreamingResponse

from crashdesk_server.access.authentication import Credential, credential_of, look_up
from crashdesk_server.access.principal import Principal
from crashdesk_server.changes.feed import head_token
from crashdesk_server.storage.database import Database
from crashdesk_server.storage.head import Head, read_head
from crashdesk_server.storage.transaction import Snapshot
from crashdesk_server.web.call import Call
from crashdesk_server.wire.changes import Hint

HEARTBEAT_S = 15.0
POLL_S = 0.5
"""How often the head is looked at: by so much hints, and the ends of streams, come late."""


class Events:
    """Answers `GET /events`."""

    def __init__(self, database: Database, stopping: asyncio.Event, heartbeat_s: float = HEARTBEAT_S) -> None:
        self._database = database
        self._stopping = stopping
        self._heartbeat_s = heartbeat_s

    async def stream(self, call: Call) -> Response:
        """Stream the present token and then each new one, until the caller's credential or rights end."""
        hints = self._hints(credential_of(call.request), call.principal)
        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        return StreamingResponse(hints, headers=headers, media_type="text/event-stream")

    async def _hints(self, credential: Credential, principal: Principal) -> AsyncIterator[bytes]:
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
