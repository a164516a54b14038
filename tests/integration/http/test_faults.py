"""The kernel against a server that does everything wrong, over real connections."""

from __future__ import annotations

import asyncio
import gzip
import tracemalloc
from contextlib import aclosing

import msgspec
import pytest
from tests.support import faulty_server as faults
from tests.support.doors import LISTEN, QUICK, READ, SIGN_IN, WRITE, WRITE_ONCE, Pauses, a_door, a_profile
from tests.support.faulty_server import FaultyServer

from crashdesk.core import errors
from crashdesk.core.secret import Secret
from crashdesk.http.auth import BearerAuth, CookieAuth
from crashdesk.http.limits import Limits

pytestmark = pytest.mark.asyncio

IMPATIENT = msgspec.structs.replace(QUICK, read_s=0.2, total_s=0.3, heartbeat_s=0.2)


async def outcome(server: FaultyServer, *behaviours: faults.Behaviour, request=READ, limits: Limits = QUICK):
    """Send `request` while the server behaves so; return the error, or the answer."""
    server.script(*behaviours)
    async with a_door(a_profile(server.url), limits=limits) as door:
        try:
            return await door.send(request)
        except errors.CrashDeskError as problem:
            return problem


async def test_a_compressed_answer_arrives_whole():
    async with FaultyServer() as server:
        body = b"[" + b"1," * 100_000 + b"1]"
        answer = await outcome(server, faults.answer(gzip.compress(body), Content_Encoding="gzip"))
        assert answer.body == body
        assert server.requests[0].headers["accept-encoding"] == "gzip"


async def test_answer_arrives_whole():
    async with FaultyServer() as server:
        answer = await outcome(server, faults.answer({"ok": True}, X_Request_Id="req_1"))
        assert (answer.status, answer.body, answer.request_id) == (200, b'{"ok": true}', "req_1")


@pytest.mark.parametrize(
    ("behaviour", "error"),
    [
        (faults.html(), errors.AnswerUnusable),
        (faults.html(404), errors.AnswerUnusable),
        (faults.redirect("https://evil.example/"), errors.RedirectRefused),
        (faults.redirect("//evil.example/things"), errors.RedirectRefused),
        (faults.redirect("/elsewhere"), errors.AnswerUnusable),
        (faults.redirect("javascript:1"), errors.AnswerUnusable),
        (faults.flood(), errors.AnswerTooLarge),
        (faults.flood(announced=True), errors.AnswerTooLarge),
        (faults.gzip_bomb(), errors.AnswerTooLarge),
        (faults.answer(b"\x1f\x8b damaged", Content_Encoding="gzip"), errors.AnswerUnusable),
        (faults.answer(b"x", Content_Encoding="br"), errors.AnswerUnusable),
        (faults.problem(500, "internal"), errors.ServerFault),
        (faults.html(500), errors.ServerFault),
    ],
)
@pytest.mark.parametrize("request_", [READ, WRITE])
async def test_nonsense_is_named_and_not_tried_again(behaviour, error, request_):
    async with FaultyServer() as server:
        problem = await outcome(server, behaviour, request=request_)
        if error is errors.AnswerTooLarge and request_ is WRITE:
            error = errors.OutcomeUnknown  # it was answered, and may well have been done
        assert type(problem) is error
        assert len(server.requests) == 1


async def test_flood_is_not_kept_in_memory():
    async with FaultyServer() as server:
        tracemalloc.start()
        try:
            await outcome(server, faults.flood())
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
        assert peak < 20_000_000


HALF_A_GZIP = faults.answer(gzip.compress(b"[" + b"1," * 500 + b"1]")[:-9], Content_Encoding="gzip")


@pytest.mark.parametrize(
    "behaviour", [faults.cut_mid_body, faults.hang_up, faults.speak_nonsense, HALF_A_GZIP]
)
async def test_a_read_that_was_cut_is_tried_again(behaviour):
    async with FaultyServer() as server:
        answer = await outcome(server, behaviour, behaviour, faults.answer([1]))
        assert answer.body == b"[1]"

    async with FaultyServer() as server:
        server.otherwise = behaviour
        assert type(await outcome(server)) is errors.ServerUnreachable
        assert len(server.requests) == 3


