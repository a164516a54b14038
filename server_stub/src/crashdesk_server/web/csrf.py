"""Changes made with a cookie must come from whoever holds the session, not from a page elsewhere."""

from __future__ import annotations

import hmac
import re
from urllib.parse import urlsplit

from starlette.requests import Request

from crashdesk_server.access.principal import Principal
from crashdesk_server.web import problems
from crashdesk_server.web.problems import ProblemError

HEADER = "X-CSRF-Token"


def require_own_origin(request: Request, public_url: str) -> None:
    """Refuse a change that says that it comes from elsewhere: Origin when sent, else Referer.

    Raises:
        ProblemError: 403.
    """
    source = request.headers.get("Origin") or request.headers.get("Referer")
    if source is not None and _one_loopback(origin_of(source)) != _one_loopback(origin_of(public_url)):
        raise ProblemError(problems.CSRF_REFUSED, "It comes from another origin.")


def require_token(request: Request, principal: Principal) -> None:
    """Refuse a change by cookie that does not repeat the session's token.

    Raises:
        ProblemError: 403.
    """
    sent = request.headers.get(HEADER, "")
    if principal.csrf_token is None or not hmac.compare_digest(sent.encode(), principal.csrf_token.encode()):
        raise ProblemError(problems.CSRF_REFUSED, f"{HEADER} is missing or not this session's.")


def _one_loopback(origin: str | None) -> str | None:
    """Return an origin with one name for this machine: people type `localhost` for what is 127.0.0.1."""
    return origin and re.sub(r"//(?:127\.0\.0\.1|::1|localhost):(?=\d+\Z)", "//(this machine):", origin)


def origin_of(url: str) -> str | None:
    """Return scheme, host and port of a URL in one form, or None when it has none."""
    try:
        parts = urlsplit(url)
        port = parts.port or {"http": 80, "https": 443}.get(parts.scheme)
    except ValueError:
        return None
    return f"{parts.scheme}://{parts.hostname}:{port}" if parts.hostname and port else None
