"""What is tried again and what is not, without a network."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import pytest
from tests.support.doors import READ, SIGN_IN, WRITE, WRITE_ONCE, Pauses, a_door, a_profile

from crashdesk.core import errors
from crashdesk.http.guard import EFFECT
from crashdesk.http.opening import client_over

pytestmark = pytest.mark.asyncio
PROBLEM = {"content-type": "application/problem+json"}


class Stream(httpx.AsyncByteStream):
    """A body that is read from the network, as far as the client can tell."""

    def __init__(self, body: bytes) -> None:
        self._body = body

    async def __aiter__(self) -> AsyncIterator[bytes]:
        yield self._body


class Script(httpx.AsyncBaseTransport):
    """Answers with what it is given, exceptions included, and then with good answers."""

    def __init__(self, *outcomes: int | tuple[int, str, str] | Exception) -> None:
        self.outcomes = list(outcomes)
        self.sent: list[httpx.Request] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.sent.append(request)
        match self.outcomes.pop(0) if self.outcomes else 200:
            case Exception() as problem:
                raise problem
            case (int(status), str(slug), str(pause)):
                head = PROBLEM | ({"retry-after": pause} if pause else {})
                return httpx.Response(
                    status, headers=head, stream=Stream(b'{"type": "p:%s"}' % slug.encode())
                )
            case int(status):
                head = PROBLEM if status >= 400 else {"content-type": "application/json"}
                return httpx.Response(status, headers=head, stream=Stream(b"{}"))


async def outcome(script: Script, request, pauses: Pauses | None = None):
    async with a_door(a_profile("https://a.example"), pauses, transport=script) as door:
        try:
            return (await door.send(request)).status
        except errors.CrashDeskError as problem:
            return type(problem)


@pytest.mark.parametrize("request_", [READ, WRITE])
@pytest.mark.parametrize(
    "passing",
    [
        httpx.ConnectError("refused"),
        httpx.ProxyError("no"),
        httpx.ReadError("reset"),
        httpx.RemoteProtocolError("cut"),
        502,
        503,
        504,
        (429, "too-many-requests", "2"),
        (409, "request-in-progress", ""),
        (503, "invented-later", "3"),
    ],
)
async def test_tried_again_until_it_works(request_, passing):
    script = Script(passing, passing)
    assert await outcome(script, request_) == 200
    assert len(script.sent) == 3


@pytest.mark.parametrize("request_", [WRITE_ONCE, SIGN_IN])
@pytest.mark.parametrize("passing", [httpx.ConnectError("refused"), 503, (429, "too-many-requests", "0")])
async def test_what_could_happen_twice_is_sent_once(request_, passing):
    script = Script(passing)
    assert await outcome(script, request_) != 200
    assert len(script.sent) == 1


@pytest.mark.parametrize(
    ("final", "error"),
    [
        ((412, "revision-mismatch", ""), errors.ChangedMeanwhile),
        ((409, "already-set-up", ""), errors.RequestConflict),
        ((401, "sign-in-required", ""), errors.SessionEnded),
        ((503, "setup-required", ""), errors.SetupRequired),
        (500, errors.ServerFault),
        (400, errors.InputRejected),
        (httpx.ReadTimeout("slow"), errors.ServerTooSlow),
        (httpx.ConnectTimeout("slow"), errors.ServerTooSlow),
        (httpx.PoolTimeout("slow"), errors.ServerTooSlow),
    ],
)
async def test_never_tried_again(final, error):
    script = Script(final)
    assert await outcome(script, READ) is error
    assert len(script.sent) == 1


@pytest.mark.parametrize(
    ("outcomes", "error"),
    [
        ([httpx.ConnectError("x")] * 3, errors.ServerUnreachable),
        ([httpx.ConnectTimeout("x")], errors.ServerTooSlow),
        ([httpx.ReadTimeout("x")], errors.OutcomeUnknown),
        ([httpx.WriteTimeout("x")], errors.OutcomeUnknown),
        ([httpx.ReadError("x"), httpx.ConnectError("x"), httpx.ConnectError("x")], errors.OutcomeUnknown),
        ([httpx.ReadError("x"), (412, "revision-mismatch", "")], errors.ChangedMeanwhile),
        ([502] * 3, errors.OutcomeUnknown),
        ([504, 503, 503], errors.OutcomeUnknown),
        ([503] * 3, errors.ServerFault),
        ([(409, "request-in-progress", "")] * 3, errors.OutcomeUnknown),
        ([(429, "too-many-requests", "1")] * 3, errors.TooManyRequests),
    ],
)
async def test_how_a_write_can_end(outcomes, error):
    script = Script(*outcomes)
    assert await outcome(script, WRITE) is error
    assert script.outcomes == []


async def test_pauses_that_were_asked_for_are_told():
    pauses = Pauses()
    script = Script((429, "too-many-requests", "7"), (503, "busy", "Wed, 18 Nov 2026 11:06:49 GMT"))
    assert await outcome(script, READ, pauses) == 200
    assert pauses.slept == pauses.told == [7.0, 9.0]

    pauses = Pauses()
    assert await outcome(Script(503, 503), READ, pauses) == 200
    assert (pauses.slept, pauses.told) == ([0.3, 0.6], [])


async def test_a_long_pause_is_handed_to_who_asked():
    pauses = Pauses()
    assert await outcome(Script((429, "too-many-requests", "3600")), READ, pauses) is errors.TooManyRequests
    assert pauses.slept == []


async def test_every_attempt_carries_the_same_key():
    script = Script(503, httpx.ReadError("x"))
    await outcome(script, WRITE)
    assert [request.headers["idempotency-key"] for request in script.sent] == ["k1"] * 3
    assert {request.url.path for request in script.sent} == {"/things/1"}


async def test_a_request_without_a_declared_effect_does_not_pass():
    script = Script()
    async with client_over(script, read_only=False) as client:
        with pytest.raises(KeyError):
            await client.get("https://a.example/things")
    assert script.sent == []


async def test_the_client_keeps_no_cookie():
    class Generous(httpx.AsyncBaseTransport):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            return httpx.Response(200, headers={"set-cookie": "tracker=1; Path=/"}, stream=Stream(b"{}"))

    async with client_over(Generous(), read_only=False) as client:
        await client.send(httpx.Request("GET", "https://a.example/", extensions={EFFECT: "read"}))
        assert list(client.cookies.jar) == []


async def test_an_empty_answer_is_one_only_where_the_status_says_so():
    class Empty(httpx.AsyncBaseTransport):
        def __init__(self, status: int) -> None:
            self._status = status

        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            return httpx.Response(self._status, stream=Stream(b""))

    assert await outcome(Empty(204), SIGN_IN) == 204
    assert await outcome(Empty(200), SIGN_IN) is errors.AnswerUnusable
