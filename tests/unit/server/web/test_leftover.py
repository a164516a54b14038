"""Bodies that nobody wanted, and those that never end."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

import pytest
from starlette.types import Message

from crashdesk_server.web.leftover import Incoming

pytestmark = pytest.mark.asyncio


def sends(parts: Iterable[bytes], *, ends: bool) -> asyncio.Queue[Message]:
    queue: asyncio.Queue[Message] = asyncio.Queue()
    for part in parts:
        queue.put_nowait({"type": "http.request", "body": part, "more_body": True})
    if ends:
        queue.put_nowait({"type": "http.request", "body": b"", "more_body": False})
    return queue


async def test_the_rest_of_a_body_is_thrown_away() -> None:
    incoming = Incoming(sends([b"a", b"b"], ends=True).get)
    assert await incoming.drain()


async def test_a_body_that_stops_coming_counts_as_gone() -> None:
    incoming = Incoming(sends([b"a"], ends=False).get, body_s=0.01)
    assert (await incoming())["body"] == b"a"
    assert (await incoming())["type"] == "http.disconnect"
    assert not await incoming.drain()


async def test_after_its_body_a_request_may_last() -> None:
    messages = sends([], ends=True)
    incoming = Incoming(messages.get, body_s=0)
    messages.put_nowait({"type": "http.disconnect"})
    assert (await Incoming(messages.get)())["body"] == b""
    late = asyncio.create_task(incoming())
    assert (await late)["type"] == "http.disconnect"
