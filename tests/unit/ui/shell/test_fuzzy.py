"""A few letters find the entry."""

from __future__ import annotations

import pytest

from crashdesk.ui.shell.fuzzy import best_matches, score

TITLES = ["Resolve in a version", "Reopen", "Go to Crash groups", "Assign", "Sign in", "Sign out"]


@pytest.mark.parametrize(
    ("needle", "first"),
    [
        ("reo", "Reopen"),
        ("sign", "Sign in"),
        ("so", "Sign out"),
        ("crash", "Go to Crash groups"),
        ("gcg", "Go to Crash groups"),
        ("RIV", "Resolve in a version"),
        ("sign o", "Sign out"),
    ],
)
def test_the_best_match_comes_first(needle: str, first: str) -> None:
    assert best_matches(needle, TITLES, str)[0] == first


def test_what_does_not_contain_the_letters_is_left_out() -> None:
    assert best_matches("xyz", TITLES, str) == []
    assert score("nepo", "Reopen") is None


def test_nothing_typed_keeps_all_in_order() -> None:
    assert best_matches("", TITLES, str) == TITLES
    assert best_matches("  ", TITLES, str) == TITLES
