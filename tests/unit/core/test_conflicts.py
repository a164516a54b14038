"""A change that met somebody else's goes on where it can, and is left to a person where it cannot."""

from __future__ import annotations

import pytest
from tests.support.store_builders import make_group
from tests.support.user_samples import make_user

from crashdesk.core.change_rules import CHANGE_RULES
from crashdesk.core.conflicts import Settlement, settle
from crashdesk.core.crash_groups import (
    AssigneeChange,
    GroupChange,
    NoteAddition,
    Resolution,
    ResolvedIn,
    Severity,
    SeverityChange,
    Status,
    StatusChange,
)
from crashdesk.core.ids import Instant, UserId
from crashdesk.core.outbox import ObjectType
from crashdesk.core.people import Actor, Person, Role
from crashdesk.core.users import Approval, Rejection, UserDecision, UserState

GROUP = CHANGE_RULES[ObjectType.CRASH_GROUP]
USER = CHANGE_RULES[ObjectType.USER]
ADA = Person(UserId("usr_ada"), "Ada")
BOB = Person(UserId("usr_bob"), "Bob")
BASE = make_group(assignee=ADA)
RESOLVE = StatusChange(Status.RESOLVED, Resolution(ResolvedIn.NOW))


@pytest.mark.parametrize("change", [RESOLVE, AssigneeChange(BOB), NoteAddition("hm")])
def test_another_field_of_theirs_is_no_conflict(change: GroupChange) -> None:
    theirs = make_group(assignee=ADA, severity=Severity.CRITICAL, revision=2)
    assert settle(GROUP, BASE, theirs, change) is Settlement.REBASE


@pytest.mark.parametrize(
    ("change", "theirs"),
    [
        (RESOLVE, make_group(status=Status.IGNORED)),
        (SeverityChange(Severity.LOW), make_group(severity=Severity.HIGH)),
        (AssigneeChange(BOB), make_group(assignee=None)),
        (AssigneeChange(None), make_group(assignee=BOB)),
    ],
)
def test_the_same_field_set_otherwise_is_a_conflict(change: GroupChange, theirs: object) -> None:
    assert settle(GROUP, BASE, theirs, change) is Settlement.CONFLICT  # pyright: ignore[reportArgumentType]


def test_the_same_decision_is_done() -> None:
    stamped = Resolution(ResolvedIn.NOW, version="1.0", at=Instant(5), by=Actor("user", "Bob"))
    theirs = make_group(status=Status.RESOLVED, resolution=stamped)
    assert settle(GROUP, BASE, theirs, RESOLVE) is Settlement.DONE


def test_a_note_fits_even_when_the_status_changed() -> None:
    assert settle(GROUP, None, make_group(status=Status.RESOLVED), NoteAddition("hm")) is Settlement.REBASE


def test_without_a_base_only_the_same_decision_is_settled() -> None:
    assert (
        settle(GROUP, None, make_group(severity=Severity.LOW), SeverityChange(Severity.LOW))
        is Settlement.DONE
    )
    assert settle(GROUP, None, BASE, SeverityChange(Severity.LOW)) is Settlement.CONFLICT


PENDING = make_user(state=UserState.PENDING)
APPROVE = Approval(Role.OPERATOR, "knows the code")
REJECT = Rejection("nobody knows them")


@pytest.mark.parametrize("decision", [APPROVE, REJECT])
def test_somebody_who_waits_still_is_decided_about_whatever_else_changed(decision: UserDecision) -> None:
    theirs = make_user(state=UserState.PENDING, name="Mira S.", revision=7)
    assert settle(USER, PENDING, theirs, decision) is Settlement.REBASE
    assert settle(USER, None, theirs, decision) is Settlement.REBASE


@pytest.mark.parametrize(
    ("decision", "theirs"),
    [(APPROVE, make_user(role="operator")), (REJECT, make_user(state=UserState.REJECTED, role="pending"))],
)
def test_the_same_decision_about_somebody_is_done_whatever_was_noted(
    decision: UserDecision, theirs: object
) -> None:
    assert settle(USER, PENDING, theirs, decision) is Settlement.DONE


@pytest.mark.parametrize(
    ("decision", "theirs"),
    [
        (APPROVE, make_user(role="viewer")),
        (APPROVE, make_user(state=UserState.REJECTED)),
        (APPROVE, make_user(state=UserState.DISABLED, role="operator")),
        (REJECT, make_user(role="viewer")),
        (REJECT, make_user(state=UserState.DISABLED)),
    ],
)
def test_another_decision_about_somebody_is_a_conflict(decision: UserDecision, theirs: object) -> None:
    assert settle(USER, PENDING, theirs, decision) is Settlement.CONFLICT


def test_somebody_rejected_can_be_let_in_as_long_as_nobody_else_has_decided() -> None:
    rejected, again = (make_user(state=UserState.REJECTED, revision=revision) for revision in (3, 4))
    assert settle(USER, rejected, again, APPROVE) is Settlement.REBASE
