"""Usage figures of our server."""

from __future__ import annotations

import msgspec

from crashdesk.connectors.crashdesk import mapping, routes, wire
from crashdesk.core.usage import Usage
from crashdesk.http.answer import decode
from crashdesk.http.door import Door

_USAGE = msgspec.json.Decoder(wire.Usage)


class UsageFigures:
    """`client.usage`: see `UsageApi`."""

    def __init__(self, door: Door) -> None:
        self._door = door

    async def usage(self, days: int) -> Usage:
        """Fetch usage over the last `days` days."""
        answer = await self._door.send(routes.usage(days))
        return mapping.usage_figures(decode(answer.body, _USAGE, answer.name))
