"""What reports, people and time make of a group."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from crashdesk_server.clock import to_rfc3339
from crashdesk_server.crashes import lifecycle
from crashdesk_server.crashes.lifecycle import Event, Lifecycle
from crashdesk_server.wire.crash_groups import ActorRef, IgnoreInput, ResolutionInput

ALICE = ActorRef("usr_a", "user", "Alice")
NOW = 1_000_000
LATER = NOW + 60_000


def group(**changes: Any) -> Lifecycle:
    return msgspec.structs.replace(Lifecycle(severity="high", newest_version="2.1.0"), **changes)


def resolved(kind: Any, version: str | None = None, newest: str = "2.1.0") -> Lifecycle:
    state = group(newest_version=newest)
    return lifecycle.resolve(state, ResolutionInput(kind, version), ALICE, NOW).state


def ignored(kind: Any, **exit_: Any) -> Lifecycle:
    return lifecycle.ignore(group(), IgnoreInput(kind, **exit_), ALICE, NOW).state


@pytest.mark.parametrize(
    ("state", "version", "reopens"),
    [
        (resolved("version", "2.2.0"), "2.1.9", False),
        (resolved("version", "2.2.0"), "2.2.0-rc.1", False),
        (resolved("version", "2.2.0"), "2.2.0", True),
        (resolved("version", "2.2.0"), "2.2", True),
        (resolved("version", "2.2.0"), "3.0", True),
        (resolved("version", "2.2.0"), "nightly", True),
        (resolved("version", "nightly"), "2.2.0", True),
        (resolved("next"), "2.0.0", False),
        (resolved("next"), "2.1.0", False),
        (resolved("next"), "2.1.1-rc.1", True),
        (resolved("next", newest="main"), "main", False),
        (resolved("next", newest="main"), "2.1.0", True),
        (resolved("now"), "2.0.0", False),
        (resolved("now"), "2.1.0", True),
        (resolved("now"), "2.2.0", True),
        (resolved("now"), "nightly", True),
    ],
)
def test_what_counts_as_a_regression(state: Lifecycle, version: str, reopens: bool):
    outcome = lifecycle.receive(state, version, "high", LATER)
    if reopens:
        assert outcome.state.status == "open"
        assert outcome.state.resolution is None
        assert (outcome.state.regressed_at, outcome.state.regressed_in) == (LATER, version)
        assert outcome.state.regressions == 1
        assert outcome.events == (Event("regressed", lifecycle.describe(state), version),)
    else:
        assert outcome.state.status == "resolved"
        assert outcome.events == ()


def test_a_report_received_before_the_resolution_reopens_nothing():
    for version in ("3.0", "nightly"):
        assert lifecycle.receive(resolved("now"), version, "high", NOW - 1).events == ()


def test_the_newest_version_at_the_resolution_decides_not_one_seen_since():
    state = lifecycle.receive(resolved("version", "4.0"), "3.0", "high", LATER).state
    assert state.newest_version == "3.0"
    assert state.resolution is not None
    assert state.resolution.version == "4.0"
    assert resolved("next").resolution.version == "2.1.0"  # type: ignore[union-attr]


def test_resolving_again_clears_the_mark_and_keeps_the_count():
    regressed = lifecycle.receive(resolved("now"), "2.1.0", "high", LATER).state
    again = lifecycle.resolve(regressed, ResolutionInput("next"), ALICE, LATER).state
    assert (again.regressed_at, again.regressed_in, again.regressions) == (None, None, 1)


def test_ignoring_until_a_count():
    state = ignored("count", count=2)
    first = lifecycle.receive(state, "1", "high", LATER)
    assert first.events == ()
    assert first.state.ignore is not None
    assert first.state.ignore.remaining == 1
    second = lifecycle.receive(first.state, "1", "high", LATER)
    assert (second.state.status, second.state.ignore) == ("open", None)
    assert second.events == (Event("ignore_ended", "ignored count 2", "open"),)


def test_ignoring_until_a_time():
    state = ignored("time", until=to_rfc3339(LATER))
    assert lifecycle.receive(state, "9", "high", LATER - 1).state.status == "ignored"
    assert lifecycle.receive(state, "9", "high", LATER).state.status == "open"
    assert state.ignore is not None
    assert [lifecycle.is_due(state.ignore, now) for now in (LATER - 1, LATER)] == [False, True]
    assert lifecycle.end_ignoring(state).state.status == "open"


@pytest.mark.parametrize(
    ("version", "opens"), [("2.0", False), ("2.2", False), ("2.3", True), ("nightly", False)]
)
def test_ignoring_until_a_newer_version(version: str, opens: bool):
    outcome = lifecycle.receive(ignored("version", version="2.2.0"), version, "high", LATER)
    assert (outcome.state.status == "open") is opens


def test_ignoring_for_ever_ends_by_hand_only():
    state = ignored("forever")
    assert lifecycle.receive(state, "99", "high", LATER * 1000).events == ()
    assert lifecycle.reopen(state).events == (Event("status_changed", "ignored forever", "open"),)


def test_the_end_of_ignoring_is_no_regression():
    state = lifecycle.receive(ignored("count", count=1), "1", "high", LATER).state
    assert (state.regressed_at, state.regressions) == (None, 0)


@pytest.mark.parametrize(
    ("before", "manual", "incoming", "after"),
    [
        ("medium", False, "high", "high"),
        ("high", False, "low", "high"),
        ("low", True, "high", "low"),
        ("high", False, "high", "high"),
    ],
)
def test_reports_only_raise_a_severity_that_nobody_set(before: Any, manual: bool, incoming: Any, after: str):
    state = group(severity=before, severity_is_manual=manual)
    outcome = lifecycle.receive(state, "1", incoming, LATER)
    assert outcome.state.severity == after
    assert bool(outcome.events) is (before != after)


def test_asking_for_what_is_so_changes_nothing():
    assert lifecycle.reopen(group()).events == ()
    state = resolved("version", "2.2.0")
    assert lifecycle.resolve(state, ResolutionInput("version", "2.2.0"), ALICE, LATER).events == ()
    state = ignored("count", count=3)
    assert lifecycle.ignore(state, IgnoreInput("count", count=3), ALICE, LATER).events == ()
    manual = lifecycle.set_severity(group(), "high").state
    assert lifecycle.set_severity(manual, "high").events == ()


def test_changing_the_exit_of_a_resolved_group():
    outcome = lifecycle.resolve(resolved("next"), ResolutionInput("version", "3.0"), ALICE, LATER)
    assert outcome.events == (Event("resolution_changed", "resolved next", "resolved version 3.0"),)
