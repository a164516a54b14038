"""Opening a door as the program does it."""

from __future__ import annotations

import asyncio
import logging
import threading

import pytest
from tests.support import faulty_server as faults
from tests.support.doors import a_profile
from tests.support.faulty_server import FaultyServer

from crashdesk.core.errors import SettingsError
from crashdesk.core.secret import Secret
from crashdesk.http import opening
from crashdesk.http.auth import CookieAuth
from crashdesk.http.request import Effect, Request

pytestmark = pytest.mark.asyncio


async def test_trust_is_loaded_off_the_loop(monkeypatch):
    threads = []

    def record(profile):
        threads.append(threading.current_thread())
        return real(profile)

    real = opening.tls_context
    monkeypatch.setattr(opening, "tls_context", record)
    door = await opening.open_door(a_profile("https://crashes.example.org"), api_path="/api/v1")
    await door.close()
    assert threads != [threading.main_thread()]
    assert len(threads) == 1


@pytest.mark.parametrize(
    "fields",
    [
        {"url": "http://crashes.example.org"},
        {"url": "https://crashes.example.org", "ca_file": "/does/not/exist.pem"},
        {"url": "https://crashes.example.org", "ca_file": __file__},
        {"url": "https://crashes.example.org", "pinned_sha256": "abc"},
    ],
)
async def test_a_profile_that_cannot_be_used(fields):
    with pytest.raises(SettingsError):
        await opening.open_door(a_profile(**fields), api_path="/api/v1")


async def test_a_proxy_is_never_asked_for_this_computer(monkeypatch):
    async with FaultyServer() as proxy, FaultyServer() as server:
        for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy.url)
        monkeypatch.delenv("no_proxy", raising=False)
        monkeypatch.delenv("NO_PROXY", raising=False)
        door = await opening.open_door(a_profile(server.url), api_path="/api/v1")
        await door.send(Request("GET", "/meta", Effect.READ))
        await door.close()
        assert (server.requests[0].target, proxy.requests) == ("/api/v1/meta", [])

        door = await opening.open_door(
            a_profile("http://crashes.example.org", allow_plain_http=True), api_path="/api/v1"
        )
        await door.send(Request("GET", "/meta", Effect.READ))
        await door.close()
        assert proxy.requests[0].target == "http://crashes.example.org/api/v1/meta"


async def test_one_line_for_the_log_without_a_secret(caplog):
    caplog.set_level(logging.DEBUG)
    async with FaultyServer() as server:
        server.script(faults.hang_up, faults.answer({"secret": "s3cr3t"}, X_Request_Id="req_9"))
        door = await opening.open_door(a_profile(server.url), api_path="/api/v1")
        door.use(CookieAuth("crashdesk_session", Secret("c00kie"), Secret("t0ken"), door.origin))
        query = (("token", "t1cket"),)
        await door.send(Request("GET", "/things/{id}", Effect.READ, {"id": "thing_1"}, query=query))
        await door.close()
    lines = [
        record.getMessage() for record in caplog.records if record.name.startswith(("crashdesk", "http"))
    ]
    assert len(lines) == 2
    assert lines[0].startswith("GET /things/{id}: broke off")
    assert lines[1].startswith("GET /things/{id}: 200 in ")
    assert lines[1].endswith("attempt 2, request req_9")
    for secret in ("c00kie", "t0ken", "t1cket", "s3cr3t", "thing_1"):
        assert secret not in caplog.text


async def test_doors_of_two_loops_do_not_know_each_other():
    async with FaultyServer() as server:
        doors = await asyncio.gather(
            *(opening.open_door(a_profile(server.url), api_path="") for _ in range(2))
        )
        doors[0].use(CookieAuth("crashdesk_session", Secret("one"), None, doors[0].origin))
        for door in doors:
            await door.send(Request("GET", "/x", Effect.READ))
            await door.close()
        assert [request.headers.get("cookie") for request in server.requests] == [
            "crashdesk_session=one",
            None,
        ]
