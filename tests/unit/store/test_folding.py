"""Text is compared without regard to case and notation."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crashdesk.store.folding import fold


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ÜBERSICHT", "übersicht"),
        ("Straße", "STRASSE"),
        ("\ufb01le", "FILE"),
        ("e\u0301", "\u00c9"),
        ("\uff21\uff22", "ab"),
    ],
)
def test_equal_to_a_reader_is_equal_folded(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@given(st.text(st.characters(exclude_categories=())))
def test_any_text_folds_to_what_sqlite_holds(text: str) -> None:
    folded = fold(text)
    assert folded.encode().decode() == folded
    assert "\x00" not in folded


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)
