import msgspec
import pytest
from tests.support.manual_clock import NOVEMBER
from tests.support.shell_fakes import make_connection

from crashdesk.core.audit import Finding, FindingKind, Verification
from crashdesk.core.connection import Link
from crashdesk.core.errors import AnswerUnusable
from crashdesk.core.ids import DAY, Instant
from crashdesk.ui.kit.amounts import local
from crashdesk.ui.tabs.audit import actions
from crashdesk.ui.tabs.audit.verification.explanations import explanation_of
from crashdesk.ui.tabs.audit.verification.state import (
    CheckState,
    Mood,
    Strip,
    alarm_words,
    code_of,
    strip_of,
    with_connection,
)

HEAD = "3f7a19c2" + "0" * 56
GOOD = Verification(1204, HEAD, NOVEMBER, 1204, NOVEMBER, "aa" * 32)
NOW = f"{local(NOVEMBER):%H:%M}"


def shown(verification: Verification = GOOD, **more: object) -> Strip:
    state = CheckState(verification, link=Link.ONLINE, now=NOVEMBER)
    return strip_of(msgspec.structs.replace(state, **more), str)


def said(strip: Strip) -> str:
    return f"{strip.words} | {strip.more or ''}".replace("\u202f", ",")


def test_a_good_log_is_a_calm_line_with_a_code_to_compare_by_phone() -> None:
    strip = shown()
    assert (
        said(strip) == f"Verified: all 1,204 entries follow from each other | signed by the server at {NOW}"
    )
    assert (strip.mood, strip.code) == (Mood.CALM, "3F7A-19C2")
    assert actions.COMPARE in [action for action, _ in strip.buttons]


def test_what_is_not_signed_yet_is_said() -> None:
    later = msgspec.structs.replace(GOOD, signed_to=1200, signed_at=Instant(NOVEMBER - 3 * DAY))
    assert "up to no. 1,200 at 2026-11-15 " in said(shown(later))
    assert said(shown(msgspec.structs.replace(GOOD, signed_to=0, signed_at=None))).endswith(
        "the server has signed nothing yet"
    )


def test_offline_it_says_as_of_when() -> None:
    strip = shown(link=Link.OFFLINE)
    assert str(strip.words).endswith(f"Offline: as of {NOW}")
    assert [action for action, _ in strip.buttons] == [actions.EXPLAIN]


def test_an_empty_log_and_one_that_was_never_fetched_differ() -> None:
    empty = shown(Verification(checked_at=NOVEMBER))
    never = shown(Verification())
    assert (empty.mood, never.mood) == (Mood.WAITING, Mood.WAITING)
    assert str(empty.words).startswith("The log has no entries yet")
    assert str(never.words).startswith("Not verified yet")
    assert (empty.code, never.code) == ("", "")


def test_fetching_and_comparing_show_how_far_they_are() -> None:
    reading, comparing = shown(reading=(2_000, 9_000)), shown(comparing=(100, 1_204))
    assert (reading.mood, reading.progress) == (Mood.BUSY, (2_000, 9_000))
    assert said(reading).endswith("2,000 of 9,000")
    assert said(comparing) == "Comparing everything with the server | 100 of 1,204"
    assert shown(reading=(9_000, 9_000)).mood is Mood.CALM


@pytest.mark.parametrize("kind", list(FindingKind))
def test_every_break_is_an_alarm_in_words_with_what_to_do(kind: FindingKind) -> None:
    finding = Finding(kind, 812, NOVEMBER)
    strip = shown(msgspec.structs.replace(GOOD, verified_to=811, finding=finding), link=Link.OFFLINE)
    assert strip.mood is Mood.ALARM
    assert "812" in str(strip.words)
    assert said(strip).endswith(f"Found at {NOW}. Verified up to entry 811.")
    assert [action for action, _ in strip.buttons] == [
        actions.SHOW_BREAK,
        actions.EXPLAIN,
        actions.ACKNOWLEDGE,
    ]
    titles = [str(title) for title, _ in explanation_of(finding).parts]
    assert titles == ["What was found", "What it proves", "What it does not prove", "What to do"]


def test_no_two_breaks_are_told_in_the_same_words() -> None:
    findings = [Finding(kind, 7, NOVEMBER) for kind in FindingKind]
    assert len({str(alarm_words(finding)) for finding in findings}) == len(findings)
    assert len({str(explanation_of(finding).parts[0][1]) for finding in findings}) == len(findings)


def test_an_alarm_outlives_a_comparison_and_counts_the_others() -> None:
    broken = msgspec.structs.replace(GOOD, verified_to=0, finding=Finding(FindingKind.GAP, 1, NOVEMBER))
    strip = shown(broken, others=2, comparing=(1, 2))
    assert (strip.mood, strip.progress) == (Mood.ALARM, (1, 2))
    assert said(strip).endswith("Nothing before it is verified. It breaks at 2 more places.")


def test_without_a_break_the_verification_itself_is_explained() -> None:
    titles = [str(title) for title, _ in explanation_of(None).parts]
    assert "What it proves" in titles
    assert "What it does not prove" in titles


def test_a_log_that_cannot_be_read_says_why() -> None:
    connection = make_connection(audit_problem=AnswerUnusable(), auditing=(1, 2))
    state = with_connection(CheckState(GOOD), connection, NOVEMBER)
    assert (state.reading, state.link) == ((1, 2), Link.ONLINE)
    strip = strip_of(msgspec.structs.replace(state, reading=None), str)
    assert "cannot be read just now" in str(strip.words)
    never = strip_of(msgspec.structs.replace(state, reading=None, verification=Verification()), str)
    assert str(never.words).startswith("Not verified yet: What answers")


def test_the_code_is_short_and_in_capitals() -> None:
    assert code_of(HEAD) == "3F7A-19C2"
    assert code_of("") == ""
