"""Accounts over the real store: what is queued, what is done at once, and what the journal says."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from msgspec import structs
from tests.support.manual_clock import ManualClock
from tests.support.scripted_client import ScriptedClient, ScriptedUsers
from tests.support.shell_fakes import MemorySettings
from tests.support.store_builders import change_page, opened_store
from tests.support.user_samples import make_user

from crashdesk.core.errors import (
    ChangedMeanwhile,
    NotFound,
    OutcomeUnknown,
    RequestConflict,
    ServerUnreachable,
)
from crashdesk.core.ids import SECOND, UserId
from crashdesk.core.journal import Event
from crashdesk.core.outbox import ObjectType
from crashdesk.core.people import Role
from crashdesk.core.users import Approval, Rejection, User, UserDecision, UserEdit, UserState
from crashdesk.services.hold_back import HoldBack
from crashdesk.services.outcomes import ItemOutcome
from crashdesk.services.sentences import TITLE_LENGTH
from crashdesk.services.user_sentences import done, done_to_several, edit_sentence, wish
from crashdesk.services.users import Users
from crashdesk.settings.declared import HOLD_BACK_SECONDS
from crashdesk.store.store import Store

MIRA, JON, ADA, GONE = UserId("usr_mira"), UserId("usr_jon"), UserId("usr_ada"), UserId("usr_gone")
APPROVE = Approval(Role.OPERATOR, "knows the code")
REJECT = Rejection("nobody knows them")
PEOPLE = (
    make_user(MIRA, name="Mira", state=UserState.PENDING),
    make_user(JON, name="Jon", state=UserState.REJECTED, role="pending"),
    make_user(ADA, name="Ada", revision=4, role="operator", sessions=2),
)


class Scene:
    def __init__(self, store: Store, clock: ManualClock) -> None:
        self.store, self.clock, self.settings = store, clock, MemorySettings()
        self.server = ScriptedUsers()
        client: Any = ScriptedClient(users=self.server)
        hold_back = HoldBack(store.outbox, clock, self.settings, HOLD_BACK_SECONDS)
        self.users = Users(store.tables, store.mirror, store.journal, client, hold_back)

    async def user(self, user_id: UserId) -> User | None:
        found = await self.store.tables.get(ObjectType.USER, user_id)
        assert found is None or isinstance(found, User)
        return found

    async def journal(self) -> list[tuple[Event, str, str]]:
        return [(line.event, str(line.sentence), line.answer) for line in await self.store.journal.latest(9)]


@asynccontextmanager
async def scene() -> AsyncGenerator[Scene]:
    clock = ManualClock()
    async with opened_store(None, clock) as store:
        await store.mirror.apply(change_page(*PEOPLE))
        yield Scene(store, clock)


@pytest.mark.asyncio
async def test_a_decision_about_several_is_held_back_and_can_be_undone() -> None:
    async with scene() as desk:
        desk.settings.put(HOLD_BACK_SECONDS, 30)
        outcome = await desk.users.decide([MIRA, JON], APPROVE)
        entries = await desk.store.outbox.entries()
        assert [(entry.lane.id, entry.change) for entry in entries] == [(MIRA, APPROVE), (JON, APPROVE)]
        assert {entry.send_at for entry in entries} == {desk.clock.now() + 30 * SECOND}
        assert str(entries[0].sentence) == "Approve Mira as operator"
        assert str(outcome.sentence) == "Approved 2 users as operator"
        shown = await desk.user(MIRA)
        assert shown is not None and (shown.state, shown.role, shown.pending) == (
            UserState.ACTIVE, "operator", True,
        )  # fmt: skip
        assert await desk.users.undo(outcome.change_ids) == 2
        assert await desk.user(MIRA) == PEOPLE[0]


@pytest.mark.asyncio
async def test_who_was_decided_about_already_is_refused_and_told_so() -> None:
    async with scene() as desk:
        outcome = await desk.users.decide([ADA, GONE, MIRA, JON], REJECT)
        assert [(result.id, result.outcome) for result in outcome.results] == [
            (ADA, ItemOutcome.REFUSED),
            (GONE, ItemOutcome.REFUSED),
            (MIRA, ItemOutcome.QUEUED),
            (JON, ItemOutcome.UNCHANGED),
        ]
        assert str(outcome.results[0].text) == "It was decided about Ada already."
        assert outcome.results[1].text == NotFound.default
        assert str(outcome.sentence) == "Rejected Mira", "one is called by their name"
        assert [entry.lane.id for entry in await desk.store.outbox.entries()] == [MIRA]


@pytest.mark.asyncio
async def test_an_unsent_decision_is_not_decided_over() -> None:
    async with scene() as desk:
        await desk.users.decide([MIRA], APPROVE)
        same = await desk.users.decide([MIRA], APPROVE)
        assert same.results[0].outcome is ItemOutcome.UNCHANGED
        other = await desk.users.decide([MIRA], REJECT)
        assert other.results[0].outcome is ItemOutcome.REFUSED
        assert "Undo it first" in str(other.sentence)
        assert len(await desk.store.outbox.entries()) == 1


@pytest.mark.asyncio
async def test_half_of_a_surrogate_pair_in_a_reason_does_not_end_the_program() -> None:
    async with scene() as desk:
        await desk.users.decide([MIRA], Rejection("odd \ud83d"))
        (entry,) = await desk.store.outbox.entries()
        assert entry.change == Rejection("odd \ufffd")


@pytest.mark.asyncio
async def test_an_edit_is_sent_on_what_was_seen_and_shows_at_once() -> None:
    async with scene() as desk:
        answer = structs.replace(PEOPLE[2], role="admin", revision=5)
        desk.server.on_edit = lambda *_: answer
        assert await desk.users.edit(ADA, UserEdit(role=Role.ADMIN)) == answer
        assert desk.server.edits == [("edit", ADA, UserEdit(role=Role.ADMIN), 4)]
        assert await desk.user(ADA) == answer
        assert await desk.journal() == [(Event.DONE, "Make Ada admin", "5")]
        assert not await desk.store.tables.changed_by_others(ObjectType.USER, ADA, 4), "it was done here"


@pytest.mark.asyncio
async def test_an_answer_does_not_hide_what_is_unsent() -> None:
    async with scene() as desk:
        await desk.users.decide([MIRA], APPROVE)
        answer = structs.replace(PEOPLE[0], name="Mira S.", revision=2)
        desk.server.on_edit = lambda *_: answer
        await desk.users.edit(MIRA, UserEdit(name="Mira S."))
        shown = await desk.user(MIRA)
        assert shown is not None and (shown.name, shown.state, shown.pending) == (
            "Mira S.", UserState.ACTIVE, True,
        )  # fmt: skip


@pytest.mark.asyncio
@pytest.mark.parametrize("trouble", [ChangedMeanwhile(b"{}"), OutcomeUnknown()])
async def test_who_was_second_or_got_no_answer_sees_what_the_server_has(trouble: Exception) -> None:
    async with scene() as desk:
        theirs = structs.replace(PEOPLE[2], role="viewer", revision=9)
        desk.server.on_edit, desk.server.on_get = lambda *_: trouble, lambda _: theirs
        with pytest.raises(type(trouble)):
            await desk.users.edit(ADA, UserEdit(role=Role.ADMIN))
        assert await desk.user(ADA) == theirs
        ((event, _, answer),) = await desk.journal()
        assert event is (Event.UNKNOWN if isinstance(trouble, OutcomeUnknown) else Event.REJECTED)
        assert answer


@pytest.mark.asyncio
async def test_a_guard_of_the_server_is_noted_and_what_never_arrived_is_not() -> None:
    async with scene() as desk:
        desk.server.on_edit = lambda *_: RequestConflict(type="last-admin")
        with pytest.raises(RequestConflict):
            await desk.users.delete(ADA)
        desk.server.on_edit = lambda *_: ServerUnreachable()
        with pytest.raises(ServerUnreachable):
            await desk.users.delete(ADA)
        assert await desk.user(ADA) == PEOPLE[2]
        assert [(event, sentence) for event, sentence, _ in await desk.journal()] == [
            (Event.REJECTED, "Delete the account of Ada")
        ]


@pytest.mark.asyncio
@pytest.mark.parametrize("answer", [None, NotFound()])
async def test_a_deleted_account_is_gone_at_once(answer: object) -> None:
    async with scene() as desk:
        desk.server.on_edit = lambda *_: answer
        await desk.users.delete(ADA)
        assert desk.server.edits == [("delete", ADA, 4)]
        assert await desk.user(ADA) is None


@pytest.mark.asyncio
async def test_signing_somebody_out_says_how_many_sessions_were_open() -> None:
    async with scene() as desk:
        desk.server.on_edit = lambda *_: 2
        desk.server.on_get = lambda _: structs.replace(PEOPLE[2], sessions=0)
        assert await desk.users.end_sessions(ADA) == 2
        shown = await desk.user(ADA)
        assert shown is not None and shown.sessions == 0
        assert await desk.journal() == [(Event.DONE, "Sign Ada out everywhere", "")]


@pytest.mark.asyncio
async def test_nothing_is_sent_about_somebody_who_is_not_here() -> None:
    async with scene() as desk:
        for action in (desk.users.edit(GONE, UserEdit(name="x")), desk.users.delete(GONE)):
            with pytest.raises(NotFound):
                await action
        assert desk.server.edits == []


@pytest.mark.parametrize(
    ("decision", "sentences"),
    [
        (Approval(Role.VIEWER), ("Approve Mira as viewer", "Approved Mira as viewer")),
        (Approval(Role.ADMIN), ("Approve Mira as admin", "Approved Mira as admin")),
        (Rejection(), ("Reject Mira", "Rejected Mira")),
    ],
)
def test_decisions_in_words(decision: UserDecision, sentences: tuple[str, str]) -> None:
    assert (str(wish(decision, "Mira")), str(done(decision, "Mira"))) == sentences
    assert "3 users" in str(done_to_several(decision, 3))
    assert len(str(wish(decision, "M" * 500))) < TITLE_LENGTH + 30


@pytest.mark.parametrize(
    ("edit", "sentence"),
    [
        (UserEdit(name="Mira S."), "Rename Mira to Mira S."),
        (UserEdit(role=Role.VIEWER), "Make Mira viewer"),
        (UserEdit(enabled=True), "Enable the account of Mira"),
        (UserEdit(enabled=False), "Disable the account of Mira"),
        (UserEdit(permissions=("audit.read",)), "Let Mira have audit.read beyond the role"),
        (UserEdit(permissions=()), "Take from Mira all rights beyond the role"),
        (UserEdit(name="M", enabled=False), "Change the account of Mira"),
    ],
)
def test_edits_in_words(edit: UserEdit, sentence: str) -> None:
    assert str(edit_sentence(edit, "Mira")) == sentence
