"""What every connector promises, whichever kind of server it talks to.

A connector's test class derives from `ConnectorContract` and gives the fixtures `spec` and `live`.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any, Protocol

import pytest
from tests.support import faulty_server as faults
from tests.support.doors import a_profile
from tests.support.faulty_server import FaultyServer

from crashdesk.core import errors
from crashdesk.core.connector import ConnectorSpec
from crashdesk.core.secret import Secret
from crashdesk.core.server_ports import ServerClient
from crashdesk.core.session import Credential, CredentialKind

Call = Callable[[ServerClient], Awaitable[Any]]


class LiveServer(Protocol):
    """A real server of the connector's kind, with a person who may do everything."""

    url: str
    email: str
    password: str


def ignore_pause(_seconds: float) -> None:
    """No test waits for a countdown."""


@asynccontextmanager
async def opened(spec: ConnectorSpec, url: str, **fields: Any) -> AsyncIterator[ServerClient]:
    """Open a client as the program does, and close it."""
    client = await spec.build(a_profile(url, **fields), ignore_pause)
    try:
        yield client
    finally:
        await client.close()


@asynccontextmanager
async def signed_in(spec: ConnectorSpec, live: LiveServer, **fields: Any) -> AsyncIterator[ServerClient]:
    """Open a client and sign in."""
    async with opened(spec, live.url, **fields) as client:
        await client.sign_in(live.email, Secret(live.password))
        yield client


READS: dict[str, Call] = {
    "meta": lambda client: client.meta(),
    "session": lambda client: client.session(),
    "changes": lambda client: client.changes("token"),
    "group": lambda client: client.crash_groups.get("grp_1"),
    "report": lambda client: client.crash_groups.report("grp_1", "rep_1"),
    "statistics": lambda client: client.crash_groups.statistics("grp_1"),
    "usage": lambda client: client.usage.usage(30),
}


async def decoded(client: ServerClient, name: str) -> object:
    """Make a read and decode what came undecoded."""
    answer = await READS[name](client)
    return answer.decode() if hasattr(answer, "decode") else answer


@pytest.mark.asyncio
class ConnectorContract:
    """Derive from this, one class per connector."""

    @pytest.fixture
    def spec(self) -> ConnectorSpec:
        raise NotImplementedError

    @pytest.fixture
    def live(self) -> LiveServer:
        raise NotImplementedError

    async def test_the_declaration_says_something(self, spec: ConnectorSpec) -> None:
        assert spec.kind
        assert str(spec.label)
        assert spec.auth_methods
        assert spec.capabilities

    async def test_reading_the_declaration_imports_no_http_library(self, spec: ConnectorSpec) -> None:
        module = f"crashdesk.connectors.{spec.kind}.spec"
        program = f"import sys, {module}; sys.exit('httpx' in sys.modules or 'ssl' in sys.modules)"
        assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0

    async def test_opening_sends_nothing(self, spec: ConnectorSpec) -> None:
        async with FaultyServer() as server:
            async with opened(spec, server.url):
                pass
            assert server.connections == 0

    async def test_a_profile_without_an_address_is_refused(self, spec: ConnectorSpec) -> None:
        with pytest.raises(errors.SettingsError):
            await spec.build(a_profile("nonsense"), ignore_pause)

    async def test_the_server_says_what_it_is(self, spec: ConnectorSpec, live: LiveServer) -> None:
        async with opened(spec, live.url) as client:
            meta = await client.meta()
            assert meta.kind == spec.kind
            assert meta.server_id
            assert meta.capabilities
            assert meta.capabilities <= spec.capabilities
            assert set(meta.auth_methods) <= set(spec.auth_methods)
            assert (await client.meta()).server_id == meta.server_id

    async def test_signing_in_and_being_known_again(self, spec: ConnectorSpec, live: LiveServer) -> None:
        async with opened(spec, live.url) as first:
            session, credential = await first.sign_in(live.email, Secret(live.password))
            assert session.email == live.email
            assert session.capabilities
            assert session.capabilities <= (await first.meta()).capabilities
        async with opened(spec, live.url) as later:
            later.use(Credential(credential.kind, credential.secret))
            again, fresh = await later.session()
            assert (again.user_id, again.capabilities) == (session.user_id, session.capabilities)
            assert fresh.kind is credential.kind

    async def test_signing_out_ends_the_session(self, spec: ConnectorSpec, live: LiveServer) -> None:
        async with opened(spec, live.url) as client:
            _, credential = await client.sign_in(live.email, Secret(live.password))
            client.use(Credential(credential.kind, credential.secret))  # as it comes out of a keyring
            await client.sign_out()
            client.use(credential)
            with pytest.raises(errors.SessionEnded):
                await client.session()

    async def test_a_wrong_password_is_refused(self, spec: ConnectorSpec, live: LiveServer) -> None:
        async with opened(spec, live.url) as client:
            with pytest.raises(errors.SignInRefused):
                await client.sign_in("nobody@example.org", Secret("wrong password"))

    async def test_without_a_credential_nothing_is_shown(self, spec: ConnectorSpec, live: LiveServer) -> None:
        async with opened(spec, live.url) as client:
            for name in READS.keys() - {"meta"}:
                with pytest.raises(errors.SessionEnded):
                    await decoded(client, name)

    async def test_the_feed_comes_to_its_end_and_goes_on_from_there(
        self, spec: ConnectorSpec, live: LiveServer
    ) -> None:
        async with signed_in(spec, live) as client:
            token, more = "", True
            while more:
                page = (await client.changes(token)).decode()
                token, more = page.next_token, page.has_more
            rest = (await client.changes(token)).decode()
            assert (rest.items, rest.has_more) == ((), False)

    async def test_a_token_that_cannot_be_continued(self, spec: ConnectorSpec, live: LiveServer) -> None:
        async with signed_in(spec, live) as client:
            with pytest.raises(errors.ResyncRequired):
                await client.changes("not-a-token")

    async def test_what_is_not_there(self, spec: ConnectorSpec, live: LiveServer) -> None:
        async with signed_in(spec, live) as client:
            for name in ("group", "report", "statistics"):
                with pytest.raises(errors.NotFound):
                    await decoded(client, name)

    @pytest.mark.parametrize(
        "body",
        [b"{}", b"[]", b"null", b'{"kind": 1}', b"{", b"[" * 50_000, b'{"a": "\xff"}'],
        ids=["empty", "list", "null", "types", "cut", "deep", "bytes"],
    )
    @pytest.mark.parametrize("name", READS)
    async def test_an_answer_of_other_types_is_unusable(
        self, spec: ConnectorSpec, name: str, body: bytes
    ) -> None:
        async with FaultyServer() as server, opened(spec, server.url) as client:
            server.otherwise = faults.answer(body)
            client.use(Credential(CredentialKind.API_KEY, Secret("key")))
            with pytest.raises(errors.AnswerUnusable) as problem:
                await decoded(client, name)
            assert "GET /" in problem.value.detail

    @pytest.mark.parametrize("name", READS)
    async def test_a_page_in_place_of_the_api_is_unusable(self, spec: ConnectorSpec, name: str) -> None:
        async with FaultyServer() as server, opened(spec, server.url) as client:
            server.otherwise = faults.html()
            with pytest.raises(errors.AnswerUnusable):
                await decoded(client, name)

    async def test_a_server_that_is_away(self, spec: ConnectorSpec) -> None:
        async with FaultyServer() as server:
            url = server.url
        async with opened(spec, url) as client:
            with pytest.raises(errors.ServerUnreachable):
                await client.meta()
