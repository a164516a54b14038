"""An answer that is still being read."""

from __future__ import annotations

from typing import Self

import httpx

from crashdesk.http.answer import Answer


class Stream:
    """The head of an answer, and its bytes as they come off the network.

    It is an object and no generator, and closes the response before it lets go of what iterates over it:
    the layers below are generators that have to await when they are left early, which nobody awaits on a
    loop without finalizers for generators, as Qt's is. The connection would never be given back.
    """

    def __init__(self, response: httpx.Response, head: Answer) -> None:
        self.head = head
        self._response = response
        self._chunks = aiter(response.aiter_raw())

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> bytes:
        return await anext(self._chunks)

    async def close(self) -> None:
        """Give the connection back if all was read, else close it."""
        await self._response.aclose()
        del self._chunks
