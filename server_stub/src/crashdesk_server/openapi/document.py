"""Makes the OpenAPI 3.1 description out of the routes and the wire types."""

from __future__ import annotations

import re
from collections.abc import Iterable
from http import HTTPStatus
from typing import Any, cast

import msgspec

from crashdesk_server.web import problems
from crashdesk_server.web.problems import MEDIA_TYPE, ProblemType
from crashdesk_server.web.routing import Route
from crashdesk_server.wire.page import Problem

Json = dict[str, Any]

_REFERENCE = "#/components/schemas/{name}"
_SECURITY: Json = {
    "session": {"type": "apiKey", "in": "cookie", "name": "crashdesk_session"},
    "csrf": {"type": "apiKey", "in": "header", "name": "X-CSRF-Token"},
    "api_key": {"type": "http", "scheme": "bearer", "bearerFormat": "cdk_…"},
}


def build_document(routes: Iterable[Route]) -> Json:
    """Return the description as JSON values, in an order that does not depend on the order of the routes."""
    ordered = sorted(routes, key=lambda route: (route.address, route.method))
    kinds = _types(ordered)
    schemas, components = msgspec.json.schema_components(kinds, ref_template=_REFERENCE)
    named = dict(zip(map(str, kinds), schemas, strict=True))
    paths: dict[str, Json] = {}
    for route in ordered:
        paths.setdefault(route.address, {})[route.method.lower()] = _operation(route, named)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "CrashDesk reference server",
            "version": "1",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "paths": paths,
        "components": {"schemas": dict(sorted(components.items())), "securitySchemes": _SECURITY},
    }


def _types(routes: list[Route]) -> list[Any]:
    kinds = [
        Problem,
        *(kind for route in routes for kind in (route.body, route.response) if kind is not None),
    ]
    return list({str(kind): kind for kind in kinds}.values())


def _operation(route: Route, schemas: dict[str, Json]) -> Json:
    operation: Json = {
        "operationId": _operation_id(route),
        "summary": route.summary,
        "tags": [_tag(route)],
        "parameters": _parameters(route),
        "responses": {
            str(route.status): _good(route, schemas),
            **_refusals(route),
            **_problems(route, schemas),
        },
        "security": [] if route.public else _credentials(route),
        "x-effect": route.effect,
    }
    if route.permission is not None:
        operation["x-permission"] = route.permission
    if route.body is not None or route.free_body:
        schema: Json = {} if route.body is None else schemas[str(route.body)]
        content = {"application/json": {"schema": schema}}
        operation["requestBody"] = {"required": True, "content": content}
    return operation


def _operation_id(route: Route) -> str:
    words = re.findall(r"[a-z0-9]+", route.path)
    return "_".join([route.method.lower(), *words])


def _tag(route: Route) -> str:
    return route.path.split("/")[1] if route.under_api else "machines"


def _credentials(route: Route) -> list[Json]:
    session: Json = {"session": []} if route.effect == "read" else {"session": [], "csrf": []}
    return [session, {"api_key": []}]


def _parameters(route: Route) -> list[Json]:
    names = re.findall(r"{(\w+)}", route.path)
    found: list[Json] = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}} for name in names
    ]
    if route.query is not None:
        found += _query_parameters(route.query)
    if route.takes_key:
        found.append(_header("Idempotency-Key", "Makes repeating safe.", r"^[\x21-\x7e]{1,255}$"))
    if route.revised:
        found.append(_header("If-Match", "The ETag of what you have seen; needed.", None))
    return found


def _query_parameters(kind: Any) -> list[Json]:
    schema = msgspec.json.schema(kind)
    definition = schema["$defs"][kind.__name__]
    required = set(definition.get("required", ()))
    return [
        {"name": name, "in": "query", "required": name in required, "schema": _inline(part, schema["$defs"])}
        for name, part in definition["properties"].items()
    ]


def _inline(part: Any, definitions: Json) -> Any:
    """Put definitions in the place of references, and leave `null` out: a query cannot send it."""
    if isinstance(part, list):
        return [_inline(item, definitions) for item in cast("list[Any]", part)]
    if not isinstance(part, dict):
        return part
    schema = cast("Json", part)
    if "$ref" in schema:
        return _inline(definitions[schema["$ref"].rpartition("/")[2]], definitions)
    found = {name: _inline(value, definitions) for name, value in schema.items()}
    if "anyOf" in found:
        kinds = [kind for kind in found.pop("anyOf") if kind != {"type": "null"}]
        found.pop("default", None)
        return {**found, **kinds[0]} if len(kinds) == 1 else {**found, "anyOf": kinds}
    return found


def _header(name: str, description: str, pattern: str | None) -> Json:
    schema: Json = {"type": "string"} if pattern is None else {"type": "string", "pattern": pattern}
    return {"name": name, "in": "header", "required": False, "description": description, "schema": schema}


def _good(route: Route, schemas: dict[str, Json]) -> Json:
    answer: Json = {"description": HTTPStatus(route.status).phrase}
    if route.response is not None:
        answer["content"] = {route.media_type: {"schema": schemas[str(route.response)]}}
    elif route.media_type != "application/json":
        answer["content"] = {route.media_type: {"schema": {"type": "string"}}}
    if route.revised:
        answer["headers"] = {"ETag": {"schema": {"type": "string"}}}
    return answer


def _refusals(route: Route) -> Json:
    text: Json = {"text/plain": {"schema": {"type": "string"}}}
    return {
        str(status): {"description": HTTPStatus(status).phrase, "content": text} for status in route.refusals
    }


def _problems(route: Route, schemas: dict[str, Json]) -> Json:
    """Return the answers that are problems, one for each status, with the types that may come under it."""
    by_status: dict[int, list[ProblemType]] = {}
    for kind in dict.fromkeys([*route.problems, *_general_problems(route)]):
        by_status.setdefault(kind.status, []).append(kind)
    return {
        str(status): {
            "description": " · ".join(kind.uri for kind in kinds),
            "content": {MEDIA_TYPE: {"schema": schemas[str(Problem)]}},
        }
        for status, kinds in sorted(by_status.items())
    }


def _general_problems(route: Route) -> list[ProblemType]:
    """Return what the gate before every handler may answer."""
    if not route.under_api:
        return []
    found = [problems.INVALID_INPUT, problems.INTERNAL]
    if not route.before_setup:
        found.append(problems.SETUP_REQUIRED)
    if not route.public:
        found += [problems.SIGN_IN_REQUIRED, problems.FORBIDDEN, problems.AWAITING_APPROVAL]
    if "{" in route.path:
        found.append(problems.NOT_FOUND)
    if route.effect != "read":
        found += [
            problems.CSRF_REFUSED,
            problems.INVALID_HEADER,
            problems.MALFORMED_BODY,
            problems.BODY_TOO_LARGE,
        ]
        found += [problems.REQUEST_IN_PROGRESS, problems.SECRET_ALREADY_SHOWN, problems.KEY_REUSED]
    if route.body is not None:
        found.append(problems.UNSUPPORTED_MEDIA_TYPE)
    if route.revised:
        found += [problems.REVISION_REQUIRED, problems.REVISION_MISMATCH]
    return found
