"""Runs the small regular work of all areas."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable

from crashdesk_server.area import Chore
from crashdesk_server.storage.database import Database

_log = logging.getLogger("crashdesk_server.chores")


class Chores:
    """Does each chore at the start and then every so often; one that fails is tried again the next time."""

    def __init__(self, database: Database, chores: Iterable[Chore]) -> None:
        self._database = database
        self._chores = tuple(chores)

    async def run(self) -> None:
        """Run until cancelled."""
        async with asyncio.TaskGroup() as group:
            for chore in self._chores:
                group.create_task(self._repeat(chore), name=chore.name)

    async def _repeat(self, chore: Chore) -> None:
        while True:
            try:
                await self._database.write(chore.run)
            except Exception:  # noqa: BLE001 - the other chores, and the next time, must not suffer
                _log.exception("the chore %r failed", chore.name)
            await asyncio.sleep(chore.every_s)
