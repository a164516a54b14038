"""Lists of groups: filters, orders, pages that hold still while reports come in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.support.crash_server import GROUPS, CrashServer, crash_server
from tests.support.reference_server import problem_of, sign_in

from crashdesk_server.clock import DAY, HOUR


async def fill(server: CrashServer) -> None:
    await server.report("alpha", version="1.0.0")
    server.clock.time += 1
    await server.report("beta", version="2.0.0", os="windows", kind="exception", errorType="ÜberFehler")
    server.clock.time += 1
    await server.report("gamma", version="2.0.0", channel="dev")
    server.clock.time += 1
    await server.report("delta 100%_", kind="feedback")
    server.clock.time += 1
    await server.report("alpha", version="2.0.0")


FILTERS = [
    ("", ["alpha", "delta 100%_", "gamma", "beta"]),
    ("sort=first_seen", ["alpha", "beta", "gamma", "delta 100%_"]),
    ("sort=-count&limit=1", ["alpha"]),
    ("sort=title", ["alpha", "beta", "delta 100%_", "gamma"]),
    ("sort=-severity&limit=2", ["alpha", "beta"]),
    ("status=open&status=resolved&sort=title&limit=1", ["alpha"]),
    ("status=ignored", []),
    ("severity=medium", ["beta"]),
    ("severity=low&sort=title", ["delta 100%_", "gamma"]),
    ("assignee=none&limit=1", ["alpha"]),
    ("assignee=usr_x", []),
    ("version=1.0.0", ["alpha", "delta 100%_"]),
    ("os=windows", ["beta"]),
    ("os=win", []),
    ("q=ETA", ["beta"]),
    ("q=überfehler", ["beta"]),
    ("q=100%25_", ["delta 100%_"]),
    ("q=100__", []),
    ("development=true", ["gamma"]),
    ("regressed=true", []),
    ("regressed=false&development=false&sort=title&limit=1", ["alpha"]),
]


@pytest.mark.asyncio
async def test_filters_and_orders(tmp_path: Path):
    async with crash_server(tmp_path) as server:
        await fill(server)
        for query, titles in FILTERS:
            page = await server.get(f"{GROUPS}?{query}")
            assert [group["title"] for group in page["items"]] == titles, query


@pytest.mark.asyncio
async def test_bad_parameters_are_named(tmp_path: Path):
    async with crash_server(tmp_path) as server:
        for query in ("sort=color", "status=new", "limit=0", "cursor=x", "regressed=maybe", "colour=red"):
            answer = await server.client.get(f"{GROUPS}?{query}")
            assert problem_of(answer) == (422, "invalid-input")
            assert answer.json()["errors"][0]["pointer"].startswith(f"#/query/{query.partition('=')[0]}")


@pytest.mark.asyncio
async def test_pages_neither_repeat_nor_skip_what_does_not_move(tmp_path: Path):
    async with crash_server(tmp_path) as server:
        for n in range(25):
            await server.report(f"fault {n:02}")
        seen: list[str] = []
        cursor: Any = ""
        while cursor is not None:
            page = await server.get(f"{GROUPS}?sort=title&limit=4{cursor and '&cursor=' + cursor}")
            seen += [group["title"] for group in page["items"]]
            cursor = page["next_cursor"]
            await server.report(f"fault 00 {len(seen)}")
            await server.report("fault 24")
        assert [title for title in seen if len(title) == 8] == [f"fault {n:02}" for n in range(25)]
        assert len(seen) == len(set(seen))


@pytest.mark.asyncio
async def test_counts_by_hour_and_day(tmp_path: Path):
    async with crash_server(tmp_path) as server:
        for hours, version in ((0, "1.0.0"), (2, "1.0.0"), (23, "1.1.0"), (30, "1.1.0"), (300, "1.2.0")):
            server.clock.time = 1_795_000_000_000 // DAY * DAY + hours * HOUR
            await server.report(version=version)
        await sign_in(server.client)
        group = await server.group()
        assert group["daily"] == [0, 3, 1] + [0] * 10 + [1]
        assert (group["count"], group["last_day"]) == (5, 1)
        day = await server.get(f"{GROUPS}/{group['id']}/histogram")
        assert (len(day["counts"]), day["counts"][-1], sum(day["counts"])) == (24, 1, 1)
        assert [mark["version"] for mark in day["versions"]] == ["1.2.0"]
        fortnight = await server.get(f"{GROUPS}/{group['id']}/histogram?range=fortnight")
        assert fortnight["counts"] == group["daily"]
        assert [mark["version"] for mark in fortnight["versions"]] == ["1.0.0", "1.1.0", "1.2.0"]
        server.clock.time += 20 * DAY
        await sign_in(server.client)
        group = await server.group()
        assert (sum(group["daily"]), group["last_day"], group["count"]) == (0, 0, 5)


@pytest.mark.asyncio
async def test_samples_with_and_without_bodies(tmp_path: Path):
    async with crash_server(tmp_path) as server:
        for version in ("1.0.0", "1.0.0", "1.1.0", "1.1.0", "1.1.0"):
            await server.report(
                "[t] boom",
                version=version,
                stack="at f (/home/alice/x.py)",
                device={"cores": 4, "ramGb": 7.5},
                breadcrumbs=[{"t": 0, "msg": "start"}],
            )
            server.clock.time += 1
        group = await server.group()
        kept = (await server.get(f"{GROUPS}/{group['id']}/reports?sort=received_at"))["items"]
        assert [(r["version"], r["first"], r["latest"]) for r in kept] == [
            ("1.0.0", True, False),
            ("1.1.0", False, False),
            ("1.1.0", False, True),
        ]
        report = await server.get(f"{GROUPS}/{group['id']}/reports/{kept[0]['id']}")
        assert report.items() >= kept[0].items()
        assert report["stack"] == "at f (/home/_/x.py)"
        assert report["device"] == {"cores": 4, "ram_gb": 7.5}
        assert report["breadcrumbs"] == [{"t": 0, "msg": "start"}]
        await server.report("other")
        other = await server.group("other")
        for path in (
            f"{other['id']}/reports/{kept[0]['id']}",
            f"{group['id']}/reports/rep_x",
            "grp_x/reports",
        ):
            assert problem_of(await server.client.get(f"{GROUPS}/{path}")) == (404, "not-found")
