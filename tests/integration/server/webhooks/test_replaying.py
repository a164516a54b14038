"""Replaying deliveries: one, and by plan; also when processes die on the way."""

from __future__ import annotations

import asyncio
import signal
from collections import Counter
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio
from tests.support.reference_server import EMAIL, PASSWORD, ServerProcess, SetClock, problem_of, sign_in
from tests.support.until import until
from tests.support.webhook_receiver import Answering, Receiver, receiver
from tests.support.webhook_server import API, WebhookServer, webhook_server

from crashdesk_server.clock import HOUR, to_rfc3339

pytestmark = pytest.mark.asyncio
PLANS = f"{API}/replay-plans"


@pytest_asyncio.fixture
async def server(tmp_path: Path) -> AsyncGenerator[WebhookServer]:
    async with webhook_server(tmp_path, SetClock()) as running:
        yield running


@pytest.fixture
def sink() -> Any:
    with receiver() as running:
        yield running


async def failed(server: WebhookServer, sink: Receiver, count: int) -> list[dict[str, Any]]:
    """Let deliveries fail for good, then mend the receiver."""
    sink.answer = lambda _: Answering(500)
    await server.emit(count)
    found = await server.all_ended(count)
    sink.answer = lambda _: Answering()
    return found


async def plan(server: WebhookServer, kind: str, **wanted: Any) -> dict[str, Any]:
    answer = await server.client.post(PLANS, json={"kind": kind, "filter": wanted})
    assert answer.status_code == 201, answer.text
    return answer.json()


async def ended(server: WebhookServer, plan_id: str, state: str = "done") -> dict[str, Any]:
    async def look() -> dict[str, Any]:
        return (await server.client.get(f"{PLANS}/{plan_id}")).json()

    def holds(found: dict[str, Any]) -> bool:
        return found["state"] == state and found["started"] == found["delivered"] + found["failed"]

    return await until(look, holds)


async def items(server: WebhookServer, plan_id: str) -> list[dict[str, Any]]:
    return (await server.client.get(f"{PLANS}/{plan_id}/items", params={"limit": "1000"})).json()["items"]


async def test_a_replay_is_a_new_delivery_of_the_same_event(server: WebhookServer, sink: Receiver) -> None:
    made = await server.make(f"{sink.url}/old", max_retries=0)
    [first] = await failed(server, sink, 1)
    await server.patch(made["id"], url=f"{sink.url}/new")
    server.clock.time += 1
    answer = await server.client.post(f"{API}/deliveries/{first['id']}/replay")
    again = answer.json()
    assert (answer.status_code, again["replay_of"], again["trigger"]) == (201, first["id"], "resend")
    assert (again["event_id"], again["body"]) == (first["event_id"], first["body"])
    found = await server.all_ended(2)
    assert [each["status"] for each in found] == ["delivered", "failed"]
    assert found[1] == first
    assert [each.path for each in sink.arrived] == ["/old", "/new"]
    missing = await server.client.post(f"{API}/deliveries/dlv_none/replay")
    assert problem_of(missing) == (404, "not-found")


async def test_what_is_under_way_or_has_nowhere_to_go_is_not_replayed(
    server: WebhookServer, sink: Receiver
) -> None:
    made = await server.make(sink.url, max_retries=0)
    [first] = await failed(server, sink, 1)
    await server.patch(made["id"], enabled=False)
    refused = await server.client.post(f"{API}/deliveries/{first['id']}/replay")
    assert problem_of(refused) == (409, "not-in-state")
    assert "disabled" in refused.json()["detail"]


async def test_a_plan_recovers_what_failed_since_and_nothing_twice(
    server: WebhookServer, sink: Receiver
) -> None:
    await server.make(sink.url, max_retries=0)
    await failed(server, sink, 2)
    server.clock.time += HOUR
    since = to_rfc3339(server.clock.time)
    sink.answer = lambda _: Answering(500)
    await server.emit(3)
    await server.all_ended(5)
    sink.answer = lambda _: Answering()
    sent = len(sink.arrived)

    made = await plan(server, "recover_failed", since=since)
    assert (made["count"], made["state"], len(made["sample"])) == (3, "planned", 3)
    assert len(sink.arrived) == sent
    ran = await server.client.post(f"{PLANS}/{made['id']}/run", json={"per_second": 1000})
    assert ran.json()["state"] == "running"
    done = await ended(server, made["id"])
    assert (done["started"], done["delivered"], done["failed"], done["refused"]) == (3, 3, 0, 0)
    assert [each["outcome"] for each in await items(server, made["id"])] == ["delivered"] * 3
    again = await server.client.post(f"{PLANS}/{made['id']}/run", json={"per_second": 1})
    assert problem_of(again) == (409, "not-in-state")
    assert (await plan(server, "recover_failed"))["count"] == 2
    assert (await plan(server, "recover_failed", since=since))["count"] == 0


