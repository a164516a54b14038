"""Two desks on one real server: each sees what the other decides, and knows whose doing it was."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest
from tests.support.connected_desk import ConnectedDesk, connected_desk
from tests.support.doors import a_profile
from tests.support.reference_server import PASSWORD, ServerProcess

from crashdesk.connectors.crashdesk.client import open_client
from crashdesk.core.alterations import group_alterations, user_alterations
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
from crashdesk.core.people import Role
from crashdesk.core.secret import Secret
from crashdesk.core.tables import TableQuery
from crashdesk.core.users import Approval, User, UserEdit
from crashdesk.services.users import Users

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


@pytest.mark.asyncio
async def test_an_account_that_one_desk_changes_is_news_on_the_other_alone(tmp_path: Path) -> None:
    with ServerProcess(tmp_path / "data") as server:
        async with (
            connected_desk(server.url, tmp_path / "a.db") as a,
            connected_desk(server.url, tmp_path / "b.db") as b,
        ):
            newcomer = await open_client(a_profile(server.url), lambda _seconds: None)
            session, _ = await newcomer.register("mira@example.org", Secret(PASSWORD), "Mira", None)
            await newcomer.close()

            async def user_of(desk: ConnectedDesk) -> User | None:
                found = await desk.desk.store.tables.get(ObjectType.USER, session.user_id)
                return found if isinstance(found, User) else None

            async def role_at_b() -> str:
                found = await user_of(b)
                return found.role if found else ""

            async def is_news(desk: ConnectedDesk, since: User) -> bool:
                return await desk.desk.store.tables.changed_by_others(
                    ObjectType.USER, session.user_id, since.revision
                )

            for desk in (a, b):
                await desk.until(lambda desk=desk: user_of(desk))
            waiting = await user_of(b)
            assert waiting is not None
            users: Users = a.desk.services["users"]
            outcome = await users.decide([session.user_id], Approval(Role.VIEWER))
            assert len(outcome.change_ids) == 1
            await a.until_sent()

            async def is_viewer() -> bool:
                return await role_at_b() == "viewer"

            await b.until(is_viewer)
            assert await is_news(b, waiting)
            assert not await is_news(a, waiting)
            approved = await user_of(b)
            assert approved is not None
            assert {(str(each.field), bool(each.who)) for each in user_alterations(waiting, approved)} == {
                ("status", True),
                ("role", True),
            }

            await users.edit(session.user_id, UserEdit(role=Role.OPERATOR))

            async def is_operator() -> bool:
                return await role_at_b() == "operator"

            await b.until(is_operator)
            assert await is_news(b, approved)
            assert not await is_news(a, waiting)
