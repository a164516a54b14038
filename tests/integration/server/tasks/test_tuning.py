"""Overrides, pauses, middleware and jobs over HTTP: what is accepted, what it does, and who is told."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from tests.support.audit_log import entries_of
from tests.support.reference_server import EMAIL, SetClock, problem_of
from tests.support.task_server import API, Bench, TaskServer, task_server
from tests.support.until import until

from crashdesk_server.clock import DAY, to_rfc3339

pytestmark = pytest.mark.asyncio
WORK = "tasks/bench.work/override"
CRASHES = "queues/crashes/override"


@pytest.fixture
def bench() -> Bench:
    return Bench()


@pytest_asyncio.fixture
async def server(tmp_path: Path, bench: Bench) -> AsyncGenerator[TaskServer]:
    async with task_server(tmp_path, bench, SetClock()) as running:
        yield running


async def test_an_override_is_in_force_at_once_and_stands_beside_what_is_declared(server: TaskServer) -> None:
    body = {"max_concurrent": 7, "timeout_ms": 2_000, "reason": "much to do"}
    answer = await server.put(WORK, body)
    task = answer.json()
    assert (answer.status_code, answer.headers["ETag"]) == (200, f'"{task["revision"]}"')
    assert (task["declared"]["max_concurrent"], task["effective"]["max_concurrent"]) == (2, 7)
    override = task["override"]
    assert (override["by"]["label"], override["reason"]) == (EMAIL, "much to do")
    assert (override["priority"], override["expires_at"]) == (None, None)
    await until(server.task, lambda found: found["running"]["max_concurrent"] == 7)
    assert (await server.client.get(f"{API}/{WORK}")).json() == override

    cleared = (await server.delete(WORK)).json()
    assert (cleared["override"], cleared["effective"]) == (None, cleared["declared"])
    assert problem_of(await server.client.get(f"{API}/{WORK}")) == (404, "not-found")


async def test_saying_the_same_again_changes_nothing(server: TaskServer) -> None:
    first = (await server.put(WORK, {"priority": 3, "reason": "x"})).json()
    again = (await server.put(WORK, {"priority": 3, "reason": "x"})).json()
    assert again["revision"] == first["revision"]
    assert len(await entries_of(server.client, "task.overridden")) == 1


async def test_nobody_overwrites_what_they_have_not_seen(server: TaskServer) -> None:
    seen = (await server.task())["revision"]
    await server.put(WORK, {"priority": 3})
    refused = await server.put(WORK, {"priority": 4}, seen)
    assert problem_of(refused) == (412, "revision-mismatch")
    assert refused.json()["current"]["override"]["priority"] == 3
    without = await server.client.put(f"{API}/{WORK}", json={"priority": 4})
    assert problem_of(without) == (428, "revision-required")


@pytest.mark.parametrize(
    ("path", "body", "pointer", "words"),
    [
        (WORK, {"max_concurrent": 0}, "#/max_concurrent", "pause it instead"),
        (WORK, {"max_concurrent": 2**40}, "#/max_concurrent", "From 1 to 500"),
        (WORK, {"rate_limit": "10/x"}, "#/rate_limit", "looks like 10/s"),
        (WORK, {"rate_limit": "0/s"}, "#/rate_limit", "looks like 10/s"),
        (WORK, {"rate_limit": "10/5m"}, "#/rate_limit", "looks like 10/s"),
        (WORK, {"rate_limit": "9999/s"}, "#/rate_limit", "unlimited"),
        ("tasks/crashes.end_ignoring/override", {"rate_limit": "10/h"}, "#/rate_limit", "fall behind"),
        (WORK, {"timeout_ms": 10}, "#/timeout_ms", "never finish"),
        (WORK, {"max_retries": -1}, "#/max_retries", "From 0 to 20"),
        (WORK, {"priority": 101}, "#/priority", "From -100 to 100"),
        (WORK, {"retry_backoff_ms": 1}, "#/retry_backoff_ms", "From 100"),
        (WORK, {}, "#", "Nothing is set"),
        (WORK, {"reason": "only words"}, "#", "Nothing is set"),
        (WORK, {"priority": 1, "expires_at": "2001-01-01T00:00:00.000Z"}, "#/expires_at", "later than now"),
        (CRASHES, {"max_concurrent": 0}, "#/max_concurrent", "pause it instead"),
        (CRASHES, {"rate_limit": "/"}, "#/rate_limit", "looks like 10/s"),
    ],
)
async def test_what_would_do_harm_is_refused_at_its_field(
    server: TaskServer, path: str, body: dict[str, Any], pointer: str, words: str
) -> None:
    answer = await server.put(path, body)
    assert problem_of(answer) == (422, "invalid-input")
    [error] = answer.json()["errors"]
    assert error["pointer"] == pointer
    assert words in error["message"]


async def test_a_lease_of_more_than_a_year_is_none(server: TaskServer) -> None:
    end = to_rfc3339(server.clock.time + 366 * DAY)
    answer = await server.put(WORK, {"priority": 1, "expires_at": end})
    assert answer.json()["errors"][0]["pointer"] == "#/expires_at"


async def test_a_paused_queue_starts_nothing_and_resuming_leaves_the_rest(
    server: TaskServer, bench: Bench
) -> None:
    bench.let_end()
    await server.put(CRASHES, {"max_concurrent": 3, "reason": "careful"})
    empty = await server.client.post(f"{API}/queues/crashes/pause", json={"reason": " "})
    assert empty.json()["errors"][0]["pointer"] == "#/reason"
    paused = await server.client.post(f"{API}/queues/crashes/pause", json={"reason": "disk is full"})
    assert paused.json()["override"]["reason"] == "disk is full"
    await server.add("a")
    await server.stir()
    queue = await until(server.queue, lambda found: found["running"]["paused"])
    assert queue["workload"]["waiting"] >= 1
    assert await server.states() == {"a": "waiting"}

    resumed = (await server.client.post(f"{API}/queues/crashes/resume")).json()
    assert (resumed["override"]["paused"], resumed["override"]["max_concurrent"]) == (None, 3)
    await server.wait_for_states(a="done")
    again = (await server.client.post(f"{API}/queues/crashes/resume")).json()
    assert again["revision"] == resumed["revision"]
    deeds = [entry["action"] for entry in await entries_of(server.client, "queue")]
    assert sorted(deeds) == ["queue.overridden", "queue.paused", "queue.resumed"]


async def test_middleware_is_switched_off_from_the_next_job_on(server: TaskServer, bench: Bench) -> None:
    bench.let_end()
    await server.add("measured")
    await server.wait_for_states(measured="done")
    assert isinstance((await server.task())["last_duration_ms"], int)

    path = f"{API}/tasks/bench.work/middleware/durations"
    revision = (await server.task())["revision"]
    headers = {"If-Match": f'"{revision}"'}
    task = (await server.client.put(path, json={"enabled": False}, headers=headers)).json()
    assert {each["name"]: each["enabled"] for each in task["middleware"]} == {
        "log": True,
        "durations": False,
        "slow-warning": True,
        "failure-events": True,
    }
    await server.add("unmeasured")
    await server.wait_for_states(unmeasured="done")
    assert (await server.task())["last_duration_ms"] is None

    headers = {"If-Match": f'"{task["revision"]}"'}
    cleared = await server.client.delete(f"{API}/tasks/bench.work/middleware", headers=headers)
    assert all(each["enabled"] for each in cleared.json()["middleware"])
    [back, off] = await entries_of(server.client, "task.middleware_switched")
    assert {str(off["after"]), str(back["after"])} == {"{'durations': 'off'}", "{'durations': 'on'}"}
    unknown = f"{API}/tasks/bench.work/middleware/none"
    answer = await server.client.put(unknown, json={"enabled": False}, headers=headers)
    assert problem_of(answer) == (404, "not-found")


async def test_jobs_are_cancelled_and_retried_and_nothing_else(server: TaskServer, bench: Bench) -> None:
    await server.add("a", "b", "c")
    await server.wait_for_states(a="running", c="waiting")
    by_name = {job["subject"]: job["id"] for job in await server.jobs()}
    for name in ("a", "c"):
        answer = await server.client.post(f"{API}/jobs/{by_name[name]}/cancel")
        assert answer.json()["state"] == "cancelled"
    refused = await server.client.post(f"{API}/jobs/{by_name['a']}/cancel")
    assert problem_of(refused) == (409, "not-in-state")
    refused = await server.client.post(f"{API}/jobs/{by_name['b']}/retry")
    assert problem_of(refused) == (409, "not-in-state")
    assert {job["subject"] for job in await server.jobs(state="cancelled")} == {"a", "c"}
    bench.let_end()
    await server.wait_for_states(a="cancelled", b="done", c="cancelled")

    assert (await server.client.post(f"{API}/jobs/{by_name['c']}/retry")).json()["attempt"] == 0
    await server.wait_for_states(c="done")
    deeds = [entry["action"] for entry in await entries_of(server.client, "job")]
    assert sorted(deeds) == ["job.cancelled", "job.cancelled", "job.retried"]


async def test_cancelling_regular_work_does_not_end_it(server: TaskServer) -> None:
    query = {"task": "crashes.end_ignoring", "state": "waiting"}

    async def waiting() -> list[dict[str, Any]]:
        return (await server.client.get(f"{API}/jobs", params=query)).json()["items"]

    [job] = await until(waiting, lambda found: len(found) == 1)
    await server.client.post(f"{API}/jobs/{job['id']}/cancel")
    [other] = await waiting()
    assert other["id"] != job["id"]


async def test_desks_are_told_of_what_people_set_and_not_of_every_job(
    server: TaskServer, bench: Bench
) -> None:
    bench.let_end()

    async def feed(since: str | None = None) -> dict[str, Any]:
        return (await server.client.get(f"{API}/changes", params={"since": since} if since else {})).json()

    first = await feed()
    names = {item["id"] for item in first["items"] if item["type"] in {"task", "queue"}}
    assert {"bench.work", "crashes.end_ignoring", "jobs.forget", "maintenance"} <= names
    await server.add("a")
    await server.wait_for_states(a="done")
    assert (await feed(first["next_token"]))["items"] == []
    await server.put(WORK, {"priority": 3})
    [told] = (await feed(first["next_token"]))["items"]
    assert told["object"]["override"]["priority"] == 3
