"""The public endpoints: plain answers, limits, floods."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import pytest
from tests.support.reference_server import (
    EMAIL,
    PASSWORD,
    URL,
    SetClock,
    client_of,
    running_application,
    sign_in,
)

from crashdesk_server.app import AREAS, Application
from crashdesk_server.area import Area, Context
from crashdesk_server.clock import DAY, MINUTE
from crashdesk_server.ingest import area as ingest_area
from crashdesk_server.ingest import endpoint
from crashdesk_server.ingest.budget import FloodLimits
from crashdesk_server.settings import FirstAdmin, ServerSettings

REPORT = {"kind": "crash", "version": "1.0", "os": "linux", "arch": "amd64", "message": "boom"}
PING = {"installId": "0a" * 16, "version": "1.0", "os": "linux", "arch": "amd64"}
METRICS = {"version": "1.0", "os": "linux", "counters": [{"signal": "turns", "bucket": "few", "count": 2}]}


async def post(client: httpx.AsyncClient, path: str = "/v1/report", **changes: Any) -> tuple[int, str]:
    body = {"/v1/report": REPORT, "/v1/ping": PING, "/v1/metrics": METRICS}[path] | changes
    answer = await client.post(path, content=json.dumps(body))
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    return answer.status_code, answer.text


async def groups(client: httpx.AsyncClient) -> list[dict[str, Any]]:
    answer = await client.get("/api/v1/crash-groups?sort=first_seen")
    return answer.json()["items"]


@pytest.mark.asyncio
@pytest.mark.parametrize("path", ["/v1/report", "/v1/ping", "/v1/metrics"])
async def test_answers_are_plain(tmp_path: Path, path: str):
    async with (
        running_application(tmp_path, ingest_limit=False) as application,
        client_of(application) as client,
    ):
        assert await post(client, path) == (202, "ok")
        assert await post(client, path, version="") == (400, "bad request")
        empty = await client.post(path)
        assert (empty.status_code, empty.text) == (413, "payload too large")
        large = await client.post(path, content=b" " * 98_305)
        assert large.status_code == 413
        assert (await client.post(path, content=b" " * 98_304)).status_code == 400


@pytest.mark.asyncio
async def test_a_body_without_a_length_is_refused(tmp_path: Path):
    async def chunks() -> AsyncIterator[bytes]:
        yield json.dumps(REPORT).encode()

    async with running_application(tmp_path) as application, client_of(application) as client:
        answer = await client.post("/v1/report", content=chunks())
        assert (answer.status_code, answer.text) == (413, "payload too large")


@pytest.mark.asyncio
async def test_posts_are_taken_before_the_first_admin_exists(tmp_path: Path):
    async with running_application(tmp_path, admin=False) as application, client_of(application) as client:
        assert await post(client) == (202, "ok")


@pytest.mark.asyncio
@pytest.mark.parametrize(("path", "limit"), [("/v1/report", 5), ("/v1/ping", 30), ("/v1/metrics", 30)])
async def test_each_address_may_post_so_often_a_minute_valid_or_not(tmp_path: Path, path: str, limit: int):
    clock = SetClock()
    async with running_application(tmp_path, clock) as application:
        async with client_of(application, "192.0.2.1") as client:
            assert await post(client, path, version="") == (400, "bad request")
            for _ in range(limit - 1):
                assert await post(client, path) == (202, "ok")
            assert await post(client, path) == (429, "rate limited")
            empty = await client.post(path)
            assert empty.status_code == 429
        async with client_of(application, "192.0.2.2") as other:
            assert await post(other, path) == (202, "ok")
        clock.time += MINUTE
        async with client_of(application, "192.0.2.1") as client:
            assert await post(client, path) == (202, "ok")


@pytest.mark.asyncio
async def test_without_free_space_nothing_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    class Usage(NamedTuple):
        free: int

    def full(_path: Path) -> Usage:
        return Usage(endpoint.FREE_SPACE_FLOOR - 1)

    async with (
        running_application(tmp_path, ingest_limit=False) as application,
        client_of(application) as client,
    ):
        with monkeypatch.context() as patched:
            patched.setattr(endpoint.shutil, "disk_usage", full)
            assert await post(client) == (503, "storage unavailable")
        assert await post(client) == (202, "ok")
        await sign_in(client)
        assert [group["count"] for group in await groups(client)] == [1]


@pytest.mark.asyncio
async def test_hundreds_at_once_are_all_counted(tmp_path: Path):
    async with (
        running_application(tmp_path, ingest_limit=False) as application,
        client_of(application) as client,
    ):
        posts = [post(client, message=f"fault {n % 7}", version=f"1.{n % 3}") for n in range(300)]
        posts += [post(client, "/v1/ping", installId=f"{n % 11:032x}") for n in range(100)]
        posts += [post(client, "/v1/metrics") for _ in range(50)]
        assert set(await asyncio.gather(*posts)) == {(202, "ok")}
        await sign_in(client)
        found = await groups(client)
        assert (len(found), sum(group["count"] for group in found)) == (7, 300)
        usage = (await client.get("/api/v1/usage?days=1")).json()
        assert [(day["installs"], day["opens"]) for day in usage["days"]] == [(11, 100)]
        metrics = (await client.get("/api/v1/usage/metrics")).json()
        assert metrics["buckets"] == [{"signal": "turns", "bucket": "few", "count": 100}]


def limited(**limits: int) -> Any:
    """Return the areas of the server with other flood limits."""

    def build(context: Context) -> Area:
        return ingest_area.build(context, FloodLimits(**limits))

    return [build if area is ingest_area.build else area for area in AREAS]


class Flooded:
    """A server with low limits."""

    def __init__(self, data: Path, **limits: int) -> None:
        self.clock = SetClock()
        admin = FirstAdmin(EMAIL, PASSWORD)
        settings = ServerSettings(data, URL, ingest_limit=False, first_admin=admin)
        self.application = Application(settings, self.clock, limited(**limits))


@pytest.mark.asyncio
async def test_new_groups_beyond_the_daily_limit_share_one(tmp_path: Path):
    flooded = Flooded(tmp_path, new_groups=3)
    async with flooded.application.running(), client_of(flooded.application) as client:
        for n in range(6):
            assert await post(client, message=f"fault {n}") == (202, "ok")
        await post(client, message="fault 1")
        flooded.clock.time += 1
        await post(client, message="fault 8", channel="dev")
        await sign_in(client)
        found = await groups(client)
        assert [(group["title"], group["count"]) for group in found] == [
            ("fault 0", 1),
            ("fault 1", 2),
            ("fault 2", 1),
            ("Reports beyond the daily limit of new groups", 3),
            ("Reports beyond the daily limit of new groups", 1),
        ]
        assert [group["development"] for group in found] == [False] * 4 + [True]
        flooded.clock.time += DAY
        await post(client, message="fault 9")
        await sign_in(client)
        assert [group["title"] for group in await groups(client)][-1] == "fault 9"


@pytest.mark.asyncio
async def test_new_installs_and_metrics_beyond_the_daily_limit_are_dropped(tmp_path: Path):
    flooded = Flooded(tmp_path, new_installs=2, new_metrics=1)
    async with flooded.application.running(), client_of(flooded.application) as client:
        for n in (0, 1, 2, 0):
            assert await post(client, "/v1/ping", installId=f"{n:032x}") == (202, "ok")
        for bucket in ("few", "many", "few"):
            counters = [{"signal": "turns", "bucket": bucket, "count": 1}]
            assert await post(client, "/v1/metrics", counters=counters) == (202, "ok")
        await sign_in(client)
        usage = (await client.get("/api/v1/usage?days=1")).json()
        assert [(day["installs"], day["opens"]) for day in usage["days"]] == [(2, 3)]
        metrics = (await client.get("/api/v1/usage/metrics")).json()
        assert metrics["buckets"] == [{"signal": "turns", "bucket": "few", "count": 2}]


@pytest.mark.asyncio
async def test_beyond_the_byte_budget_reports_are_counted_and_not_kept(tmp_path: Path):
    size = len(json.dumps(REPORT))
    flooded = Flooded(tmp_path, sample_bytes=2 * size)
    async with flooded.application.running(), client_of(flooded.application) as client:
        for version in ("1.0", "1.1", "1.2"):
            await post(client, version=version)
        await sign_in(client)
        [group] = await groups(client)
        assert (group["count"], group["reports_kept"], group["last_version"]) == (3, 2, "1.2")
        await client.delete(f"/api/v1/crash-groups/{group['id']}", headers={"If-Match": '"1"'})
        await post(client)
        assert [group["reports_kept"] for group in await groups(client)] == [1]


@pytest.mark.asyncio
async def test_a_flood_of_versions_keeps_fifty_samples(tmp_path: Path):
    async with (
        running_application(tmp_path, ingest_limit=False) as application,
        client_of(application) as client,
    ):
        for first in range(0, 120, 40):
            await asyncio.gather(*(post(client, version=f"1.{n}") for n in range(first, first + 40)))
        await sign_in(client)
        [group] = await groups(client)
        assert (group["count"], group["reports_kept"], group["versions"]) == (120, 50, 50)
        facets = (await client.get(f"/api/v1/crash-groups/{group['id']}/facets")).json()["facets"]
        assert (len(facets[0]["values"]), facets[0]["other"]) == (50, 70)
        feed = (await client.get("/api/v1/changes?types=crash_report")).json()["items"]
        assert len([change for change in feed if change["object"]]) == 50
