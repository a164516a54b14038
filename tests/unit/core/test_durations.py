"""Spans of time as they are written and read."""

from __future__ import annotations

import pytest

from crashdesk.core.durations import read_duration, write_duration


@pytest.mark.parametrize(
    ("ms", "words"),
    [
        (0, "0 s"),
        (500, "500 ms"),
        (30_000, "30 s"),
        (1_500, "1 s 500 ms"),
        (90_000, "1 min 30 s"),
        (3_600_000, "1 h"),
        (90_061_001, "1 d 1 h 1 min 1 s 1 ms"),
    ],
)
def test_what_is_written_is_exact_and_can_be_read_back(ms: int, words: str) -> None:
    written = write_duration(ms)
    assert written.replace("\N{NO-BREAK SPACE}", " ") == words
    assert read_duration(written) == ms


@pytest.mark.parametrize(
    ("typed", "ms"), [("1.5S", 1_500), ("2m", 120_000), (" 1h30min ", 5_400_000), ("10 sec", 10_000)]
)
def test_people_may_write_it_their_way(typed: str, ms: int) -> None:
    assert read_duration(typed) == ms


@pytest.mark.parametrize("typed", ["", "30", "2 years", "s", "-5 s", "5 s later", "x 5 s", "1e9 s"])
def test_what_is_no_span_is_not_guessed_at(typed: str) -> None:
    assert read_duration(typed) is None
