"""A change that met somebody else's goes on where it can, and is left to a person where it cannot."""

from __future__ import annotations

import pytest
from tests.support.store_builders import make_group

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
from crashdesk.core.people import Actor, Person

ADA = Person(UserId("usr_ada"), "Ada")
BOB = Person(UserId("usr_bob"), "Bob")
BASE = make_group(assignee=ADA)
RESOLVE = StatusChange(Status.RESOLVED, Resolution(ResolvedIn.NOW))


@pytest.mark.parametrize("change", [RESOLVE, AssigneeChange(BOB), NoteAddition("hm")])
def test_another_field_of_theirs_is_no_conflict(change: GroupChange) -> None:
    theirs = make_group(assignee=ADA, severity=Severity.CRITICAL, revision=2)
    assert settle(BASE, theirs, change) is Settlement.REBASE


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
    assert settle(BASE, theirs, change) is Settlement.CONFLICT  # pyright: ignore[reportArgumentType]


def test_the_same_decision_is_done() -> None:
    stamped = Resolution(ResolvedIn.NOW, version="1.0", at=Instant(5), by=Actor("user", "Bob"))
    theirs = make_group(status=Status.RESOLVED, resolution=stamped)
    assert settle(BASE, theirs, RESOLVE) is Settlement.DONE


def test_a_note_fits_even_when_the_status_changed() -> None:
    assert settle(None, make_group(status=Status.RESOLVED), NoteAddition("hm")) is Settlement.REBASE


def test_without_a_base_only_the_same_decision_is_settled() -> None:
    assert settle(None, make_group(severity=Severity.LOW), SeverityChange(Severity.LOW)) is Settlement.DONE
    assert settle(None, BASE, SeverityChange(Severity.LOW)) is Settlement.CONFLICT
