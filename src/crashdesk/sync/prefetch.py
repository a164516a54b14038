"""Fetching ahead: the samples that somebody triaging offline will want to read."""

from __future__ import annotations

import asyncio

from crashdesk.core.errors import AnswerUnusable, NotFound
from crashdesk.core.server_ports import ServerClient
from crashdesk.core.store_ports import Mirror

BATCH = 20
"""Samples asked for between two looks at what is still missing."""


class Prefetch:
    """Brings the first and latest sample of every open group into the store, one after the other.

    One request at a time, so that it never stands in the way of what a person asked for.
    """

    def __init__(self, client: ServerClient, mirror: Mirror) -> None:
        self._client = client
        self._mirror = mirror
        self._wanted = asyncio.Event()
        self._wanted.set()

    def look_again(self) -> None:
        """There may be new samples."""
        self._wanted.set()

    async def run(self) -> None:
        """Fetch what is missing, then wait for `look_again`, until cancelled."""
        while True:
            await self._wanted.wait()
            self._wanted.clear()
            skipped: set[str] = set()
            while missing := [
                (group_id, report_id)
                for group_id, report_id in await self._mirror.missing_bodies(BATCH + len(skipped))
                if report_id not in skipped
            ]:
                for group_id, report_id in missing:
                    try:
                        await self._mirror.put_report(
                            await self._client.crash_groups.report(group_id, report_id)
                        )
                    except (NotFound, AnswerUnusable):  # one sample that is no sample must not end the rest
                        skipped.add(report_id)