@pytest.mark.parametrize("behaviour", [faults.cut_mid_body, faults.hang_up])
async def test_a_write_that_was_cut_is_unknown(behaviour):
    async with FaultyServer() as server:
        server.otherwise = behaviour
        assert type(await outcome(server, request=WRITE)) is errors.OutcomeUnknown
        assert len(server.requests) == 3
        assert {request.headers["idempotency-key"] for request in server.requests} == {"k1"}

    async with FaultyServer() as server:
        server.otherwise = behaviour
        assert type(await outcome(server, request=WRITE_ONCE)) is errors.OutcomeUnknown
        assert len(server.requests) == 1

    async with FaultyServer() as server:
        server.otherwise = behaviour
        assert type(await outcome(server, request=SIGN_IN)) is errors.ServerUnreachable
        assert len(server.requests) == 1


async def test_a_write_that_was_cut_takes_the_answer_of_its_repetition():
    async with FaultyServer() as server:
        answer = await outcome(server, faults.hang_up, faults.answer([1]), request=WRITE)
        assert answer.body == b"[1]"

    async with FaultyServer() as server:
        mismatch = faults.problem(412, "revision-mismatch", current={"revision": 8})
        problem = await outcome(server, faults.hang_up, mismatch, request=WRITE)
        assert type(problem) is errors.ChangedMeanwhile
        assert problem.current == b'{"revision": 8}'

    async with FaultyServer() as server:
        problem = await outcome(server, faults.hang_up, faults.html(500), request=WRITE)
        assert type(problem) is errors.OutcomeUnknown


@pytest.mark.parametrize("behaviour", [faults.stay_silent, faults.drip])
async def test_time_outs_are_final(behaviour):
    async with FaultyServer() as server:
        assert type(await outcome(server, behaviour, limits=IMPATIENT)) is errors.ServerTooSlow
        assert (
            type(await outcome(server, behaviour, request=SIGN_IN, limits=IMPATIENT)) is errors.ServerTooSlow
        )
        unknown = await outcome(server, behaviour, request=WRITE, limits=IMPATIENT)
        assert type(unknown) is errors.OutcomeUnknown
        assert len(server.requests) == 3


async def test_nobody_listens():
    async with FaultyServer() as server:
        url = server.url
    pauses = Pauses()
    async with a_door(a_profile(url), pauses) as door:
        for request in (READ, WRITE):
            with pytest.raises(errors.ServerUnreachable):
                await door.send(request)
        assert len(pauses.slept) == 4
        for request in (WRITE_ONCE, SIGN_IN):
            with pytest.raises(errors.ServerUnreachable):
                await door.send(request)
        assert len(pauses.slept) == 4


async def test_cancelling_gives_the_connection_back():
    """With one connection in all, a second request could not be sent if the first still held it."""
    gate = asyncio.Event()
    async with FaultyServer() as server:
        server.script(faults.delayed(gate, faults.answer([1])), faults.drip)
        async with a_door(
            a_profile(server.url), limits=msgspec.structs.replace(QUICK, connections=1)
        ) as door:
            for number in (1, 2):
                task = asyncio.create_task(door.send(READ))
                await server.wait_for_requests(number)
                task.cancel()
                with pytest.raises(asyncio.CancelledError):
                    await task
            assert (await door.send(READ)).body == b"{}"


async def test_after_a_flood_the_connection_is_not_used_again():
    async with FaultyServer() as server:
        server.script(faults.flood(announced=True))
        async with a_door(
            a_profile(server.url), limits=msgspec.structs.replace(QUICK, connections=1)
        ) as door:
            with pytest.raises(errors.AnswerTooLarge):
                await door.send(READ)
            assert (await door.send(READ)).body == b"{}"
            assert server.connections == 2


