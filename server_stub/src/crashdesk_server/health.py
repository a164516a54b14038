"""Whether the server lives, is ready, and how it fares; nothing about its users or their data."""

from __future__ import annotations

import hmac
from ipaddress import ip_address
from typing import Any

import msgspec
from sqlalchemy.exc import SQLAlchemyError
from starlette.responses import PlainTextResponse, Response

from crashdesk_server.area import Area, Context
from crashdesk_server.storage.head import read_head
from crashdesk_server.web import problems
from crashdesk_server.web.call import Call, Reply
from crashdesk_server.web.problems import ProblemError
from crashdesk_server.web.routing import Direct, Route

_JSON = "application/json"


class Health(msgspec.Struct, frozen=True):
    """Answer of `/healthz` and `/readyz`."""

    status: str


class HealthPages:
    """Answers the three addresses that machines ask."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._started = context.clock.now()

    async def live(self, _call: Call) -> Reply:
        """Answer: the process lives."""
        return Reply(Health("ok"))

    async def ready(self, _call: Call) -> Reply:
        """Answer whether requests can be served: the database can be read and the server is not stopping."""
        try:
            await self._context.database.read(lambda snapshot: read_head(snapshot.connection))
        except SQLAlchemyError:
            return Reply(Health("database"), 503)
        return Reply(Health("stopping"), 503) if self._context.stopping.is_set() else Reply(Health("ok"))

    async def metrics(self, call: Call) -> Response:
        """Tell machines how the process fares, in the text format of Prometheus."""
        if not self._may_measure(call):
            raise ProblemError(problems.NOT_FOUND)
        uptime = (self._context.clock.now() - self._started) / 1000
        lines = [
            "# TYPE crashdesk_uptime_seconds gauge",
            f"crashdesk_uptime_seconds {uptime:.3f}",
            "# TYPE crashdesk_writes_waiting gauge",
            f"crashdesk_writes_waiting {self._context.database.pending}",
        ]
        return PlainTextResponse("\n".join([*lines, ""]), media_type="text/plain; version=0.0.4")

    def _may_measure(self, call: Call) -> bool:
        token = self._context.settings.metrics_token
        sent = call.request.headers.get("Authorization", "").removeprefix("Bearer ")
        if token is not None and hmac.compare_digest(sent.encode(), token.encode()):
            return True
        try:
            return ip_address(call.address).is_loopback
        except ValueError:
            return False


def build(context: Context) -> Area:
    """Return the routes for machines."""
    pages = HealthPages(context)

    def page(path: str, endpoint: Direct, summary: str, response: Any, media_type: str) -> Route:
        return Route(
            "GET",
            path,
            endpoint,
            summary,
            public=True,
            before_setup=True,
            under_api=False,
            response=response,
            media_type=media_type,
        )

    return Area(
        routes=(
            page("/healthz", Direct(pages.live), "Is it alive", Health, _JSON),
            page("/readyz", Direct(pages.ready), "Is it ready", Health, _JSON),
            page("/metrics", Direct(pages.metrics), "How it fares", None, "text/plain"),
        )
    )
