from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.reference_server import SetClock

from crashdesk_server.clock import from_rfc3339, to_rfc3339
from crashdesk_server.ids import Ids


@given(st.integers(0, 253_402_300_799_999))
def test_times_come_back_from_their_text(milliseconds: int) -> None:
    assert from_rfc3339(to_rfc3339(milliseconds)) == milliseconds


def test_a_time_with_an_offset_is_the_same_moment() -> None:
    assert from_rfc3339("2026-11-18T12:00:00.5+01:00") == from_rfc3339("2026-11-18T11:00:00.500Z")


@pytest.mark.parametrize("text", ["", "2026-11-18T12:00:00", "yesterday", "1969-12-31T23:59:59Z"])
def test_other_texts_are_no_times(text: str) -> None:
    with pytest.raises(ValueError):
        from_rfc3339(text)


def test_ids_sort_in_the_order_they_were_made_also_when_the_clock_stands_or_goes_back() -> None:
    clock = SetClock()
    ids = Ids(clock)
    made = [ids.new("usr") for _ in range(1000)]
    clock.time += 1
    made += [ids.new("usr") for _ in range(1000)]
    clock.time -= 60_000
    made += [ids.new("usr") for _ in range(1000)]

    assert made == sorted(made)
    assert len(set(made)) == 3000
    assert all(len(identifier) == 30 for identifier in made)
