"""From routes to an ASGI application."""

from __future__ import annotations

from collections.abc import Iterable

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route as PathRoute
from starlette.routing import Router
from starlette.types import ASGIApp, Receive, Scope, Send

from crashdesk_server.web import problems
from crashdesk_server.web.gate import Gate
from crashdesk_server.web.leftover import Incoming
from crashdesk_server.web.problems import ProblemError, problem_response
from crashdesk_server.web.request_log import RequestLog, trace_of
from crashdesk_server.web.routing import Route


class _Address:
    """All methods of one address."""

    def __init__(self, gate: Gate, routes: list[Route]) -> None:
        self._gate = gate
        self._routes = {route.method: route for route in routes}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        incoming = Incoming(receive)
        request = Request(scope, incoming)
        try:
            response = await self._answer(request)
        except ProblemError as error:
            response = problem_response(error, request.url.path, trace_of(request).request_id)
        if not await incoming.drain():
            response.headers["Connection"] = "close"
        await response(scope, incoming, send)

    async def _answer(self, request: Request) -> Response:
        route = self._routes.get(request.method)
        if route is None:
            allowed = ", ".join(sorted(self._routes))
            raise ProblemError(problems.METHOD_NOT_ALLOWED, headers={"Allow": allowed})
        trace_of(request).route = route.address
        return await self._gate.answer(route, request)


def build_asgi(gate: Gate, routes: Iterable[Route]) -> ASGIApp:
    """Return the application that serves the routes; what matches none is a problem too."""
    by_address: dict[str, list[Route]] = {}
    for route in routes:
        by_address.setdefault(route.address, []).append(route)
    ordered = sorted(by_address.items(), key=lambda item: _fixed_parts_first(item[0]))
    paths = [PathRoute(address, _Address(gate, group)) for address, group in ordered]
    return RequestLog(Router(paths, redirect_slashes=False, default=_not_found))


def _fixed_parts_first(address: str) -> list[tuple[bool, str]]:
    """`/things/actions` has to be tried before `/things/{id}`."""
    return [(part.startswith("{"), part) for part in address.split("/")]


async def _not_found(scope: Scope, receive: Receive, send: Send) -> None:
    request = Request(scope, receive)
    error = ProblemError(problems.NOT_FOUND)
    await problem_response(error, request.url.path, trace_of(request).request_id)(scope, receive, send)
