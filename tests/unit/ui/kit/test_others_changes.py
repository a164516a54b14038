"""What others change of an open account is told until it has been seen."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import pytest
from tests.support.fake_tables import FakeTables
from tests.support.user_samples import make_user

from crashdesk.core.alterations import Alteration, user_alterations
from crashdesk.core.outbox import ObjectType
from crashdesk.core.users import UserState
from crashdesk.runtime.jobs import RunningJobs
from crashdesk.ui.kit.others_changes import OthersChanges

ANA, BOB = make_user("usr_a"), make_user("usr_b")


class Scene:
    """A follower over two accounts."""

    def __init__(self) -> None:
        self.tables = FakeTables(ANA, BOB)
        self.bugs: list[BaseException] = []
        self.jobs = RunningJobs(lambda _job, error, _quiet: self.bugs.append(error), self.bugs.append)
        self.told: list[list[str] | None] = []
        self.others = OthersChanges(
            self.tables,  # type: ignore[arg-type]
            self.jobs,
            "users",
            ObjectType.USER,
            user_alterations,
            self._tell,
        )

    def _tell(self, found: tuple[Alteration, ...] | None) -> None:
        self.told.append(None if found is None else [str(each.field) for each in found])

    async def put(self, *rows: object) -> list[str] | None:
        self.tables.put(*rows, types=frozenset({ObjectType.USER}))
        return await self.settle()

    async def settle(self) -> list[str] | None:
        while self.jobs.running:
            await self.jobs.running[0].wait()
        return self.told[-1]


@asynccontextmanager
async def scene() -> AsyncGenerator[Scene]:
    made = Scene()
    yield made
    await made.jobs.close_all()
    assert not made.bugs


@pytest.mark.asyncio
async def test_a_change_of_others_is_told_until_it_has_been_seen() -> None:
    async with scene() as desk:
        desk.others.open(ANA)
        disabled = make_user("usr_a", revision=2, state=UserState.DISABLED)
        desk.tables.others_changed = {("usr_a", 1)}
        assert await desk.put(disabled, BOB) == ["status"]
        desk.others.open(disabled)
        assert desk.told[-1] == ["status"], "the list shows the later state of the same account"

        desk.others.take_note()
        assert await desk.settle() is None
        assert await desk.put(disabled, BOB) is None
        desk.tables.others_changed = {("usr_a", 2)}
        assert await desk.put(make_user("usr_a", revision=3, role="admin"), BOB) == ["status", "role"]


@pytest.mark.asyncio
async def test_own_changes_sessions_and_other_accounts_are_no_news() -> None:
    async with scene() as desk:
        desk.others.open(ANA)
        assert await desk.put(make_user("usr_a", sessions=3), BOB) is None
        assert await desk.put(make_user("usr_a", revision=2, role="admin"), BOB) is None
        desk.tables.others_changed = {("usr_a", 1)}
        assert await desk.put(make_user("usr_a", revision=3, role="viewer", name="A"), BOB) == ["name"]
        desk.others.open(BOB)
        assert desk.told[-1] is None
        assert await desk.put(BOB) is None
        desk.others.close()
        desk.others.open(None)
        desk.tables.put(BOB, types=frozenset({ObjectType.USER}))
        assert not desk.jobs.running
