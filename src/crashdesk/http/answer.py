"""An answer that was read to its end, and its decoding."""

from __future__ import annotations

import re
from typing import TypeVar

import msgspec

from crashdesk.core.errors import AnswerUnusable
from crashdesk.http.request import NDJSON

T = TypeVar("T")

_REQUEST_ID = re.compile(r"[\w.:-]{1,80}", re.ASCII)
_COOKIE_VALUE = re.compile(r"[\x21\x23-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]+")
"""cookie-octet of RFC 6265 section 4.1.1."""


class Answer(msgspec.Struct, frozen=True):
    """Status, headers (names in lower case; the last one of a name wins) and decoded body."""

    name: str
    """Method and route of the request that it answers."""
    status: int
    headers: dict[str, str]
    body: bytes
    set_cookies: tuple[str, ...] = ()

    @property
    def request_id(self) -> str:
        """The server's name for the request, empty when it gave none that is fit for a log."""
        return clean_request_id(self.headers.get("x-request-id", ""))

    @property
    def media_type(self) -> str:
        """The content type without its parameters, in lower case."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def is_json(self) -> bool:
        """Whether the body claims to be JSON of any kind, or lines of it."""
        return self.media_type in ("application/json", NDJSON) or self.media_type.endswith("+json")

    def cookie(self, name: str) -> str | None:
        """Return the value of a cookie that this answer sets, None when it sets none of that name."""
        for line in self.set_cookies:
            key, _, value = line.partition(";")[0].partition("=")
            if key.strip() == name and _COOKIE_VALUE.fullmatch(value.strip()):
                return value.strip()
        return None


def clean_request_id(value: str) -> str:
    """Return `value` if it can stand in a log line, else nothing: headers are a stranger's text."""
    return value if _REQUEST_ID.fullmatch(value) else ""


def decode(body: bytes, decoder: msgspec.json.Decoder[T], where: str) -> T:
    """Decode JSON. Runs in any thread.

    Raises:
        AnswerUnusable: not JSON, nested without end, or other types than `decoder` asks for;
            the detail names the place below `where`.
    """
    try:
        return decoder.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as problem:
        raise AnswerUnusable(detail=f"{where}: {problem}") from problem
