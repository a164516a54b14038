"""Which of two versions is newer."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crashdesk_server.crashes.versions import compare, newer, newest

ASCENDING = [
    "0.9",
    "1.0.0-alpha",
    "1.0.0-alpha.1",
    "1.0.0-alpha.beta",
    "1.0.0-beta.2",
    "1.0.0-beta.11",
    "1.0.0-rc9",
    "1.0.0rc10",
    "1.0.0",
    "1.0.0.post1",
    "1.0.1",
    "1.2",
    "1.10",
    "v2.0.3+build.7",
    "2.1.0.dev3",
    "2.1.0",
    "2024.11.1",
]


@pytest.mark.parametrize(("older", "later"), list(combinations(ASCENDING, 2)))
def test_order(older: str, later: str):
    assert compare(older, later) == -1
    assert compare(later, older) == 1


@pytest.mark.parametrize(
    ("one", "other"), [("2.1", "2.1.0"), ("v2.1.0", "2.1.0"), ("1.0+a", "1.0+b"), ("main", "main")]
)
def test_equal(one: str, other: str):
    assert compare(one, other) == 0


@pytest.mark.parametrize(
    ("one", "other"),
    [("main", "1.0"), ("1.0", ""), ("a", "b"), ("1.0 beta", "1.0"), ("1..0", "1.0"), ("²", "1")],
)
def test_what_is_no_version_cannot_be_compared(one: str, other: str):
    assert compare(one, other) is None


def test_newest():
    assert newest([]) == ""
    assert newest(["1.0", "2.0", "1.5"]) == "2.0"
    assert newest(["nightly", "1.0", "main"]) == "1.0"
    assert newest(["nightly", "main"]) == "main"
    assert newer("2.1", "2.1.0") == "2.1"


@settings(deadline=None, max_examples=60)
@given(st.text(max_size=64), st.text(max_size=64))
def test_any_two_texts_can_be_asked_about(one: str, other: str):
    there, back = compare(one, other), compare(other, one)
    assert (there is None) == (back is None)
    assert there is None or back is None or there == -back
