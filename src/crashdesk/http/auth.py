"""How requests prove who sends them. The door asks for the headers of each request."""

from __future__ import annotations

from typing import Protocol

from crashdesk.core.secret import Secret
from crashdesk.http.request import Effect


class Auth(Protocol):
    """A way to prove oneself."""

    def headers(self, effect: Effect) -> dict[str, str]:
        """Return the headers that a request of this effect needs."""
        ...


class BearerAuth:
    """`Authorization: Bearer`, RFC 6750: API keys and tokens."""

    def __init__(self, secret: Secret) -> None:
        self._secret = secret

    def headers(self, effect: Effect) -> dict[str, str]:
        """Return the `Authorization` header."""
        return {"authorization": f"Bearer {self._secret.reveal()}"}


class CookieAuth:
    """A session cookie, with what protects writes against forgery.

    The `Cookie` header is made here and not by a cookie jar: a jar rightly keeps a `Secure` cookie from
    plain http, and so could never be signed in to a server on this computer itself.
    """

    def __init__(self, name: str, cookie: Secret, csrf_token: Secret | None, origin: str) -> None:
        self._name = name
        self._cookie = cookie
        self._csrf_token = csrf_token
        self._origin = origin

    def headers(self, effect: Effect) -> dict[str, str]:
        """Return `Cookie`, and for anything that changes state `Origin` and `X-CSRF-Token`."""
        headers = {"cookie": f"{self._name}={self._cookie.reveal()}"}
        if effect is not Effect.READ:
            headers["origin"] = self._origin
            if self._csrf_token:
                headers["x-csrf-token"] = self._csrf_token.reveal()
        return headers
