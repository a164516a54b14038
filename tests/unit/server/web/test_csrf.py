"""Which origins are this server's own."""

from __future__ import annotations

import pytest
from starlette.requests import Request

from crashdesk_server.web.csrf import require_own_origin
from crashdesk_server.web.problems import ProblemError

HERE = "http://127.0.0.1:8080"
PUBLIC = "https://crashes.example.org"


def a_request(origin: str) -> Request:
    return Request({"type": "http", "headers": [(b"origin", origin.encode())]})


@pytest.mark.parametrize(
    ("origin", "public_url"),
    [
        (HERE, HERE),
        ("http://localhost:8080", HERE),
        ("http://[::1]:8080", HERE),
        (HERE, "http://localhost:8080"),
        (PUBLIC, PUBLIC),
        ("https://crashes.example.org:443", PUBLIC),
        ("http://localhost", "http://127.0.0.1"),
    ],
)
def test_its_own(origin: str, public_url: str) -> None:
    require_own_origin(a_request(origin), public_url)


@pytest.mark.parametrize(
    ("origin", "public_url"),
    [
        ("http://localhost:8081", HERE),
        ("https://localhost:8080", HERE),
        ("http://localhost.example.org:8080", HERE),
        ("http://loopback:8080", HERE),
        ("http://127.0.0.1.example.org:8080", HERE),
        ("null", HERE),
        ("http://localhost:443", PUBLIC),
        ("https://example.org", PUBLIC),
    ],
)
def test_that_of_others(origin: str, public_url: str) -> None:
    with pytest.raises(ProblemError):
        require_own_origin(a_request(origin), public_url)
