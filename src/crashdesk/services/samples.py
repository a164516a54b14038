"""Bringing what a detail view shows into the store: samples and statistics, fetched when opened."""

from __future__ import annotations

from crashdesk.core.errors import ConnectionTrouble
from crashdesk.core.ids import MINUTE, GroupId, ReportId
from crashdesk.core.ports import Clock
from crashdesk.core.server_ports import ServerClient
from crashdesk.core.store_ports import Mirror, Tables

STATISTICS_AGE_MS = MINUTE
"""Statistics younger than this are shown as they are."""


class Samples:
    """Fetches into the store what is missing or old; views draw from there in any case."""

    def __init__(self, tables: Tables, mirror: Mirror, client: ServerClient, clock: Clock) -> None:
        self._tables = tables
        self._mirror = mirror
        self._client = client
        self._clock = clock

    async def fetch_statistics(self, group_id: GroupId, *, force: bool = False) -> None:
        """Refresh a group's facets and histograms when they are old. Raises as the client does."""
        known = await self._tables.statistics_of(group_id)
        if not force and known and self._clock.now() - known.computed_at < STATISTICS_AGE_MS:
            return
        await self._mirror.put_statistics(await self._client.crash_groups.statistics(group_id))

    async def fetch_report(self, group_id: GroupId, report_id: ReportId) -> bool:
        """Make sure that a sample's content is in the store.

        Returns:
            False when it is not there and the server cannot be reached.
        """
        known = await self._tables.report(report_id)
        if known and known.content:
            return True
        try:
            await self._mirror.put_report(await self._client.crash_groups.report(group_id, report_id))
        except ConnectionTrouble:
            return False
        return True
