"""Sentences with values in them."""

from __future__ import annotations

import pytest

from crashdesk.core.text import QT_TRANSLATE_NOOP

MOVED = QT_TRANSLATE_NOOP("Test", "Moved “{title}” to {place}.")
DELETED = QT_TRANSLATE_NOOP("Test", "Deleted {n} group(s), among them “{title}”.")


def test_values_stand_in_their_places() -> None:
    assert str(MOVED(title="a crash", place="b")) == "Moved “a crash” to b."


@pytest.mark.parametrize("title", ["{place}", "{title}", "{n}", "{}", "\\1", "\\g<0>", "%n", "group(s)"])
def test_a_value_is_never_read_as_part_of_the_sentence(title: str) -> None:
    assert str(MOVED(title=title, place="b")) == f"Moved “{title}” to b."
    assert str(DELETED(n=1, title=title)) == f"Deleted 1 group, among them “{title}”."


def test_a_place_without_a_value_stays() -> None:
    assert str(MOVED(title="a crash")) == "Moved “a crash” to {place}."


def test_the_number_chooses_the_plural() -> None:
    assert str(DELETED(n=2, title="x")) == "Deleted 2 groups, among them “x”."
    assert str(DELETED(n=0, title="x")) == "Deleted 0 groups, among them “x”."


def test_values_are_filled_in_after_translation() -> None:
    def german(context: str, source: str, n: int) -> str:
        assert (context, n) == ("Test", -1)
        return {MOVED.source: "„{title}“ liegt jetzt in {place}."}[source]

    assert MOVED(title="{place}", place="b").render(german) == "„{place}“ liegt jetzt in b."
