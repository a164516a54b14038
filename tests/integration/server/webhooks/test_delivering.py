"""What a receiver gets, and what the server records of it."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path

import pytest
from tests.support.audit_log import entries_of
from tests.support.reference_server import SetClock, client_of
from tests.support.webhook_receiver import Answering, receiver
from tests.support.webhook_server import API, webhook_server

from crashdesk_server.clock import HOUR, MINUTE, SECOND, from_rfc3339
from crashdesk_server.receiving.checking import check

pytestmark = pytest.mark.asyncio


async def test_an_event_arrives_signed_with_its_headers_and_is_recorded(tmp_path: Path) -> None:
    with receiver() as sink:
        sink.answer = lambda _: Answering(200, {"X-Seen": "yes"}, b'{"ok":true}')
        async with webhook_server(tmp_path) as server:
            headers = [{"name": "X-Env", "value": "demo"}, {"name": "X-Key", "value": "s3", "secret": True}]
            made = await server.make(f"{sink.url}/chat", description="Chat", headers=headers)
            await server.emit()
            [found] = await server.all_ended(1)

            [arrived] = sink.arrived
            now = server.clock.time / 1000
            assert check(arrived.headers, arrived.body, (made["signing_secret"],), now).right
            assert (arrived.headers["X-Env"], arrived.headers["X-Key"]) == ("demo", "s3")
            assert arrived.headers["CrashDesk-Delivery"] == found["id"]
            assert arrived.event_id == found["event_id"] == json.loads(arrived.body)["id"]
            assert (found["status"], found["webhook"], found["body"].encode()) == (
                "delivered",
                "Chat",
                arrived.body,
            )
            [attempt] = found["attempts"]
            assert (attempt["outcome"], attempt["status"], attempt["address"]) == (
                "delivered",
                200,
                "127.0.0.1",
            )
            assert attempt["response_body"] == '{"ok":true}'
            assert {"name": "X-Seen", "value": "yes"} in attempt["response_headers"]
            assert {"name": "X-Key", "value": "•••"} in attempt["request_headers"]
            health = (await server.webhook(made["id"]))["health"]
            assert (health["delivered"], health["failed"], health["streak"]) == (1, 0, 0)
            assert health["hours"][-1] == {"delivered": 1, "failed": 0}


async def test_what_fails_is_tried_again_later_and_later_with_the_same_id(tmp_path: Path) -> None:
    clock = SetClock()
    with receiver() as sink:
        sink.answer = lambda _: Answering(503 if len(sink.arrived) < 3 else 204)
        async with webhook_server(tmp_path, clock) as server:
            await server.make(sink.url, max_retries=3, retry_backoff_ms=10_000)
            await server.emit()
            [first] = await server.wait(lambda found: len(found[0]["attempts"]) == 1)
            wait = from_rfc3339(first["next_attempt_at"]) - clock.time
            assert 8 * SECOND <= wait <= 12 * SECOND
            times = [from_rfc3339(at) for at in first["schedule"]]
            assert [later - before for before, later in pairwise(times)] == [
                20_000,
                40_000,
            ]
            await server.pass_time(wait)
            [second] = await server.wait(lambda found: len(found[0]["attempts"]) == 2)
            assert second["status"] == "pending"
            await server.pass_time(HOUR)
            [third] = await server.all_ended(1)
            assert (third["status"], third["next_attempt_at"], third["schedule"]) == ("delivered", None, [])
            assert [each["status"] for each in third["attempts"]] == [503, 503, 204]
            assert len({each.event_id for each in sink.arrived}) == 1
            assert [each.headers["CrashDesk-Attempt"] for each in sink.arrived] == ["1", "2", "3"]


async def test_a_receiver_may_ask_for_more_time(tmp_path: Path) -> None:
    clock = SetClock()
    with receiver() as sink:
        sink.answer = lambda _: Answering(429, {"Retry-After": "600"})
        async with webhook_server(tmp_path, clock) as server:
            await server.make(sink.url, retry_backoff_ms=1_000)
            await server.emit()
            [found] = await server.wait(lambda found: len(found[0]["attempts"]) == 1)
            assert from_rfc3339(found["next_attempt_at"]) == clock.time + 10 * MINUTE


async def test_gone_ends_it_and_disables_the_webhook(tmp_path: Path) -> None:
    with receiver() as sink:
        sink.answer = lambda arrived: Answering(410 if arrived.path == "/old" else 204)
        async with webhook_server(tmp_path) as server:
            old = await server.make(f"{sink.url}/old", description="Old pager", max_retries=5)
            await server.make(f"{sink.url}/other", events=["webhook.disabled"])
            await server.emit()
            [found] = await server.all_ended(1, webhook=old["id"])
            assert (found["status"], found["attempts"][0]["outcome"]) == ("failed", "gone")
            hook = await server.webhook(old["id"])
            assert (hook["enabled"], hook["disabled_by"]["kind"]) == (False, "system")
            assert "410" in hook["disabled_reason"]
            [told] = await server.all_ended(1, event="webhook.disabled")
            assert json.loads(told["body"])["data"]["webhook"]["name"] == "Old pager"
            [entry] = await entries_of(server.client, "webhook.disabled")
            assert entry["actor"]["kind"] == "system"


async def test_twenty_failures_in_a_row_disable_and_what_comes_then_is_skipped(tmp_path: Path) -> None:
    with receiver() as sink:
        sink.answer = lambda _: Answering(500, body=b"no")
        async with webhook_server(tmp_path) as server:
            made = await server.make(sink.url, max_retries=0)
            await server.emit(19)
            await server.all_ended(19)
            assert (await server.webhook(made["id"]))["health"]["streak"] == 19
            await server.emit(1)
            await server.all_ended(20)
            hook = await server.webhook(made["id"])
            assert hook["enabled"] is False
            assert "20 deliveries in a row" in hook["disabled_reason"]
            await server.emit(2)
            skipped = await server.deliveries(status="skipped")
            assert [each["reason"] for each in skipped] == ["The webhook was disabled."] * 2
            assert (await server.webhook(made["id"]))["skipped"] == 2
            assert len(sink.arrived) == 20


@pytest.mark.parametrize(
    ("answer", "outcome", "words"),
    [
        (Answering(302, {"Location": "http://127.0.0.1:1/"}), "redirect", "not followed"),
        (Answering(404), "status", "404"),
        (Answering(204, delay_s=3), "timeout", "500 ms"),
    ],
)
async def test_every_failure_has_its_words(
    tmp_path: Path, answer: Answering, outcome: str, words: str
) -> None:
    with receiver() as sink:
        sink.answer = lambda _: answer
        async with webhook_server(tmp_path) as server:
            await server.make(sink.url, max_retries=0, timeout_ms=500)
            await server.emit()
            [found] = await server.all_ended(1)
            [attempt] = found["attempts"]
            assert attempt["outcome"] == outcome
            assert words in attempt["message"]
            assert len(sink.arrived) == 1


@pytest.mark.parametrize(
    ("url", "outcome"),
    [
        ("http://127.0.0.1:1/", "connection_refused"),
        ("http://no-such-host.invalid/", "name_not_found"),
        ("http://10.0.0.1/", "address_refused"),
        ("http://[::ffff:127.0.0.1]:9/", "address_refused"),
        ("http://169.254.169.254/latest/meta-data", "address_refused"),
    ],
)
async def test_where_nobody_can_be_reached(tmp_path: Path, url: str, outcome: str) -> None:
    async with webhook_server(tmp_path) as server:
        await server.make(url, max_retries=0)
        await server.emit()
        [found] = await server.all_ended(1)
        assert found["attempts"][0]["outcome"] == outcome


async def test_loopback_is_not_called_unless_allowed(tmp_path: Path) -> None:
    with receiver() as sink:
        async with webhook_server(tmp_path, allow=()) as server:
            for host in ("127.0.0.1", "localhost", "0x7f.1", "2130706433"):
                await server.make(sink.url.replace("127.0.0.1", host), max_retries=0)
            await server.emit()
            found = await server.all_ended(4)
            assert {each["attempts"][0]["outcome"] for each in found} == {"address_refused"}
            assert sink.arrived == []


async def test_long_answers_are_cut_and_marked(tmp_path: Path) -> None:
    with receiver() as sink:
        sink.answer = lambda _: Answering(200, body=b"\xff\x00" + b"x" * 100_000)
        async with webhook_server(tmp_path) as server:
            await server.make(sink.url)
            await server.emit()
            [found] = await server.all_ended(1)
            [attempt] = found["attempts"]
            assert attempt["response_body"].startswith("\ufffd\ufffdxx")
            assert len(attempt["response_body"]) == 2048
            assert (attempt["response_bytes"], attempt["response_truncated"]) == (64 * 1024, True)


async def test_filters_decide_who_is_told(tmp_path: Path) -> None:
    with receiver() as sink:
        async with webhook_server(tmp_path) as server:
            await server.make(f"{sink.url}/all")
            await server.make(f"{sink.url}/users", events=["user.pending"])
            await server.make(f"{sink.url}/task", task_filter=["audit.forget_readers"])
            await server.emit(event="task.failed", task="usage.forget")
            await server.emit(event="task.failed", task="audit.forget_readers")
            await server.emit(event="user.pending")
            await server.all_ended(6)
            counts = {path: len(sink.at(path)) for path in ("/all", "/users", "/task")}
            assert counts == {"/all": 3, "/users": 1, "/task": 2}


async def test_after_a_rotation_both_secrets_fit_for_a_while(tmp_path: Path) -> None:
    clock = SetClock()
    with receiver() as sink:
        async with webhook_server(tmp_path, clock) as server:
            made = await server.make(sink.url)
            path = f"{API}/webhooks/{made['id']}/rotate-secret"
            rotated = (await server.client.post(path, json={"overlap_seconds": 3600})).json()
            former, present = made["signing_secret"], rotated["signing_secret"]
            assert rotated["webhook"]["secret"]["previous_until"] is not None
            await server.emit()
            await server.all_ended(1)
            clock.time += HOUR
            await server.emit()
            await server.all_ended(2)
            first, second = sink.arrived
            for arrived, secret, fits in (
                (first, former, True),
                (first, present, True),
                (second, former, False),
                (second, present, True),
            ):
                sent_at = int(arrived.headers["webhook-timestamp"])
                assert check(arrived.headers, arrived.body, (secret,), sent_at).right == fits


async def test_what_happens_to_crashes_and_people_is_told(tmp_path: Path) -> None:
    with receiver() as sink:
        async with webhook_server(tmp_path, ingest_limit=False) as server:
            await server.make(sink.url)
            report = {"kind": "crash", "version": "1.0.0", "os": "linux", "arch": "amd64", "message": "boom"}
            assert (await server.client.post("/v1/report", json=report)).status_code == 202
            [group] = (await server.client.get(f"{API}/crash-groups")).json()["items"]
            server.clock.time += 1
            headers = {"If-Match": f'"{group["revision"]}"'}
            path = f"{API}/crash-groups/{group['id']}"
            await server.client.patch(path, json={"status": "resolved"}, headers=headers)
            server.clock.time += 1
            newer = report | {"version": "1.0.1"}
            await server.client.post("/v1/report", json=newer)
            server.clock.time += 1
            new = {"email": "lena@example.org", "password": "correct horse", "name": "Lena"}
            async with client_of(server.application) as stranger:
                await stranger.post(f"{API}/registrations", json=new)
            found = await server.all_ended(4)
            assert [each["event"] for each in reversed(found)] == [
                "crash_group.created",
                "crash_group.status_changed",
                "crash_group.regressed",
                "user.pending",
            ]
            bodies = [json.loads(each["body"]) for each in reversed(found)]
            assert bodies[0]["data"]["crash_group"]["id"] == group["id"]
            assert bodies[1]["data"]["after"].startswith("resolved")
            assert bodies[2]["data"]["crash_group"]["version"] == "1.0.1"
            assert bodies[3]["data"]["user"]["email"] == "lena@example.org"
