"""Query parameters and headers with a form of their own."""

from __future__ import annotations

import re
from typing import Any

import msgspec
from starlette.requests import Request

from crashdesk_server.web import problems
from crashdesk_server.web.json_scan import place_of
from crashdesk_server.web.problems import ProblemError, invalid

IDEMPOTENCY_KEY = "Idempotency-Key"
_KEY = re.compile(r"[\x21-\x7e]{1,255}")


def decode_query(request: Request, kind: Any) -> Any:
    """Return the query parameters as a `kind`, a Struct whose sequence fields take repeated parameters.

    Raises:
        ProblemError: 422 that names the parameter.
    """
    fields = {field.encode_name: field for field in msgspec.structs.fields(kind)} if kind else {}
    values: dict[str, Any] = {}
    for name, value in request.query_params.multi_items():
        if name not in fields:
            raise invalid(f"#/query/{name[:100]}", "unknown-parameter", "There is no such parameter here.")
        if "\0" in value:
            raise invalid(f"#/query/{name}", "nul", "Holds the character NUL.")
        if _is_sequence(fields[name].type):
            values.setdefault(name, []).append(value)
        elif name in values:
            raise invalid(f"#/query/{name}", "repeated", "Give it once.")
        else:
            values[name] = value
    if kind is None:
        return None
    try:
        return msgspec.convert(values, kind, strict=False)
    except msgspec.ValidationError as error:
        pointer, message = place_of(error)
        raise invalid(f"#/query{pointer.removeprefix('#')}", "type", message) from error


def idempotency_key(request: Request) -> str | None:
    """Return the key that the client gave the request.

    Raises:
        ProblemError: 400 when it is not 1 to 255 visible ASCII characters.
    """
    key = request.headers.get(IDEMPOTENCY_KEY)
    if key is not None and _KEY.fullmatch(key) is None:
        raise ProblemError(problems.INVALID_HEADER, f"{IDEMPOTENCY_KEY}: 1 to 255 visible ASCII characters.")
    return key


def _is_sequence(kind: Any) -> bool:
    return "tuple" in str(kind)