async def test_what_was_skipped_is_replayed_when_the_webhook_is_back(
    server: WebhookServer, sink: Receiver
) -> None:
    made = await server.make(sink.url, enabled=False)
    await server.emit(3)
    found = await plan(server, "replay_skipped", webhook_ids=[made["id"]])
    assert found["count"] == 3
    await server.patch(made["id"], enabled=True)
    await server.client.post(f"{PLANS}/{found['id']}/run", json={"per_second": 1000})
    await ended(server, found["id"])
    assert len(sink.arrived) == 3


async def test_a_plan_is_cancelled_and_expires(server: WebhookServer, sink: Receiver) -> None:
    await server.make(sink.url, max_retries=0)
    await failed(server, sink, 3)
    slow = await plan(server, "recover_failed")
    await server.client.post(f"{PLANS}/{slow['id']}/run", json={"per_second": 0.1})
    await until(lambda: _count(sink), lambda count: count == 4)
    revision = (await server.client.get(f"{PLANS}/{slow['id']}")).json()["revision"]
    headers = {"If-Match": f'"{revision}"'}
    cancelled = await server.client.delete(f"{PLANS}/{slow['id']}", headers=headers)
    assert cancelled.json()["state"] == "cancelled"
    outcomes = Counter(each["outcome"] for each in await items(server, slow["id"]))
    assert outcomes["cancelled"] == 2

    other = await plan(server, "recover_failed")
    server.clock.time += HOUR
    late = await server.client.post(f"{PLANS}/{other['id']}/run", json={"per_second": 1})
    assert problem_of(late) == (409, "not-in-state")
    assert "expired" in late.json()["detail"]


async def test_resending_needs_names(server: WebhookServer) -> None:
    answer = await server.client.post(PLANS, json={"kind": "resend", "filter": {}})
    assert answer.json()["errors"][0]["pointer"] == "#/filter/delivery_ids"


async def _count(sink: Receiver) -> int:
    return len(sink.arrived)


@pytest.mark.timeout(300)
@pytest.mark.parametrize("who_dies", ["server", "receiver"])
async def test_a_thousand_are_replayed_once_each_although_somebody_is_killed(
    tmp_path: Path, who_dies: str
) -> None:
    count = 1_000
    data = tmp_path / "data"
    arguments = ("--webhook-allow", "127.0.0.0/8", "--keep-deliveries", "5000", "--ingest-limit", "off")
    with receiver() as sink, ServerProcess(data, *arguments) as process:
        async with httpx.AsyncClient(base_url=process.url, trust_env=False, timeout=30) as client:
            await sign_in(client, EMAIL, PASSWORD)
            hook = (
                await client.post(
                    f"{API}/webhooks", json={"url": sink.url, "enabled": False, "retry_backoff_ms": 100}
                )
            ).json()
            for start in range(0, count, 50):
                reports = [_report(number) for number in range(start, start + 50)]
                await asyncio.gather(*(client.post("/v1/report", json=each) for each in reports))
            await client.patch(
                f"{API}/webhooks/{hook['id']}", json={"enabled": True}, headers={"If-Match": '"1"'}
            )
            wanted = {"kind": "replay_skipped", "filter": {"webhook_ids": [hook["id"]]}}
            made = (await client.post(PLANS, json=wanted)).json()
            assert made["count"] == count
            await client.post(f"{PLANS}/{made['id']}/run", json={"per_second": 500})
            await until(lambda: _count(sink), lambda arrived: arrived > count // 4)
            if who_dies == "server":
                process.end(signal.SIGKILL)
                process.start()
            else:
                sink.answer = _hang_up

                async def look() -> int:
                    failed = await client.get(f"{API}/deliveries", params={"status": "pending"})
                    return sum(bool(each["attempts"]) for each in failed.json()["items"])

                await until(look, lambda broken: broken > 5)
                sink.answer = lambda _: Answering()

            async def done() -> dict[str, Any]:
                return (await client.get(f"{PLANS}/{made['id']}")).json()

            found = await _patiently(done, lambda said: said["delivered"] == count)
            assert (found["started"], found["failed"], found["refused"]) == (count, 0, 0)
            replays = [
                item["replay_id"]
                for page in range(1)
                for item in (
                    await client.get(f"{PLANS}/{made['id']}/items", params={"limit": "1000"})
                ).json()["items"]
            ]
            assert len(set(replays)) == count
            by_event = Counter(arrived.event_id for arrived in sink.arrived)
            assert len(by_event) == count
            delivered_to = {arrived.headers["CrashDesk-Delivery"] for arrived in sink.arrived}
            assert delivered_to == set(replays)


def _hang_up(_arrived: object) -> Answering:
    raise ConnectionAbortedError


async def _patiently(look: Any, holds: Any) -> Any:
    for _ in range(6):
        try:
            return await until(look, holds)
        except AssertionError:
            continue
    return await until(look, holds)


def _report(number: int) -> dict[str, Any]:
    return {
        "kind": "crash",
        "version": "1.0.0",
        "os": "linux",
        "arch": "amd64",
        "message": f"boom {chr(97 + number % 26)}{chr(97 + number // 26 % 26)}{chr(97 + number // 676)}",
    }
