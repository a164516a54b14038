"""One public endpoint: its checks in order, and its plain answers (docs/reference/ingest.md)."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Callable
from typing import Any

from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response

from crashdesk_server.area import Context
from crashdesk_server.ingest.intake import BusyError, Intake
from crashdesk_server.ingest.limiter import Limiter
from crashdesk_server.ingest.wire import MAX_BODY_BYTES, BadBodyError
from crashdesk_server.storage.writer import ClosedError
from crashdesk_server.web.call import Call

FREE_SPACE_FLOOR = 256 * 1024 * 1024
"""Bytes that stay free on the disk of the database: people must still be able to triage and delete."""

_log = logging.getLogger("crashdesk_server.ingest")


class Endpoint:
    """Takes posts; 202 means that they are on the disk."""

    def __init__(
        self,
        context: Context,
        limiter: Limiter | None,
        intake: Intake[Any],
        decode: Callable[[bytes, int], Any],
    ) -> None:
        self._clock = context.clock
        self._folder = context.settings.data
        self._limiter = limiter
        self._intake = intake
        self._decode = decode

    async def answer(self, call: Call) -> Response:
        """Answer a post: 202, or 429, 413, 400 and 503 in this order of precedence."""
        if self._limiter and not self._limiter.allows(call.address):
            return _plain(429, "rate limited")
        body = await _body(call.request)
        if body is None:
            return _plain(413, "payload too large")
        try:
            item = self._decode(body, self._clock.now())
        except BadBodyError:
            return _plain(400, "bad request")
        if shutil.disk_usage(self._folder).free < FREE_SPACE_FLOOR:
            return _plain(503, "storage unavailable")
        try:
            await self._intake.put(item)
        except (BusyError, ClosedError):
            return _plain(503, "storage unavailable")
        except SQLAlchemyError:
            _log.exception("a batch could not be written")
            return _plain(503, "storage unavailable")
        return _plain(202, "ok")


async def _body(request: Request) -> bytes | None:
    """Return the body, or None without a Content-Length between 1 and the limit."""
    length = request.headers.get("Content-Length", "")
    if not (length.isascii() and length.isdigit()) or not 0 < int(length[:20]) <= MAX_BODY_BYTES:
        return None
    body = bytearray()
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > MAX_BODY_BYTES:
                return None
    except ClientDisconnect:
        return None
    return bytes(body)


def _plain(status: int, text: str) -> Response:
    return PlainTextResponse(text, status, {"Cache-Control": "no-store"})
