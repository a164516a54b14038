import pytest

from crashdesk.core.crash_groups import (
    Ignore,
    IgnoreUntil,
    NoteAddition,
    Resolution,
    ResolvedIn,
    Status,
    StatusChange,
)
from crashdesk.core.ids import Instant
from crashdesk.ui.tabs.crash_groups.decisions import ignore_change, note_addition, resolution_change

NOW = Instant(1_000_000)


def ignored(kind, *, until=NOW + 1, count=1, version="1.0"):
    return ignore_change(kind, until=Instant(until), count=count, version=version, now=NOW)


def test_resolving_now_and_next_needs_no_version():
    for kind in (ResolvedIn.NOW, ResolvedIn.NEXT):
        assert resolution_change(kind, "") == StatusChange(Status.RESOLVED, resolution=Resolution(kind))


def test_resolving_in_a_version_takes_it_without_spaces():
    change = resolution_change(ResolvedIn.VERSION, " 2.1 ")

    assert change == StatusChange(Status.RESOLVED, resolution=Resolution(ResolvedIn.VERSION, "2.1"))


@pytest.mark.parametrize("version", ["", "  ", "9" * 65])
def test_a_version_that_is_none_is_said_at_its_field(version):
    assert list(resolution_change(ResolvedIn.VERSION, version)) == ["version"]
    assert list(ignored(IgnoreUntil.VERSION, version=version)) == ["version"]


def test_each_exit_carries_its_own_value_alone():
    exits = {kind: ignored(kind, count=5, version="2") for kind in IgnoreUntil}

    assert {kind: change.ignore for kind, change in exits.items()} == {
        IgnoreUntil.FOREVER: Ignore(IgnoreUntil.FOREVER),
        IgnoreUntil.TIME: Ignore(IgnoreUntil.TIME, until=Instant(NOW + 1)),
        IgnoreUntil.COUNT: Ignore(IgnoreUntil.COUNT, count=5),
        IgnoreUntil.VERSION: Ignore(IgnoreUntil.VERSION, version="2"),
    }


def test_a_time_that_is_past_and_a_count_of_none_are_refused():
    assert list(ignored(IgnoreUntil.TIME, until=NOW)) == ["until"]
    assert list(ignored(IgnoreUntil.COUNT, count=0)) == ["count"]
    assert list(ignored(IgnoreUntil.COUNT, count=1_000_001)) == ["count"]


def test_what_is_not_chosen_is_not_checked():
    assert isinstance(ignored(IgnoreUntil.FOREVER, until=0, count=0, version=""), StatusChange)


def test_a_note_is_text_and_not_too_long():
    assert note_addition(" seen on staging\n") == NoteAddition("seen on staging")
    assert list(note_addition(" \n")) == ["note"]
    assert str(note_addition("x" * 10_002)["note"]) == "This is 2 characters too long."
