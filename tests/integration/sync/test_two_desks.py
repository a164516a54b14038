"""Two desks on one real server: each sees what the other decides, and knows whose doing it was."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest
from tests.support.connected_desk import ConnectedDesk, connected_desk
from tests.support.reference_server import ServerProcess

from crashdesk.core.alterations import group_alterations
from crashdesk.core.crash_groups import (
    CrashGroup,
    Resolution,
    ResolvedIn,
    Severity,
    SeverityChange,
    Status,
    StatusChange,
)
from crashdesk.core.ids import UserId
from crashdesk.core.outbox import ObjectType
from crashdesk.core.tables import TableQuery

RESOLVE = StatusChange(Status.RESOLVED, Resolution(ResolvedIn.NOW))
REPORT = {"kind": "crash", "version": "1.0.0", "os": "linux", "arch": "amd64", "message": "boom"}


async def the_group(desk: ConnectedDesk) -> CrashGroup:
    view = await desk.desk.store.tables.open_view(TableQuery(ObjectType.CRASH_GROUP))
    [group] = await view.page(0)
    await view.close()
    assert isinstance(group, CrashGroup)
    return group


async def altered(desk: ConnectedDesk, since: CrashGroup) -> bool:
    tables = desk.desk.store.tables
    return await tables.changed_by_others(ObjectType.CRASH_GROUP, since.id, since.revision)


@pytest.mark.asyncio
async def test_each_desk_shows_what_the_other_decides_and_takes_only_that_for_news(tmp_path: Path) -> None:
    with ServerProcess(tmp_path / "data", "--ingest-limit", "off") as server:
        assert httpx.post(f"{server.url}/v1/report", json=REPORT).text == "ok"
        async with (
            connected_desk(server.url, tmp_path / "a.db") as a,
            connected_desk(server.url, tmp_path / "b.db") as b,
        ):
            opened = await the_group(b)
            assert httpx.post(f"{server.url}/v1/report", json=REPORT).text == "ok"

            async def is_counted() -> bool:
                return (await the_group(b)).count == 2

            await b.until(is_counted)
            assert not await altered(b, opened), "one more report is no change"

            await a.desk.triage.change([opened.id], RESOLVE)
            await a.until_sent()

            async def is_resolved() -> bool:
                return (await the_group(b)).status is Status.RESOLVED

            await b.until(is_resolved)
            assert await altered(b, opened)
            assert not await altered(a, opened), "it was this desk's own doing"
            shown = await the_group(b)
            told = group_alterations(
                opened, shown, await b.desk.store.tables.activity_of(opened.id), UserId("")
            )
            assert [str(each.field) for each in told] == ["status"]
            assert told[0].who == shown.resolution.by.label  # type: ignore[union-attr]

            await b.desk.triage.change([opened.id], SeverityChange(Severity.CRITICAL))
            await b.until_sent()
            assert not await altered(b, shown), "built upon theirs, but one's own"

            async def is_critical() -> bool:
                return (await the_group(a)).severity is Severity.CRITICAL

            await a.until(is_critical)
            assert await altered(a, opened)
