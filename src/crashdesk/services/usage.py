"""Keeping the cached usage figures fresh."""

from __future__ import annotations

from crashdesk.core.ids import MINUTE
from crashdesk.core.ports import Clock
from crashdesk.core.server_ports import ServerClient
from crashdesk.core.store_ports import Mirror, Tables

USAGE_DAYS = 30
USAGE_AGE_MS = 5 * MINUTE


class UsageFigures:
    """Fetches usage into the store when what is there is old."""

    def __init__(self, tables: Tables, mirror: Mirror, client: ServerClient, clock: Clock) -> None:
        self._tables = tables
        self._mirror = mirror
        self._client = client
        self._clock = clock

    async def refresh(self, *, force: bool = False) -> None:
        """Fetch the figures of the last 30 days unless they are younger than five minutes."""
        known = await self._tables.usage()
        if not force and known and self._clock.now() - known.computed_at < USAGE_AGE_MS:
            return
        await self._mirror.put_usage(await self._client.usage.usage(USAGE_DAYS))
