"""What the status bar says."""

from __future__ import annotations

import pytest

from crashdesk.core.connection import ConnectionState, Link
from crashdesk.core.ids import DAY, HOUR, MINUTE, SECOND, Instant
from crashdesk.core.outbox import OutboxSummary
from crashdesk.ui.shell.status_words import (
    clock_time,
    connection_words,
    freshness_words,
    moment,
    outbox_words,
)

NOW = Instant(1_795_000_000_000)


def said(link: Link, **more: object) -> str:
    state = ConnectionState(link, since=NOW, **more)  # type: ignore[arg-type]
    return str(connection_words(state, NOW).text)


def test_the_connection_in_words() -> None:
    assert said(Link.ONLINE) == "Online"
    assert said(Link.ONLINE, syncing=0) == "Syncing…"
    assert said(Link.ONLINE, syncing=12_480) == "Syncing, 12,480 fetched"
    assert said(Link.OFFLINE) == "Offline"
    assert said(Link.OFFLINE, retry_at=Instant(NOW + 13_200)) == "Offline, next try in 14 s"
    assert said(Link.OFFLINE, retry_at=Instant(NOW - 5)) == "Offline, trying again…"
    assert said(Link.SIGNED_OUT) == "Signed out"


@pytest.mark.parametrize("link", list(Link))
def test_every_state_has_words(link: Link) -> None:
    assert said(link)


@pytest.mark.parametrize(
    ("age", "end"),
    [
        (10 * SECOND, "just now"),
        (3 * MINUTE, "3 min ago"),
        (5 * HOUR, "5 h ago"),
        (DAY, "1 day ago"),
        (4 * DAY, "4 days ago"),
    ],
)
def test_freshness_has_a_time_and_an_age(age: int, end: str) -> None:
    then = Instant(NOW - age)
    assert str(freshness_words(then, NOW)) == f"As of {moment(then, NOW)}, {end}"


def test_a_clock_that_went_back_is_no_future() -> None:
    assert str(freshness_words(Instant(NOW + HOUR), NOW)).endswith("just now")
    assert str(freshness_words(None, NOW)) == "Nothing fetched yet"


def test_a_day_is_named_when_it_is_not_today() -> None:
    then = Instant(NOW - DAY)
    assert moment(then, NOW).endswith(clock_time(then)) and len(moment(then, NOW)) == len("2026-11-18 11:06")
    assert moment(NOW, NOW) == clock_time(NOW)


def test_the_outbox_in_words() -> None:
    assert outbox_words(OutboxSummary()) is None
    waiting = outbox_words(OutboxSummary(held=1, waiting=2))
    both = outbox_words(OutboxSummary(waiting=2, stuck=1))
    stuck = outbox_words(OutboxSummary(stuck=1))
    assert waiting and both and stuck
    assert [str(words.text) for words in (waiting, both, stuck)] == [
        "3 waiting",
        "2 waiting · 1 to decide",
        "1 to decide",
    ]
    assert (waiting.colour, stuck.colour) == ("muted", "danger")
