"""Triage over the real store: what is queued, what is left alone, and what the toast says."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from tests.support.manual_clock import ManualClock
from tests.support.scripted_client import ScriptedClient, ScriptedCrashGroups, raise_or_return
from tests.support.shell_fakes import MemorySettings
from tests.support.store_builders import change_page, make_group, opened_store

from crashdesk.core.crash_groups import (
    AssigneeChange,
    CrashGroup,
    GroupChange,
    Ignore,
    IgnoreUntil,
    NoteAddition,
    Resolution,
    ResolvedIn,
    Severity,
    SeverityChange,
    Status,
    StatusChange,
)
from crashdesk.core.errors import ChangedMeanwhile, NotFound, ServerUnreachable
from crashdesk.core.ids import SECOND, ChangeId, GroupId, UserId
from crashdesk.core.outbox import ObjectType
from crashdesk.core.people import Person
from crashdesk.services.outcomes import ItemOutcome
from crashdesk.services.sentences import TITLE_LENGTH
from crashdesk.services.triage import Triage
from crashdesk.services.triage_sentences import done, done_to_several, wish
from crashdesk.settings.declared import HOLD_BACK_SECONDS
from crashdesk.store.store import Store

ONE, TWO, GONE = GroupId("grp_1"), GroupId("grp_2"), GroupId("grp_9")
RESOLVE = StatusChange(Status.RESOLVED, Resolution(ResolvedIn.VERSION, "2.1"))
ADA = Person(UserId("usr_1"), "Ada")


@dataclass
class DeletingServer(ScriptedCrashGroups):
    """Deletes what it is told to unless `on_delete` answers with an error."""

    on_delete: Callable[[GroupId], object] = lambda _: 1
    deleted: list[tuple[GroupId, int]] = field(default_factory=list)
    keys: set[str] = field(default_factory=set)

    async def delete(self, group_id: GroupId, *, revision: int, idempotency_key: str) -> int:
        raise_or_return(self.on_delete(group_id))
        self.deleted.append((group_id, revision))
        self.keys.add(idempotency_key)
        return 1


class Scene:
    def __init__(self, store: Store, clock: ManualClock) -> None:
        self.store, self.clock = store, clock
        self.server, self.settings = DeletingServer(), MemorySettings()
        client: Any = ScriptedClient(crash_groups=self.server)
        self.triage = Triage(
            store.tables, store.outbox, store.mirror, client, clock, self.settings, HOLD_BACK_SECONDS
        )

    async def group(self, group_id: GroupId) -> CrashGroup | None:
        found = await self.store.tables.get(ObjectType.CRASH_GROUP, group_id)
        assert found is None or isinstance(found, CrashGroup)
        return found


@asynccontextmanager
async def scene(*groups: CrashGroup) -> AsyncGenerator[Scene]:
    clock = ManualClock()
    async with opened_store(None, clock) as store:
        await store.mirror.apply(
            change_page(*(groups or (make_group(ONE, title="Disk"), make_group(TWO, revision=4))))
        )
        yield Scene(store, clock)


@pytest.mark.asyncio
async def test_each_group_has_a_change_of_its_own_that_is_held_back() -> None:
    async with scene() as desk:
        desk.settings.put(HOLD_BACK_SECONDS, 30)
        outcome = await desk.triage.change([ONE, TWO], RESOLVE)
        entries = await desk.store.outbox.entries()
        assert [(entry.lane.id, entry.change) for entry in entries] == [(ONE, RESOLVE), (TWO, RESOLVE)]
        assert {entry.send_at for entry in entries} == {desk.clock.now() + 30 * SECOND}
        assert outcome.change_ids == tuple(entry.id for entry in entries)
        assert str(entries[0].sentence) == "Resolve “Disk” in 2.1"
        assert str(outcome.sentence) == "Resolved 2 groups in 2.1"
        shown = await desk.group(ONE)
        assert shown is not None and (shown.status, shown.pending) == (Status.RESOLVED, True)


@pytest.mark.asyncio
async def test_what_is_so_already_is_left_alone_and_what_is_gone_is_refused() -> None:
    async with scene(make_group(ONE, title="Disk"), make_group(TWO, severity=Severity.HIGH)) as desk:
        outcome = await desk.triage.change([TWO, GONE, ONE], SeverityChange(Severity.HIGH))
        assert [(result.id, result.outcome) for result in outcome.results] == [
            (TWO, ItemOutcome.UNCHANGED),
            (GONE, ItemOutcome.REFUSED),
            (ONE, ItemOutcome.QUEUED),
        ]
        assert outcome.results[1].text == NotFound.default
        assert [entry.lane.id for entry in await desk.store.outbox.entries()] == [ONE]
        assert str(outcome.sentence) == "“Disk” is high now", "one is called by its name"
        assert outcome.count(ItemOutcome.REFUSED) == 1


@pytest.mark.asyncio
async def test_nothing_to_do_says_so() -> None:
    async with scene() as desk:
        outcome = await desk.triage.change([ONE], AssigneeChange(None))
        assert (outcome.change_ids, str(outcome.sentence)) == ((), "Nothing to change: already so.")


@pytest.mark.asyncio
async def test_a_pending_change_counts_as_in_effect() -> None:
    async with scene() as desk:
        await desk.triage.change([ONE], RESOLVE)
        again = await desk.triage.change([ONE], RESOLVE)
        assert again.count(ItemOutcome.UNCHANGED) == 1


@pytest.mark.asyncio
async def test_undo_takes_back_the_newest_first_and_counts_what_it_could() -> None:
    async with scene() as desk:
        first = await desk.triage.change([ONE], SeverityChange(Severity.HIGH))
        second = await desk.triage.change([ONE], SeverityChange(Severity.LOW))
        asked: list[ChangeId] = []
        undo = desk.store.outbox.undo

        async def recorded(change_id: ChangeId) -> bool:
            asked.append(change_id)
            return await undo(change_id)

        desk.store.outbox.undo = recorded  # type: ignore[method-assign]
        both = [*first.change_ids, *second.change_ids]
        assert await desk.triage.undo(both) == 2
        assert asked == sorted(both, reverse=True)
        assert await desk.group(ONE) == make_group(ONE, title="Disk")
        assert await desk.triage.undo(both) == 0


@pytest.mark.asyncio
async def test_what_was_sent_is_not_taken_back() -> None:
    async with scene() as desk:
        outcome = await desk.triage.change([ONE, TWO], RESOLVE)
        desk.clock.advance(60 * SECOND)
        await desk.store.outbox.take_next(desk.clock.now())
        assert await desk.triage.undo(outcome.change_ids) == 1


@pytest.mark.asyncio
async def test_deleting_is_done_on_the_server_at_once_by_explicit_ids() -> None:
    async with scene() as desk:
        outcome = await desk.triage.delete([ONE, TWO, GONE])
        assert desk.server.deleted == [(ONE, 1), (TWO, 4)] and len(desk.server.keys) == 2
        assert [result.outcome for result in outcome.results] == [
            ItemOutcome.DONE,
            ItemOutcome.DONE,
            ItemOutcome.UNCHANGED,
        ]
        assert str(outcome.sentence) == "Deleted 2 groups"
        assert await desk.group(ONE) is None
        assert await desk.store.outbox.entries() == ()


@pytest.mark.asyncio
async def test_what_somebody_has_changed_is_not_deleted_and_what_is_gone_there_goes_here() -> None:
    async with scene() as desk:
        answers: dict[GroupId, object] = {ONE: ChangedMeanwhile(b"{}"), TWO: NotFound()}
        desk.server.on_delete = answers.__getitem__
        outcome = await desk.triage.delete([ONE, TWO])
        assert [(result.outcome, result.text) for result in outcome.results] == [
            (ItemOutcome.REFUSED, ChangedMeanwhile.default),
            (ItemOutcome.DONE, None),
        ]
        assert await desk.group(ONE) is not None and await desk.group(TWO) is None


@pytest.mark.asyncio
async def test_without_the_server_nothing_is_deleted() -> None:
    async with scene() as desk:
        desk.server.on_delete = lambda _: ServerUnreachable()
        with pytest.raises(ServerUnreachable):
            await desk.triage.delete([ONE])
        assert await desk.group(ONE) is not None


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (StatusChange(Status.RESOLVED, Resolution(ResolvedIn.NOW)), "Resolve “Disk”"),
        (StatusChange(Status.RESOLVED, Resolution(ResolvedIn.NEXT)), "Resolve “Disk” in the next version"),
        (RESOLVE, "Resolve “Disk” in 2.1"),
        (StatusChange(Status.OPEN), "Reopen “Disk”"),
        (StatusChange(Status.IGNORED, ignore=Ignore(IgnoreUntil.FOREVER)), "Ignore “Disk” for ever"),
        (StatusChange(Status.IGNORED, ignore=Ignore(IgnoreUntil.TIME)), "Ignore “Disk” for a time"),
        (
            StatusChange(Status.IGNORED, ignore=Ignore(IgnoreUntil.COUNT, count=50)),
            "Ignore “Disk” for 50 more reports",
        ),
        (
            StatusChange(Status.IGNORED, ignore=Ignore(IgnoreUntil.VERSION, version="3")),
            "Ignore “Disk” up to version 3",
        ),
        (SeverityChange(Severity.CRITICAL), "Set “Disk” to critical"),
        (AssigneeChange(ADA), "Assign “Disk” to Ada"),
        (AssigneeChange(None), "Assign “Disk” to nobody"),
        (NoteAddition("x"), "Add a note to “Disk”"),
    ],
)
def test_every_change_has_a_sentence(change: GroupChange, sentence: str) -> None:
    assert str(wish(change, "Disk")) == sentence
    assert "Disk" in str(done(change, "Disk"))
    for told in (done(change, "Disk"), done_to_several(change, 3)):
        assert "{" not in str(told)
        assert str(told) != sentence


def test_a_long_title_is_shortened() -> None:
    assert str(wish(NoteAddition("x"), "A" * 61)) == f"Add a note to “{'A' * (TITLE_LENGTH - 1)}…”"
    assert str(wish(NoteAddition("x"), "A" * 60)) == f"Add a note to “{'A' * 60}”"
