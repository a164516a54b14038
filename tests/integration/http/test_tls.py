"""Whom the kernel trusts, over real TLS connections."""

from __future__ import annotations

import asyncio

import pytest
from tests.support import faulty_server as faults
from tests.support.certificates import Authority
from tests.support.doors import READ, a_door, a_profile
from tests.support.faulty_server import FaultyServer

from crashdesk.core.errors import CertificateUntrusted, RedirectRefused, ServerUnreachable
from crashdesk.core.secret import Secret
from crashdesk.http.auth import BearerAuth

pytestmark = pytest.mark.asyncio


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    return Authority(tmp_path_factory.mktemp("ca"))


async def try_it(server: FaultyServer, **trust: object) -> type[Exception] | None:
    """Send a request with a secret; return the error's type."""
    async with a_door(a_profile(server.url, **trust)) as door:
        door.use(BearerAuth(Secret("cdk_1")))
        try:
            await door.send(READ)
        except Exception as problem:  # noqa: BLE001 - the test compares its type
            return type(problem)
        return None


async def test_only_the_private_authority_is_trusted(authority, tmp_path):
    stranger = Authority(tmp_path, "Stranger")
    async with FaultyServer(tls=authority.sign("127.0.0.1").context()) as server:
        assert await try_it(server, ca_file=str(authority.path)) is None
        assert await try_it(server, ca_file=str(stranger.path)) is CertificateUntrusted
        assert await try_it(server) is CertificateUntrusted
        assert len(server.requests) == 1


async def test_the_trust_store_of_the_system_is_used(authority, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.path))
    async with FaultyServer(tls=authority.sign("127.0.0.1").context()) as server:
        assert await try_it(server) is None


@pytest.mark.parametrize(("host", "days"), [("other.example", 1), ("127.0.0.1", -1)])
async def test_another_name_and_an_old_certificate_are_refused(authority, host, days):
    async with FaultyServer(tls=authority.sign(host, days=days).context()) as server:
        assert await try_it(server, ca_file=str(authority.path)) is CertificateUntrusted
        assert server.requests == []


async def test_a_pin_trusts_one_certificate_and_nothing_else(authority):
    pinned, other = authority.sign("other.example", days=-1), authority.sign("127.0.0.1")
    async with FaultyServer(tls=pinned.context()) as server:
        assert await try_it(server, pinned_sha256=pinned.fingerprint) is None
        with_colons = ":".join(pinned.fingerprint[at : at + 2] for at in range(0, 64, 2)).upper()
        assert await try_it(server, pinned_sha256=with_colons) is None
    async with FaultyServer(tls=other.context()) as server:
        trust = {"pinned_sha256": pinned.fingerprint, "ca_file": str(authority.path)}
        assert await try_it(server, **trust) is CertificateUntrusted
        assert server.requests == []


async def test_a_server_without_tls_is_no_question_of_trust():
    async with FaultyServer() as server:
        async with a_door(a_profile(server.url.replace("http:", "https:"))) as door:
            with pytest.raises(ServerUnreachable):
                await door.send(READ)
        assert server.requests == []


async def test_a_redirect_from_https_to_http_is_another_origin(authority):
    async with FaultyServer(tls=authority.sign("127.0.0.1").context()) as server:
        server.script(faults.redirect(server.url.replace("https:", "http:") + "/things"))
        assert await try_it(server, ca_file=str(authority.path)) is RedirectRefused


async def test_cancelling_a_handshake_closes_the_connection():
    arrived, closed = asyncio.Event(), asyncio.Event()

    async def never_greet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1)
        arrived.set()
        await reader.read()
        closed.set()
        writer.close()

    listener = await asyncio.start_server(never_greet, "127.0.0.1", 0)
    port = listener.sockets[0].getsockname()[1]
    async with listener, a_door(a_profile(f"https://127.0.0.1:{port}")) as door:
        task = asyncio.create_task(door.send(READ))
        await asyncio.wait_for(arrived.wait(), 20)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await asyncio.wait_for(closed.wait(), 20)
