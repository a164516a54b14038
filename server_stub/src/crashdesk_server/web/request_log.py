"""One JSON line for each request, and the last resort for faults."""

from __future__ import annotations

import logging
import secrets
import time
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from crashdesk_server.web import problems
from crashdesk_server.web.problems import ProblemError, problem_response

_log = logging.getLogger("crashdesk_server.request")


class Trace:
    """What becomes known of a request while it is answered; never a secret.

    Attributes:
        request_id: sent back as X-Request-Id and in problems.
        actor: id of the principal, empty for nobody.
        route: the path template; addresses that match no route are not logged, they may hold anything.
    """

    def __init__(self) -> None:
        self.request_id = f"req_{secrets.token_hex(12)}"
        self.actor = ""
        self.route = ""


def trace_of(request: Request) -> Trace:
    """Return the trace of a request."""
    trace = request.scope["crashdesk.trace"]
    assert isinstance(trace, Trace)
    return trace


class RequestLog:
    """ASGI middleware, the outermost: gives each request its id, logs it, and answers for faults."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        trace = scope["crashdesk.trace"] = Trace()
        begin = time.monotonic()
        status = 0

        async def send_traced(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers: list[Any] = [
                    *message.get("headers", []),
                    (b"x-request-id", trace.request_id.encode()),
                ]
                message = {**message, "headers": headers}
            await send(message)

        try:
            await self._app(scope, receive, send_traced)
        except Exception:
            _log.exception("fault in %s", trace.request_id)
            if status:
                raise
            fault = problem_response(ProblemError(problems.INTERNAL), scope["path"], trace.request_id)
            await fault(scope, receive, send_traced)
        finally:
            line = {
                "request": trace.request_id,
                "actor": trace.actor,
                "method": scope["method"],
                "route": trace.route,
                "status": status,
                "ms": round((time.monotonic() - begin) * 1000),
            }
            _log.info(msgspec.json.encode(line).decode())
