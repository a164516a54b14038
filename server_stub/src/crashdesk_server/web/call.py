"""One request as its handler sees it, and the answer it gives."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from crashdesk_server.access.principal import Principal


class Call(msgspec.Struct, frozen=True):
    """A checked request.

    Attributes:
        body: decoded into the route's `body` type, else None.
        query: decoded into the route's `query` type, else None.
        path: the variable parts of the address.
        address: of the caller, as told by a trusted proxy or by the connection.
        raw_body: the bytes of `body`.
        key: the idempotency key, if the client gave one.
        scope: within which that key is unique: principal and route.
    """

    request: Request
    principal: Principal
    body: Any
    query: Any
    path: Mapping[str, str]
    address: str
    raw_body: bytes = b""
    key: str | None = None
    scope: str = ""


class Disclosure(msgspec.Struct, frozen=True):
    """Personal data in an answer: it is in the audit log before the answer is given.

    Attributes:
        action: of the entry, such as `user.listed`.
        target: type, id and label of the person whose details they are; None for a collection, of which only
            the first reading by each session or key is recorded.
    """

    action: str
    target: tuple[str, str, str] | None = None


class Reply(msgspec.Struct, frozen=True):
    """What a handler answers.

    Attributes:
        body: a wire Struct or `msgspec.Raw`; None for an answer without one.
        revision: of the object that is answered; becomes the ETag.
        headers: further headers; never kept with an idempotency key.
        secret_id: set where the answer holds a secret: instead of the answer only this id is kept.
        disclosures: personal data in the answer of a `Read`.
    """

    body: object | None = None
    status: int = 200
    headers: Mapping[str, str] = {}
    revision: int | None = None
    secret_id: str | None = None
    disclosures: tuple[Disclosure, ...] = ()

    @property
    def etag(self) -> str | None:
        """The ETag of the answer, if it has one."""
        return None if self.revision is None else f'"{self.revision}"'

    def encoded(self) -> bytes | None:
        """Return the body as JSON."""
        return None if self.body is None else msgspec.json.encode(self.body)

    def to_response(self) -> Response:
        """Return the HTTP answer."""
        return json_response(self.encoded(), self.status, self.etag, self.headers)


def json_response(
    body: bytes | None, status: int, etag: str | None = None, headers: Mapping[str, str] | None = None
) -> Response:
    """Return an answer that no cache keeps; without a body it carries no content type."""
    response = Response(body, status, {"Cache-Control": "no-store", **(headers or {})})
    if body is not None:
        response.headers["Content-Type"] = "application/json"
    if etag is not None:
        response.headers["ETag"] = etag
    return response
