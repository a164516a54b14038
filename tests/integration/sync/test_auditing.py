"""The audit log is read beside everything else, by who may, and hinders nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest
from tests.support.audit_samples import Log
from tests.support.audit_server import LogServer
from tests.support.scripted_client import USER, ScriptedClient, a_session
from tests.support.store_builders import opened_store
from tests.unit.sync.test_connection import running

from crashdesk.core.connection import Link
from crashdesk.core.errors import AccessDenied, AnswerUnusable
from crashdesk.core.outbox import ObjectType
from crashdesk.sync.connection import AUDITING


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(5):
        while not condition():
            await asyncio.sleep(0.001)


def a_client(server: LogServer) -> ScriptedClient:
    return ScriptedClient(who=a_session(USER, *AUDITING), audit=server)


@pytest.mark.asyncio
async def test_the_log_is_read_and_read_again_after_a_hint() -> None:
    server = LogServer(Log().grow(9), page=4)
    client = a_client(server)
    async with opened_store(None) as store, running(client, audit=store.audit) as desk:
        await until(lambda: "hashes after 8" in server.asked)
        assert (await store.audit.verification()).verified_to == 9
        assert [state.auditing for state in desk.states if state.auditing] == [(0, 9), (4, 9), (8, 9)]
        await until(lambda: desk.connection.state.auditing is None)

        server.log.grow(1)
        client.hint.set()
        await until(lambda: "after 9" in server.asked)
        looked_back = [asked for asked in server.asked if asked.startswith("hashes")]
        assert len(looked_back) == 3, "once a connect"
        assert desk.connection.state.link is Link.ONLINE


@pytest.mark.asyncio
async def test_who_may_not_read_it_does_not_ask_for_it() -> None:
    server = LogServer(Log().grow(9))
    client = ScriptedClient(who=a_session(USER, "audit.read"), audit=server)
    async with opened_store(None) as store, running(client, audit=store.audit) as desk:
        await desk.until(Link.ONLINE)
        client.hint.set()
        await until(lambda: len(client.asked) > 1)
        assert server.asked == []
        assert await store.tables.get(ObjectType.AUDIT_ENTRY, "1") is None


@pytest.mark.asyncio
@pytest.mark.parametrize("trouble", [AccessDenied(), AnswerUnusable(detail="no log")])
async def test_trouble_with_the_log_does_not_end_the_rest(trouble: Exception) -> None:
    server = LogServer(Log().grow(3))
    works = server.checkpoint

    async def fail() -> object:
        await asyncio.sleep(0)
        raise trouble

    server.checkpoint = fail  # type: ignore[method-assign, assignment]
    client = a_client(server)
    async with opened_store(None) as store, running(client, audit=store.audit) as desk:
        await until(lambda: desk.connection.state.audit_problem is trouble)
        assert desk.connection.state.link is Link.ONLINE
        server.checkpoint = works  # type: ignore[method-assign]
        client.hint.set()
        await until(lambda: "hashes after 0" in server.asked)
        await until(lambda: desk.connection.state.audit_problem is None)
