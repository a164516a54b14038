"""A request before it is sent: what it does, to what, and what it may be repeated for."""

from __future__ import annotations

import enum
import re
from collections.abc import Mapping
from urllib.parse import quote, urlencode

import msgspec

from crashdesk.core.errors import AnswerUnusable

JSON = "application/json, application/problem+json"
EVENTS = "text/event-stream"
NDJSON = "application/x-ndjson"
LINES = f"{NDJSON}, application/problem+json"
"""What a request accepts. A stream of events is not compressed: that would hold events back."""

_PLACE = re.compile(r"\{(\w+)\}")


class Effect(enum.StrEnum):
    """What a request does to the server, declared by every call."""

    READ = "read"
    SESSION = "session"
    """Begins or ends a session; allowed to a read-only profile, never repeated."""
    WRITE = "write"


class Request(msgspec.Struct, frozen=True):
    """One request, free of secrets: the door adds the credential.

    Attributes:
        route: path template below the API's base, `/crash-groups/{id}`; logs show it in place of the path.
        places: what stands in for the template's names.
        body: JSON, or None for no body.
        idempotency_key: makes a write repeatable, empty for none.
        revision: sent as `If-Match`.
    """

    method: str
    route: str
    effect: Effect
    places: Mapping[str, str] = {}
    query: tuple[tuple[str, str], ...] = ()
    body: bytes | None = None
    idempotency_key: str = ""
    revision: int | None = None
    accept: str = JSON

    def __post_init__(self) -> None:
        if (self.effect is Effect.READ) != (self.method == "GET"):
            raise ValueError(f"{self.method} {self.route} cannot have the effect {self.effect}")

    @property
    def name(self) -> str:
        """Method and route, for logs and error details."""
        return f"{self.method} {self.route}"

    @property
    def is_repeatable(self) -> bool:
        """Whether sending it twice does no more than sending it once."""
        return self.effect is Effect.READ or (self.effect is Effect.WRITE and bool(self.idempotency_key))

    def target(self) -> str:
        """Return the path and query below the API's base.

        Raises:
            AnswerUnusable: an id (ids come from the server) would make this another request.
        """
        path = _PLACE.sub(lambda match: _segment(self.places[match[1]]), self.route)
        return f"{path}?{urlencode(self.query)}" if self.query else path


def _segment(value: str) -> str:
    """Quote one path segment; an empty one or a dot segment would name something else."""
    if value in {"", ".", ".."}:
        raise AnswerUnusable(detail=f"{value!r} is no id")
    return quote(value, safe="")
