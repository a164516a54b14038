"""How webhooks are called, and how much of an address is told to whom."""

from __future__ import annotations

from urllib.parse import urlsplit


def origin_of_url(url: str) -> str:
    """Return scheme, host and port of an address."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"


def masked(url: str) -> str:
    """Return an address as those may see it who may not change webhooks: what follows can hold a token."""
    origin = origin_of_url(url)
    return origin if url.rstrip("/") == origin else f"{origin}/…"


def name_of(description: str, url: str) -> str:
    """Return what a webhook is called: its description, else its origin."""
    return description or origin_of_url(url)
