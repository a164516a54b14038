"""Reads and decodes request bodies; whatever is wrong with them becomes a problem that names the place."""

from __future__ import annotations

import re
from typing import Any

import msgspec
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request

from crashdesk_server.web import problems
from crashdesk_server.web.json_scan import MAX_NESTING, place_of, scan
from crashdesk_server.web.problems import ProblemError, invalid
from crashdesk_server.wire.page import FieldProblem

_SUSPECT = re.compile(rb"\\u0000|[0-9]{16}|[0-9][eE]")
"""What a typed decoder may let through and a scan has to look at."""
_LONG = 16 * 1024
"""Longer bodies are scanned off the event loop."""


async def read_body(request: Request, limit: int) -> bytes:
    """Return the whole body.

    Raises:
        ProblemError: 413, as soon as more than `limit` bytes are announced or have come.
    """
    announced = request.headers.get("Content-Length", "0")
    size = int(announced) if announced.isdecimal() and len(announced) < 16 else limit + 1
    chunks: list[bytes] = []
    if size <= limit:
        size = 0
        try:
            async for chunk in request.stream():
                chunks.append(chunk)
                size += len(chunk)
                if size > limit:
                    break
        except ClientDisconnect as error:
            raise ProblemError(problems.MALFORMED_BODY, "The connection ended within the body.") from error
    if size > limit:
        raise ProblemError(problems.BODY_TOO_LARGE, f"At most {limit} bytes.")
    return b"".join(chunks)


def require_json(request: Request) -> None:
    """Refuse bodies that do not say that they are JSON.

    Raises:
        ProblemError: 415.
    """
    media_type, _, parameters = request.headers.get("Content-Type", "").partition(";")
    charset = parameters.strip().lower().replace('"', "")
    if media_type.strip().lower() != "application/json" or charset not in {"", "charset=utf-8"}:
        raise ProblemError(problems.UNSUPPORTED_MEDIA_TYPE, headers={"Accept": "application/json"})


async def decode_body(body: bytes, kind: Any) -> Any:
    """Return the body as a `kind`.

    Raises:
        ProblemError: 400 for what is no sound JSON, 422 for what has other types than it should.
    """
    if len(body) > _LONG:
        return await run_in_threadpool(_decode, body, kind)
    return _decode(body, kind)


def _decode(body: bytes, kind: Any) -> Any:
    deep = body.count(b"[") + body.count(b"{") > MAX_NESTING
    if deep or _SUSPECT.search(body):
        _refuse_unsound(body)
    try:
        return msgspec.json.decode(body, type=kind)
    except msgspec.ValidationError as error:
        _refuse_unsound(body)
        pointer, message = place_of(error)
        raise invalid(pointer, "type", message) from error
    except (msgspec.DecodeError, ValueError, RecursionError) as error:
        _refuse_unsound(body)
        raise _malformed((FieldProblem("#", "syntax", "Not JSON."),)) from error


def _refuse_unsound(body: bytes) -> None:
    try:
        text = body.decode()
    except UnicodeDecodeError as error:
        raise _malformed((FieldProblem("#", "encoding", f"Not UTF-8 at byte {error.start}."),)) from error
    if findings := scan(text):
        raise _malformed(findings)


def _malformed(errors: tuple[FieldProblem, ...]) -> ProblemError:
    return ProblemError(problems.MALFORMED_BODY, errors[0].message, errors=errors)
