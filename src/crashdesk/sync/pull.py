"""Pulling: the server's change feed into the local store, a page at a time and resumable."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from crashdesk.core.errors import AnswerUnusable, ResyncRequired
from crashdesk.core.server_ports import ServerClient
from crashdesk.core.store_ports import Mirror

OnProgress = Callable[[int], None]
"""Called with the number of pages applied so far."""

RIGHTS_CHANGED = "rights-changed"
"""The reason of a resync at which what is in the store may no longer be seen."""


class Pull:
    """Brings the mirror up to the server's present state.

    The token is stored with each page, so a pull that is cut goes on where it stopped, also after a restart.
    """

    def __init__(
        self, client: ServerClient, mirror: Mirror, check_identity: Callable[[], Awaitable[None]]
    ) -> None:
        self._client = client
        self._mirror = mirror
        self._check_identity = check_identity

    async def run(self, on_progress: OnProgress) -> None:
        """Apply the feed to its end; a token that the server no longer takes starts it anew.

        A token is also refused by a database that never gave it, as when a server was restored behind a
        proxy that held the connection: before anything is taken from it, it is asked who it is.

        Raises:
            CrashDeskError: as the client, the store and the check raise it; what was applied stays.
        """
        try:
            await self._follow(await self._mirror.token(), on_progress)
        except ResyncRequired as trouble:
            await self._check_identity()
            await self._mirror.begin_resync(erase=trouble.reason == RIGHTS_CHANGED)
            await self._follow("", on_progress)
        await self._mirror.end_resync()

    async def _follow(self, token: str, on_progress: OnProgress) -> None:
        pages = 0
        has_more = True
        while has_more:
            page = await self._mirror.apply(await self._client.changes(token))
            if page.has_more and page.next_token == token:
                raise AnswerUnusable(detail="the change feed goes round in a circle")
            token, has_more = page.next_token, page.has_more
            pages += 1
            on_progress(pages)
