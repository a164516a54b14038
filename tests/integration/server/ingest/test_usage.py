"""Installs, opens and sums as the API shows them, and how long they are kept."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.support.crash_server import CrashServer, crash_server
from tests.support.reference_server import problem_of, sign_in

from crashdesk_server.clock import DAY
from crashdesk_server.tasks.declaring import Work
from crashdesk_server.usage import area as usage_area
from crashdesk_server.usage.reading import KEPT_DAYS


async def ping(server: CrashServer, install: int, **fields: Any) -> None:
    body = {"installId": f"{install:032x}", "version": "1.0", "os": "linux", "arch": "amd64", **fields}
    assert (await server.client.post("/v1/ping", json=body)).text == "ok"


@pytest.mark.asyncio
async def test_by_day_version_and_platform(tmp_path: Path):
    async with crash_server(tmp_path) as server:
        await ping(server, 1)
        await ping(server, 1, version="1.1")
        await ping(server, 2, os="windows")
        server.clock.time += 2 * DAY
        await ping(server, 1, version="1.1")
        await sign_in(server.client)
        usage = await server.get("/api/v1/usage?days=4")
        assert [(day["installs"], day["opens"]) for day in usage["days"]] == [(0, 0), (2, 3), (0, 0), (1, 1)]
        assert [(share["name"], share["installs"], share["opens"]) for share in usage["versions"]] == [
            ("1.1", 1, 3),
            ("1.0", 1, 1),
        ]
        assert [(share["name"], share["installs"], share["opens"]) for share in usage["platforms"]] == [
            ("linux/amd64", 1, 3),
            ("windows/amd64", 1, 1),
        ]
        for days in ("0", "91", "many"):
            assert problem_of(await server.client.get(f"/api/v1/usage?days={days}")) == (422, "invalid-input")


@pytest.mark.asyncio
async def test_old_usage_is_forgotten(tmp_path: Path):
    async with crash_server(tmp_path) as server:
        await ping(server, 1)
        context = server.application.context
        [task] = usage_area.build(context).tasks
        work = Work(task, "job_1", {}, 1, 1_000, context.database, is_last=True)
        for days, installs in ((KEPT_DAYS - 1, 1), (1, 0)):
            server.clock.time += days * DAY
            await task.run(work)
            await sign_in(server.client)
            usage = await server.get(f"/api/v1/usage?days={KEPT_DAYS}")
            assert sum(day["installs"] for day in usage["days"]) == installs
