"""Connections of clients that dawdle are given up; those of others are not."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
import uvicorn
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

from crashdesk_server import serving

pytestmark = pytest.mark.asyncio
HELLO = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"


async def answer_late(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer after the time within which a request has to be said."""
    await asyncio.sleep(3 * serving.HEAD_S)
    await PlainTextResponse("ok")(scope, receive, send)


@pytest_asyncio.fixture
async def port(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[int]:
    monkeypatch.setattr(serving, "HEAD_S", 0.1)
    listener = serving.listen("127.0.0.1", 0)
    config = uvicorn.Config(
        answer_late, lifespan="off", http=serving.Prompt, log_config=None, access_log=False
    )
    server = uvicorn.Server(config)
    running = asyncio.create_task(server._serve([listener]))
    yield listener.getsockname()[1]
    server.should_exit = True
    await running


@pytest.mark.parametrize("said", [b"", HELLO[:-4]])
async def test_who_never_says_what_they_want_is_hung_up_on(port: int, said: bytes) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(said)
    async with asyncio.timeout(10):
        assert await reader.read() == b""
    writer.close()


async def test_who_has_said_it_gets_an_answer_however_long_that_takes(port: int) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for _ in range(2):
        writer.write(HELLO)
        async with asyncio.timeout(10):
            assert b"200 OK" in await reader.readuntil(b"ok")
    writer.close()
