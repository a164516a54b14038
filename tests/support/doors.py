"""Doors to servers of a test: short limits, no waiting, no dice."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import httpx

from crashdesk.core.ids import ProfileId
from crashdesk.core.profile import Profile
from crashdesk.http.base import api_base
from crashdesk.http.door import Door
from crashdesk.http.limits import Limits
from crashdesk.http.opening import client_over
from crashdesk.http.request import Effect, Request
from crashdesk.http.retry import Pace
from crashdesk.http.tls import tls_context

NOW = 1_795_000_000.0
READ = Request("GET", "/things", Effect.READ)
WRITE = Request(
    "PATCH", "/things/{id}", Effect.WRITE, {"id": "1"}, body=b"{}", idempotency_key="k1", revision=7
)
WRITE_ONCE = Request("PATCH", "/things/{id}", Effect.WRITE, {"id": "1"}, body=b"{}")
SIGN_IN = Request("POST", "/session", Effect.SESSION, body=b"{}")
LISTEN = Request("GET", "/events", Effect.READ, accept="text/event-stream")

QUICK = Limits(connect_s=5, read_s=5, total_s=5, body_bytes=1_000_000, heartbeat_s=5, event_bytes=1000)


def a_profile(url: str, **fields: object) -> Profile:
    return Profile(ProfileId("p"), "Test", url, **fields)  # pyright: ignore[reportArgumentType]


@dataclass
class Pauses:
    """Takes the place of sleeping: remembers how long it would have been."""

    slept: list[float] = field(default_factory=list)
    told: list[float] = field(default_factory=list)

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)

    def pace(self) -> Pace:
        return Pace(sleep=self.sleep, chance=lambda: 1.0, now=lambda: NOW)


@asynccontextmanager
async def a_door(
    profile: Profile,
    pauses: Pauses | None = None,
    limits: Limits = QUICK,
    transport: httpx.AsyncBaseTransport | None = None,
) -> AsyncGenerator[Door]:
    """Open a door over a real connection pool, or over `transport`."""
    pauses = pauses or Pauses()
    pool = httpx.Limits(max_connections=limits.connections, keepalive_expiry=limits.keep_s)
    over = transport or httpx.AsyncHTTPTransport(verify=tls_context(profile), limits=pool)
    door = Door(
        client_over(over, read_only=profile.read_only),
        api_base(profile, ""),
        limits=limits,
        pace=pauses.pace(),
        on_pause=pauses.told.append,
    )
    try:
        yield door
    finally:
        await door.close()
