"""Decisions about accounts in the outbox: what met what, and what can still be done."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from tests.support.manual_clock import NOVEMBER
from tests.support.user_samples import make_user
from tests.unit.ui.dialogs.test_outbox_presenter import ONE, make_entry

from crashdesk.core.outbox import ChangeState, Lane, ObjectType
from crashdesk.core.people import Actor, Role
from crashdesk.core.text import Text
from crashdesk.core.users import Approval, Rejection, User, UserDecision, UserState
from crashdesk.ui.dialogs.outbox.comparing import revision_of_theirs
from crashdesk.ui.dialogs.outbox.state import Offer, OutboxItem, Standing, items_of

MIRA = Lane(ObjectType.USER, "usr_mira")
ADA = Actor("user", "<b>Ada</b>", "usr_1")
PENDING = make_user("usr_mira", state=UserState.PENDING)
APPROVE = Approval(Role.OPERATOR, "knows the code")


def shown(decision: UserDecision = APPROVE, **values: Any) -> OutboxItem:
    (item,) = items_of([make_entry(change=decision, lane=MIRA, **values)], NOVEMBER)
    return item


def met(decision: UserDecision, theirs: User, base: User = PENDING) -> OutboxItem:
    bodies = {"base": msgspec.json.encode(base), "theirs": msgspec.json.encode(theirs)}
    return shown(decision, state=ChangeState.CONFLICT, **bodies)


def words(item: OutboxItem) -> list[tuple[str, ...]]:
    return [tuple(map(str, msgspec.structs.astuple(found))) for found in item.comparisons]


def theirs(state: UserState, role: str = "viewer") -> User:
    return make_user("usr_mira", state=state, role=role, revision=5, decided_by=ADA)


def test_an_approval_met_another_one() -> None:
    item = met(APPROVE, theirs(UserState.ACTIVE))
    assert words(item) == [
        ("State", "Pending", "Active, let in by <b>Ada</b>", "Active"),
        ("Role", "None yet", "Viewer", "Operator"),
    ]
    assert item.offers == (Offer.DISCARD,)
    assert "only once" in str(item.falls_back)


def test_an_approval_met_a_rejection_and_can_be_sent_all_the_same() -> None:
    item = met(APPROVE, theirs(UserState.REJECTED, "pending"))
    assert words(item) == [
        ("State", "Pending", "Rejected by <b>Ada</b>", "Active"),
        ("Role", "None yet", "None yet", "Operator"),
    ]
    assert item.offers == (Offer.SEND_MINE, Offer.DISCARD)
    assert "as it is on the server" in str(item.falls_back)


@pytest.mark.parametrize("state", [UserState.ACTIVE, UserState.DISABLED])
def test_a_rejection_comes_too_late_for_whom_somebody_let_in(state: UserState) -> None:
    item = met(Rejection("nobody knows them"), theirs(state))
    assert [row[0] for row in words(item)] == ["State"]
    assert item.offers == (Offer.DISCARD,)
    assert item.note == "nobody knows them", "it exists nowhere else"


def test_a_role_of_a_newer_server_stands_for_itself() -> None:
    assert words(met(APPROVE, theirs(UserState.ACTIVE, "auditor")))[1][2] == "auditor"


def test_what_was_refused_says_why_and_speaks_of_an_account() -> None:
    item = shown(state=ChangeState.REJECTED, problem=Text("T", "This is the last admin."))
    assert (item.standing, item.id) == (Standing.REFUSED, ONE)
    assert str(item.reason) == "This is the last admin."
    assert str(item.falls_back).startswith("The account shows again")
    assert item.comparisons == ()


def test_what_is_held_back_can_be_undone() -> None:
    item = shown(send_at=NOVEMBER + 4_000)
    assert (item.standing, item.offers, item.note) == (Standing.HELD, (Offer.UNDO,), "knows the code")


def test_insisting_is_on_the_revision_that_was_shown() -> None:
    bodies = {"theirs": msgspec.json.encode(theirs(UserState.REJECTED))}
    assert revision_of_theirs(make_entry(change=APPROVE, lane=MIRA, **bodies)) == 5
    assert revision_of_theirs(make_entry(change=APPROVE, lane=MIRA)) is None
