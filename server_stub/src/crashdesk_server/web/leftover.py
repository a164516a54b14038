"""The rest of a request body that nobody wanted.

Answered while it is still being sent, most clients notice only when they have sent everything; hanging up on
them loses the answer. So a moderate rest is read and thrown away first; only a long or slow one is cut off.
"""

from __future__ import annotations

import asyncio

from starlette.types import Message, Receive

_MOST_BYTES = 16 * 1024 * 1024
_MOST_S = 5.0
BODY_S = 60.0
"""Within so long a body has to be here: nobody may hold a connection with a byte a minute."""


class Incoming:
    """What comes in of one request; stands in for the `receive` of ASGI."""

    def __init__(self, receive: Receive, body_s: float = BODY_S) -> None:
        self._receive = receive
        self._finished = False
        self._given_up = False
        self._deadline = asyncio.get_running_loop().time() + body_s

    async def __call__(self) -> Message:
        """Return the next message; a sender who is too slow counts as one who has gone."""
        if self._finished:
            return await self._receive()
        try:
            async with asyncio.timeout_at(self._deadline):
                message = await self._receive()
        except TimeoutError:
            self._given_up = True
            return {"type": "http.disconnect"}
        self._finished = not message.get("more_body", False)
        return message

    async def drain(self) -> bool:
        """Throw the rest of the body away; return whether its end has been reached."""
        seen = 0
        try:
            async with asyncio.timeout(_MOST_S):
                while not (self._finished or self._given_up) and seen <= _MOST_BYTES:
                    seen += len((await self()).get("body", b""))
        except TimeoutError:
            return False
        return self._finished
