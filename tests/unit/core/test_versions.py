"""Versions sort as people read them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crashdesk.core.versions import version_key

ASCENDING = [
    "0.1.0",
    "0.9.9",
    "0.10.0",
    "1.0.0-1",
    "1.0.0-alpha",
    "1.0.0-alpha.1",
    "1.0.0-alpha.9",
    "1.0.0-alpha.10",
    "1.0.0-beta",
    "1.0.0-rc.1",
    "1.0.0-rc2",
    "1.0.0-rc10",
    "1.0.0",
    "1.0.0.1",
    "1.0.1",
    "1.2rc1",
    "v1.2",
    "1.2.3.4",
    "1.10",
    "2.0.0-dev",
    "2",
    "20261120.1",
    "99999999999999999999.0",
    "",
    "dev",
    "nightly",
]


def test_each_version_comes_before_the_next() -> None:
    keys = [version_key(version) for version in ASCENDING]
    assert keys == sorted(set(keys))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("1.2", "1.2.0"),
        ("1.2.0.0.0", "1.2"),
        ("v1.2.3", "1.2.3"),
        ("V1", "1"),
        ("01.002", "1.2"),
        ("1.2.3+build.7", "1.2.3"),
        ("1.2.3-RC.1", "1.2.3-rc1"),
        (" 1.2 ", "1.2"),
    ],
)
def test_notations_of_one_version_are_equal(one: str, other: str) -> None:
    assert version_key(one) == version_key(other)


@given(
    st.lists(st.integers(0, 10**12), min_size=1, max_size=6),
    st.lists(st.integers(0, 10**12), min_size=1, max_size=6),
)
def test_numbers_compare_as_numbers(one: list[int], other: list[int]) -> None:
    def padded(numbers: list[int]) -> list[int]:
        return numbers + [0] * (6 - len(numbers))

    keys = [version_key(".".join(map(str, numbers))) for numbers in (one, other)]
    assert (keys[0] < keys[1]) == (padded(one) < padded(other))
    assert (keys[0] == keys[1]) == (padded(one) == padded(other))


@given(st.text())
def test_any_text_has_a_key(text: str) -> None:
    assert version_key(text)