async def test_read_only_opens_no_connection():
    async with FaultyServer() as server, a_door(a_profile(server.url, read_only=True)) as door:
        with pytest.raises(errors.ReadOnlyProfile):
            await door.send(WRITE)
        assert (server.connections, server.requests) == (0, [])
        await door.send(READ)
        await door.send(SIGN_IN)


async def test_set_cookie_is_never_sent_back_by_itself():
    async with FaultyServer() as server:
        server.otherwise = faults.answer({}, Set_Cookie="tracker=1; Path=/")
        async with a_door(a_profile(server.url)) as door:
            await door.send(READ)
            await door.send(READ)
            assert "cookie" not in server.requests[1].headers
            door.use(CookieAuth("crashdesk_session", Secret("s3"), Secret("t0"), door.origin))
            await door.send(READ)
            await door.send(WRITE)
        read, write = (request.headers for request in server.requests[2:])
        assert read["cookie"] == write["cookie"] == "crashdesk_session=s3"
        assert "x-csrf-token" not in read
        assert (write["x-csrf-token"], write["origin"]) == ("t0", server.url)
        assert (write["if-match"], write["idempotency-key"]) == ('"7"', "k1")


async def test_an_endless_token_of_the_server_makes_no_address():
    async with FaultyServer() as server:
        endless = msgspec.structs.replace(READ, query=(("since", "a" * 100_000),))
        assert type(await outcome(server, request=endless)) is errors.AnswerUnusable
        assert server.requests == []


async def test_a_key_with_letters_beyond_ascii_is_for_the_server_to_refuse():
    async with FaultyServer() as server:
        server.otherwise = faults.problem(401, "sign-in-required")
        async with a_door(a_profile(server.url)) as door:
            door.use(BearerAuth(Secret("clé")))
            with pytest.raises(errors.SessionEnded):
                await door.send(READ)


async def listen(server: FaultyServer, behaviour: faults.Behaviour, most: int, limits: Limits = QUICK):
    """Return the first events and, when there were less, the error that ended them."""
    server.script(behaviour)
    found = []
    async with a_door(a_profile(server.url), limits=limits) as door:
        try:
            async with aclosing(door.events(LISTEN)) as events:
                async for event in events:
                    found.append(event.data)
                    if len(found) == most:
                        return found, None
        except errors.CrashDeskError as problem:
            return found, type(problem)
    return found, None


async def test_events_arrive_while_the_stream_is_open():
    async with FaultyServer() as server:
        stream = faults.events(b": hello\n\nevent: change\nda", b"ta: t1\n\ndata: t2\n\n")
        assert await listen(server, stream, 2) == (["t1", "t2"], None)
        assert server.requests[0].headers["accept"] == "text/event-stream"


@pytest.mark.parametrize(
    ("behaviour", "error"),
    [
        (faults.events(b"data: t1\n\n"), errors.ServerTooSlow),
        (faults.events(b"data: t1\n\n", then_close=True), errors.ServerUnreachable),
    ],
)
async def test_streams_end_by_an_error(behaviour, error):
    async with FaultyServer() as server:
        assert await listen(server, behaviour, 9, IMPATIENT) == (["t1"], error)


@pytest.mark.parametrize(
    ("behaviour", "error"),
    [
        (faults.endless_line, errors.AnswerTooLarge),
        (faults.html(), errors.AnswerUnusable),
        (faults.answer({}), errors.AnswerUnusable),
        (faults.redirect("https://evil.example/"), errors.RedirectRefused),
        (faults.problem(401, "sign-in-required"), errors.SessionEnded),
        (faults.flood(), errors.AnswerTooLarge),
        (faults.hang_up, errors.ServerUnreachable),
    ],
)
async def test_what_is_no_stream(behaviour, error):
    async with FaultyServer() as server:
        assert await listen(server, behaviour, 9) == ([], error)


async def test_an_endless_stream_can_be_left():
    async with FaultyServer() as server:
        found, error = await listen(server, faults.endless_events, 50)
        assert (found[0], found[-1], error) == ("t1", "t50", None)
