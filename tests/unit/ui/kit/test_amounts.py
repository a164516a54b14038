import re

import pytest

from crashdesk.core.ids import DAY, HOUR, MINUTE, Instant
from crashdesk.ui.kit.amounts import absolute, grouped, percent, relative

NOW = Instant(1_795_000_000_000)


def test_digits_stand_in_groups_of_three():
    assert grouped(0) == "0"
    assert grouped(1_204) == "1\u202f204"
    assert grouped(12_345_678) == "12\u202f345\u202f678"


@pytest.mark.parametrize(
    ("change", "words"),
    [(0.5, "+50\u202f%"), (-0.5, "\u221250\u202f%"), (0.0, "+0\u202f%"), (11.0, "\u00d712")],
)
def test_changes(change, words):
    assert percent(change) == words


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (0, "just now"),
        (59_000, "just now"),
        (MINUTE, "1 min ago"),
        (2 * HOUR + MINUTE, "2 h ago"),
        (3 * DAY, "3 d ago"),
        (-2 * HOUR, "in 2 h"),
        (-30_000, "just now"),
    ],
)
def test_spans_back_and_forward(span, words):
    assert str(relative(Instant(NOW - span), NOW)) == words


def test_long_ago_is_a_date():
    assert re.fullmatch(r"20\d\d-\d\d-\d\d", str(relative(Instant(NOW - 90 * DAY), NOW)))


def test_an_instant_of_nonsense_is_still_a_date():
    assert absolute(Instant(10**17)).startswith("9999-12-2")
    assert absolute(Instant(-(10**17))).startswith(("1970-01-01", "1969-12-31"))
