"""The pane's state without widgets: turning over between samples, and which histogram is shown."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from tests.support.manual_clock import NOVEMBER
from tests.support.store_builders import make_group, make_note, make_report

from crashdesk.core.crash_reports import ActivityEntry, Breadcrumb, GroupStatistics, Histogram, ReportContent
from crashdesk.core.ids import DAY, HOUR, GroupId, Instant
from crashdesk.core.people import Actor
from crashdesk.ui.tabs.crash_groups.detail.activity_words import sentence_of
from crashdesk.ui.tabs.crash_groups.detail.state import (
    DetailState,
    Fetching,
    Span,
    is_about,
    opened,
    with_sample_number,
    with_samples,
)
from crashdesk.ui.tabs.crash_groups.detail.words import breadcrumbs_of, facts_of

GROUP = make_group()
LATEST, MIDDLE, FIRST = make_report("rep_3"), make_report("rep_2"), make_report("rep_1")
STATE = with_samples(opened(DetailState(), GROUP), (LATEST, MIDDLE, FIRST))


def test_the_latest_sample_is_shown_first() -> None:
    assert (STATE.sample_id, STATE.has_previous, STATE.has_next) == ("rep_3", True, False)
    assert is_about(STATE, GroupId("grp_1")) and not is_about(STATE, GroupId("grp_2"))


def test_turning_to_a_sample_forgets_the_content_of_the_one_before() -> None:
    turned = with_sample_number(replace(STATE, report=LATEST, sample_fetching=Fetching.READY), 2)
    assert (turned.sample_id, turned.has_previous, turned.has_next) == ("rep_1", False, True)
    assert (turned.report, turned.sample_fetching) == (None, Fetching.LOADING)


@pytest.mark.parametrize("number", [-1, 0, 3])
def test_there_is_nothing_beyond_the_ends(number: int) -> None:
    assert with_sample_number(STATE, number) is STATE


def test_the_sample_that_is_read_stays_when_new_ones_come() -> None:
    reading = replace(with_sample_number(STATE, 1), report=MIDDLE)
    grown = with_samples(reading, (make_report("rep_4"), LATEST, MIDDLE, FIRST))
    assert (grown.sample, grown.sample_id, grown.report) == (2, "rep_2", MIDDLE)
    dropped = with_samples(reading, (LATEST, FIRST))
    assert (dropped.sample, dropped.report) == (0, None)
    assert with_samples(reading, ()).sample_id is None


def test_another_group_keeps_the_choices_about_the_look() -> None:
    chosen = replace(STATE, span=Span.DAY, own_only=False, report=LATEST)
    other = opened(chosen, make_group("grp_2"))
    assert (other.span, other.own_only, other.samples, other.report) == (Span.DAY, False, (), None)


def test_without_statistics_the_group_tells_its_days() -> None:
    group = make_group(daily=(1, 0, 4), daily_until=Instant(NOVEMBER))
    state = opened(DetailState(), group)
    today = NOVEMBER - NOVEMBER % DAY
    assert state.histogram == Histogram(Instant(today - 2 * DAY), DAY, (1, 0, 4))
    assert replace(state, span=Span.DAY).histogram is None
    assert opened(DetailState(), GROUP).histogram is None


def test_statistics_have_a_histogram_for_each_span() -> None:
    day, fortnight = Histogram(NOVEMBER, HOUR, (1,)), Histogram(NOVEMBER, DAY, (2,))
    state = replace(STATE, statistics=GroupStatistics(GroupId("grp_1"), NOVEMBER, (), day, fortnight))
    assert state.histogram == fortnight
    assert replace(state, span=Span.DAY).histogram == day


@pytest.mark.parametrize(
    ("kind", "before", "after", "words"),
    [
        ("created", "", "", "First report"),
        ("created", "", "2.1.0", "First report, from version 2.1.0"),
        ("regressed", "", "", "Came back after it was resolved"),
        ("regressed", "2.0", "2.1", "Came back in 2.1 after it was resolved (2.0)"),
        (
            "regressed",
            "resolved next",
            "2.1",
            "Came back in 2.1 after it was resolved (resolved in the next version)",
        ),
        ("status_changed", "open", "resolved version 2.1", "changed the status from open to resolved in 2.1"),
        (
            "status_changed",
            "resolved now",
            "ignored forever",
            "changed the status from resolved to ignored for ever",
        ),
        ("ignore_ended", "ignored count 20", "open", "The ignoring ended (ignored for 20 more reports)"),
        ("ignore_ended", "", "", "The ignoring ended"),
        ("assigned", "", "Mira", "handed the group from nobody to Mira"),
        ("resolution_changed", "", "2.1", "changed the fix from nothing to 2.1"),
        ("merged", "a", "b", "merged: a → b"),
        ("status_changed", "x" * 100, "open", f"changed the status from {'x' * 60}\u2039… +40\u203a to open"),
    ],
)
def test_activity_is_told_in_sentences(kind: str, before: str, after: str, words: str) -> None:
    entry = ActivityEntry("a", GroupId("g"), NOVEMBER, Actor("system", ""), kind, before, after)
    assert str(sentence_of(entry)) == words


def test_a_note_is_introduced() -> None:
    assert str(sentence_of(make_note("n"))) == "wrote a note"


def test_facts_that_a_report_does_not_give_are_left_out() -> None:
    facts = {str(name): value for name, value in facts_of(replace(FIRST, channel="beta", bytes=12_345))}
    assert facts == {"Platform": "linux/x64", "Channel": "beta", "Kind": "panic", "Size": "12,345 B"}


def test_breadcrumbs_count_back_from_the_last() -> None:
    crumbs = (
        Breadcrumb(1_000, "ui", "click"),
        Breadcrumb(None, "", "no clock"),
        Breadcrumb(3_500, "net", "x"),
    )
    lines = breadcrumbs_of(ReportContent("m", breadcrumbs=crumbs)).splitlines()
    assert [line.split() for line in lines] == [
        ["\u22122.5", "s", "ui", "click"],
        ["-", "no", "clock"],
        ["+0.0", "s", "net", "x"],
    ]
