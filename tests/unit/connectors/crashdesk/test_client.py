"""The client's own rules, without a server."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import msgspec
import pytest
from tests.support.doors import a_door, a_profile
from tests.unit.connectors.crashdesk.test_feed import GROUP

from crashdesk.connectors.crashdesk import wire
from crashdesk.connectors.crashdesk.client import CrashDeskClient
from crashdesk.core import errors
from crashdesk.core.crash_groups import NoteAddition, Severity, SeverityChange
from crashdesk.core.ids import GroupId, ReportId
from crashdesk.core.secret import Secret
from crashdesk.core.session import Credential, CredentialKind
from crashdesk.http.limits import Limits

pytestmark = pytest.mark.asyncio
TIME = "2026-11-18T11:06:40.123Z"
META = {
    "kind": "crashdesk",
    "server_id": "srv_1",
    "name": "Test",
    "version": "1",
    "capabilities": ["crash_groups.read"],
    "auth_methods": ["session"],
    "setup_required": False,
    "time": TIME,
}
SESSION = {
    "user": {"id": "usr_1", "email": "ada@example.org", "name": "Ada"},
    "via": "session",
    "role": "viewer",
    "permissions": ["crashes.read"],
    "csrf_token": "csrf1",
    "expires_at": TIME,
    "absolute_expires_at": None,
}
PROBLEM = "application/problem+json"


class Server(httpx.AsyncBaseTransport):
    """Answers by method and path, and to histograms never."""

    def __init__(self, **answers: object) -> None:
        self.answers = {"GET /meta": (200, META, {}), "GET /session": (200, SESSION, {}), **answers}
        self.seen: list[httpx.Request] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.seen.append(request)
        if request.url.path.endswith("/histogram"):
            await asyncio.Event().wait()
        status, body, headers = self.answers[f"{request.method} {request.url.path}"]
        media = PROBLEM if status >= 400 else "application/json"
        content = b"" if body is None else json.dumps(body).encode()
        return httpx.Response(status, headers={"content-type": media, **headers}, stream=Body(content))


class Body(httpx.AsyncByteStream):
    def __init__(self, content: bytes) -> None:
        self._content = content

    async def __aiter__(self) -> AsyncIterator[bytes]:
        yield self._content


@asynccontextmanager
async def a_client(server: Server):
    async with a_door(a_profile("https://a.example"), limits=Limits(total_s=600), transport=server) as door:
        yield CrashDeskClient(door)


COOKIE = {"set-cookie": "crashdesk_session=c1; HttpOnly; Path=/"}


async def test_signing_in_makes_a_credential_and_uses_it():
    server = Server(**{"POST /session": (201, SESSION, COOKIE)})
    async with a_client(server) as client:
        session, credential = await client.sign_in("ada@example.org", Secret("pw"))
        await client.session()
    assert credential == Credential(CredentialKind.COOKIE, Secret("c1"), Secret("csrf1"))
    assert (session.user_id, session.label, session.capabilities) == ("usr_1", "Ada", {"crash_groups.read"})
    assert "cookie" not in server.seen[0].headers
    assert server.seen[-1].headers["cookie"] == "crashdesk_session=c1"


async def test_signing_in_anew_does_not_show_the_old_session():
    server = Server(**{"POST /session": (201, SESSION, COOKIE)})
    async with a_client(server) as client:
        client.use(Credential(CredentialKind.COOKIE, Secret("old"), Secret("old")))
        await client.sign_in("ada@example.org", Secret("pw"))
    assert "cookie" not in server.seen[0].headers


@pytest.mark.parametrize("headers", [{}, {"set-cookie": "other=1"}, {"set-cookie": "crashdesk_session=a b"}])
async def test_a_session_without_a_cookie_is_none(headers):
    async with a_client(Server(**{"POST /session": (201, SESSION, headers)})) as client:
        with pytest.raises(errors.AnswerUnusable):
            await client.sign_in("ada@example.org", Secret("pw"))


async def test_a_session_brings_a_fresh_token_and_perhaps_a_fresh_cookie():
    server = Server()
    async with a_client(server) as client:
        client.use(Credential(CredentialKind.COOKIE, Secret("c0")))
        _, credential = await client.session()
        assert credential == Credential(CredentialKind.COOKIE, Secret("c0"), Secret("csrf1"))
        server.answers["GET /session"] = (200, SESSION, COOKIE)
        _, credential = await client.session()
        assert credential.secret == Secret("c1")


async def test_signing_out_fetches_the_token_that_it_needs():
    server = Server(**{"DELETE /session": (204, None, {})})
    async with a_client(server) as client:
        client.use(Credential(CredentialKind.COOKIE, Secret("c0")))
        await client.sign_out()
        await client.meta()
    last = next(request for request in server.seen if request.method == "DELETE")
    assert (last.headers["x-csrf-token"], last.headers["origin"]) == ("csrf1", "https://a.example")
    assert "cookie" not in server.seen[-1].headers


async def test_another_kind_of_server_is_not_taken_for_ours():
    async with a_client(Server(**{"GET /meta": (200, {**META, "kind": "other"}, {})})) as client:
        with pytest.raises(errors.AnswerUnusable) as problem:
            await client.meta()
    assert "'other'" in problem.value.detail


async def test_a_token_that_the_server_cannot_read_begins_anew():
    refused = {"type": "urn:crashdesk:problem:invalid-input", "status": 422}
    async with a_client(Server(**{"GET /changes": (422, refused, {})})) as client:
        with pytest.raises(errors.ResyncRequired) as problem:
            await client.changes("from another time")
    assert problem.value.reason == "too-old"


async def test_when_one_part_of_the_statistics_fails_nothing_goes_on():
    refused = {"type": "urn:crashdesk:problem:not-found", "status": 404}
    server = Server(**{"GET /crash-groups/g/facets": (404, refused, {})})
    async with a_client(server) as client:
        async with asyncio.timeout(20):
            with pytest.raises(errors.NotFound):
                await client.crash_groups.statistics("g")
        assert len(asyncio.all_tasks()) == 1


async def test_an_answer_to_a_change_that_cannot_be_read_is_no_success():
    async with a_client(Server(**{"PATCH /crash-groups/g": (200, {"id": 1}, {})})) as client:
        with pytest.raises(errors.AnswerUnusable):
            await client.crash_groups.change(
                "g", SeverityChange(Severity.LOW), revision=1, idempotency_key="k"
            )


async def test_another_object_than_was_asked_for_is_no_answer():
    entry = {
        "id": "act_1",
        "group_id": "grp_1",
        "at": TIME,
        "actor": {"id": "", "kind": "user", "label": "A"},
    }
    entry |= {"kind": "note", "before": None, "after": None, "note": "x"}
    server = Server(
        **{
            "GET /crash-groups/grp_1": (200, GROUP, {}),
            "GET /crash-groups/grp_2": (200, GROUP, {}),
            "PATCH /crash-groups/grp_2": (200, GROUP, {}),
            "POST /crash-groups/grp_2/notes": (201, entry, {}),
        }
    )
    async with a_client(server) as client:
        groups = client.crash_groups
        assert (await groups.get(GroupId("grp_1"))).id == "grp_1"
        with pytest.raises(errors.AnswerUnusable):
            await groups.get(GroupId("grp_2"))
        for change in (SeverityChange(Severity.LOW), NoteAddition("x")):
            with pytest.raises(errors.AnswerUnusable):
                await groups.change(GroupId("grp_2"), change, revision=1, idempotency_key="k")


ASKED = (("grp_2", "rep_1"), ("grp_1", "rep_2"))


async def test_another_sample_than_was_asked_for_is_no_answer():
    report = dict.fromkeys((field.name for field in msgspec.structs.fields(wire.Report)), "") | {
        "id": "rep_1",
        "group_id": "grp_1",
        "received_at": TIME,
        "bytes": 1,
        "first": True,
        "latest": True,
    }
    report |= {"device": None, "breadcrumbs": []}
    paths = [f"GET /crash-groups/{group}/reports/{name}" for group, name in (*ASKED, ("grp_1", "rep_1"))]
    async with a_client(Server(**{path: (200, report, {}) for path in paths})) as client:
        good = await client.crash_groups.report(GroupId("grp_1"), ReportId("rep_1"))
        assert good.decode().id == "rep_1"
        for group, name in ASKED:
            other = await client.crash_groups.report(GroupId(group), ReportId(name))
            with pytest.raises(errors.AnswerUnusable):
                other.decode()


@pytest.mark.parametrize("day", ["2026-02-30", "2026-1-1", "٢٠٢٦-01-01", "2026-01-01\n"])
async def test_a_day_that_is_none_is_no_answer(day: str):
    usage = {"computed_at": TIME, "versions": [], "platforms": []}
    usage["days"] = [{"day": day, "installs": 1, "opens": 1}]
    async with a_client(Server(**{"GET /usage": (200, usage, {})})) as client:
        with pytest.raises(errors.AnswerUnusable):
            await client.usage.usage(30)
