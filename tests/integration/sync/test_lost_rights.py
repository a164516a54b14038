"""Somebody loses rights on a real server while their desk is connected: what these covered goes from it."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.support.connected_desk import ConnectedDesk, connected_desk
from tests.support.doors import a_profile
from tests.support.reference_server import PASSWORD, ServerProcess
from tests.support.store_builders import SENTENCE
from tests.support.store_pages import pages

from crashdesk.connectors.crashdesk.client import open_client
from crashdesk.core.connection import Link
from crashdesk.core.ids import MINUTE, Instant, UserId
from crashdesk.core.outbox import ChangeState, Lane, ObjectType
from crashdesk.core.people import Role
from crashdesk.core.secret import Secret
from crashdesk.core.tables import TableQuery
from crashdesk.core.users import Approval, UserEdit, UserState

MIRA, WAITING = "mira@example.org", "qzwaiting@example.org"
USER, AUDIT = ObjectType.USER, ObjectType.AUDIT_ENTRY


async def register(url: str, email: str) -> UserId:
    client = await open_client(a_profile(url), lambda _seconds: None)
    session, _ = await client.register(email, Secret(PASSWORD), "", None)
    await client.close()
    return session.user_id


async def count(desk: ConnectedDesk, of: ObjectType) -> int:
    view = await desk.desk.store.tables.open_view(TableQuery(of))
    found = len(await view.page(0))
    await view.close()
    return found


async def edit(admin: ConnectedDesk, user_id: UserId, role: Role) -> None:
    users = admin.desk.client.users
    user = await users.get(user_id)
    key = f"{role}-{user_id}"
    if user.state is UserState.PENDING:
        await users.change(user_id, Approval(role), revision=user.revision, idempotency_key=key)
    else:
        await users.edit(user_id, UserEdit(role=role), revision=user.revision, idempotency_key=key)


@pytest.mark.asyncio
async def test_a_demoted_admin_keeps_nothing_of_what_only_admins_see(tmp_path: Path) -> None:
    path = tmp_path / "mira.db"
    with ServerProcess(tmp_path / "data") as server:
        async with connected_desk(server.url, tmp_path / "admin.db") as admin:
            mira_id = await register(server.url, MIRA)
            await edit(admin, mira_id, Role.ADMIN)
            waiting_id = await register(server.url, WAITING)
            async with connected_desk(server.url, path, MIRA) as mira:
                outbox = mira.desk.store.outbox

                async def has_everything() -> bool:
                    return await count(mira, USER) == 3 and await count(mira, AUDIT) > 0

                await mira.until(has_everything)
                assert WAITING.encode() in pages(path)
                later = Instant(mira.desk.state.since + 10 * MINUTE)
                lane = Lane(USER, waiting_id)
                change_id = await outbox.queue(lane, Approval(Role.VIEWER), SENTENCE, send_at=later)

                await edit(admin, mira_id, Role.VIEWER)

                async def is_gone() -> bool:
                    return (
                        not await count(mira, USER)
                        and not await count(mira, AUDIT)
                        and mira.desk.state.link is Link.ONLINE
                    )

                await mira.until(is_gone)
                assert mira.sessions[-1].role == "viewer"
                [refused] = await outbox.entries()
                assert (refused.id, refused.state) == (change_id, ChangeState.REJECTED)
                assert (refused.base, refused.theirs) == (b"", b"")
                assert len(await mira.desk.store.tables.people()) == 2, "who can be named stays"
            assert WAITING.encode() not in pages(path)
            assert b"user.registered" not in pages(path)
            assert (await admin.desk.client.users.get(waiting_id)).state is UserState.PENDING
