"""Opening the door of a profile, off the GUI thread."""

from __future__ import annotations

import asyncio
import logging
from http.cookiejar import CookieJar, DefaultCookiePolicy

import httpx

from crashdesk.core.connector import PauseListener
from crashdesk.core.profile import Profile
from crashdesk.http.base import ApiBase, api_base, proxy_for
from crashdesk.http.door import Door, ignore_pause
from crashdesk.http.guard import GuardedTransport
from crashdesk.http.limits import USUAL_LIMITS, Limits
from crashdesk.http.retry import USUAL_POLICY, RetryPolicy
from crashdesk.http.tls import tls_context

_CHATTY = ("httpx", "httpcore")
"""Loggers that would write whole addresses, and headers with the session in them."""


async def open_door(
    profile: Profile,
    *,
    api_path: str,
    on_pause: PauseListener = ignore_pause,
    limits: Limits = USUAL_LIMITS,
    policy: RetryPolicy = USUAL_POLICY,
) -> Door:
    """Return the door of a server. Sends nothing.

    Reading the trust store takes longer than the GUI thread may be held, so a worker thread does it.

    Raises:
        SettingsError: address, authority, pin or proxy cannot be used.
    """
    base = api_base(profile, api_path)
    client = await asyncio.to_thread(_build_client, profile, base, limits)
    return Door(client, base, limits=limits, policy=policy, on_pause=on_pause)


def _build_client(profile: Profile, base: ApiBase, limits: Limits) -> httpx.AsyncClient:
    for name in _CHATTY:
        logging.getLogger(name).setLevel(logging.WARNING)
    transport = httpx.AsyncHTTPTransport(
        verify=tls_context(profile),
        limits=httpx.Limits(
            max_connections=limits.connections,
            max_keepalive_connections=limits.connections,
            keepalive_expiry=limits.keep_s,
        ),
        proxy=proxy_for(base),
    )
    return client_over(transport, read_only=profile.read_only)


def client_over(transport: httpx.AsyncBaseTransport, *, read_only: bool) -> httpx.AsyncClient:
    """Return a client that adds nothing of its own: no redirects, no cookies, no environment."""
    return httpx.AsyncClient(
        transport=GuardedTransport(transport, read_only=read_only),
        cookies=CookieJar(policy=_NoCookies()),
        follow_redirects=False,
        trust_env=False,
    )


class _NoCookies(DefaultCookiePolicy):
    """Keeps no cookie: `CookieAuth` alone decides what is sent."""

    def __init__(self) -> None:
        super().__init__(allowed_domains=())
