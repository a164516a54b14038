"""Signatures by Standard Webhooks 1.0.0 (standardwebhooks.com)."""

from __future__ import annotations

import base64
import binascii
import hmac
import secrets
from collections.abc import Iterable

PREFIX = "whsec_"
_BYTES = 32
LEAST_BYTES, MOST_BYTES = 24, 64
"""Lengths of a key that the specification allows."""


def new_secret() -> str:
    """Return a signing secret made by chance."""
    return PREFIX + base64.b64encode(secrets.token_bytes(_BYTES)).decode()


def key_of(secret: str) -> bytes:
    """Return the key of a secret.

    Raises:
        ValueError: it does not have the form of one; the message says what the form is.
    """
    try:
        key = base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except binascii.Error as error:
        raise ValueError("A secret is `whsec_` and then base64.") from error
    if not secret.startswith(PREFIX) or not LEAST_BYTES <= len(key) <= MOST_BYTES:
        raise ValueError(f"A secret is `whsec_` and then the base64 of {LEAST_BYTES} to {MOST_BYTES} bytes.")
    return key


def signature(keys: Iterable[bytes], identifier: str, sent_at_s: int, body: bytes) -> str:
    """Return the header `webhook-signature`: one part for each key, so that either of two fits."""
    message = b".".join([identifier.encode(), str(sent_at_s).encode(), body])
    digests = (base64.b64encode(hmac.digest(key, message, "sha256")).decode() for key in keys)
    return " ".join(f"v1,{digest}" for digest in digests)
