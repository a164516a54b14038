"""Serves the OpenAPI description."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from crashdesk_server.area import Area
from crashdesk_server.openapi.document import build_document
from crashdesk_server.web.call import Call, Reply
from crashdesk_server.web.routing import Direct, Route


def build(routes: Iterable[Route]) -> Area:
    """Return the route of the description of all the other routes."""
    document = msgspec.Raw(render(routes))

    async def show(_call: Call) -> Reply:
        return Reply(document)

    route = Route("GET", "/openapi.json", Direct(show), "", public=True, before_setup=True, under_api=False)
    return Area(routes=(route,))


def render(routes: Iterable[Route]) -> bytes:
    """Return the description as it is served and kept in `openapi.json`."""
    described = [route for route in routes if route.address != "/openapi.json"]
    return msgspec.json.format(msgspec.json.encode(build_document(described)), indent=2) + b"\n"
