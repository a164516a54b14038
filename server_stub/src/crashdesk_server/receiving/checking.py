"""Whether a webhook's signature is right, and if not, why: Standard Webhooks 1.0.0."""

from __future__ import annotations

import base64
import binascii
import hmac
from collections.abc import Mapping
from typing import Protocol

import msgspec

PREFIX = "whsec_"
_TOLERANCE_S = 300
"""How far the time of sending may be away from now, as the specification's libraries have it."""


class Signature(msgspec.Struct, frozen=True):
    """Whether a signature is right; `problem` says why not."""

    right: bool
    problem: str = ""


class HeaderMap(Protocol):
    """Headers by name, whatever its case."""

    def get(self, name: str, default: str, /) -> str:
        """Return a header, `default` when it is missing."""
        ...


def check(
    headers: HeaderMap | Mapping[str, str], body: bytes, secrets: tuple[str, ...], now: float
) -> Signature:
    """Compare a request with what it has to be signed with; one fitting secret is enough.

    Args:
        headers: of the request.
        body: exactly as it came.
        secrets: `whsec_` and base64.
        now: seconds since 1970.
    """
    identifier = headers.get("webhook-id", "")
    sent_at = headers.get("webhook-timestamp", "")
    signed = headers.get("webhook-signature", "")
    if not (identifier and sent_at and signed):
        return Signature(right=False, problem="It is not signed: a webhook-… header is missing.")
    if not sent_at.isdecimal() or len(sent_at) > 12:
        return Signature(right=False, problem="webhook-timestamp is not a number of seconds.")
    given = [part[3:] for part in signed.split(" ") if part.startswith("v1,")]
    if not given:
        return Signature(right=False, problem="webhook-signature has no part of version v1.")
    message = b".".join([identifier.encode(), sent_at.encode(), body])
    if not any(_fits(secret, message, found) for secret in secrets for found in given):
        return Signature(
            right=False, problem="No secret fits: it was signed with another one, or changed on its way."
        )
    if abs(now - int(sent_at)) > _TOLERANCE_S:
        return Signature(right=False, problem="It is signed, but more than five minutes old: a repetition?")
    return Signature(right=True)


def _fits(secret: str, message: bytes, found: str) -> bool:
    key = base64.b64decode(secret.removeprefix(PREFIX))
    expected = base64.b64encode(hmac.digest(key, message, "sha256"))
    return hmac.compare_digest(expected, found.encode())


def is_secret(text: str) -> bool:
    """Tell whether a text can be a signing secret."""
    try:
        return text.startswith(PREFIX) and bool(base64.b64decode(text.removeprefix(PREFIX), validate=True))
    except binascii.Error:
        return False
