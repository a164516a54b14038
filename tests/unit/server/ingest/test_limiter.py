"""How often one address may post."""

from __future__ import annotations

import pytest
from tests.support.reference_server import SetClock

from crashdesk_server.ingest import limiter
from crashdesk_server.ingest.limiter import WINDOW, Limiter


def test_each_address_has_its_own_count_in_each_window():
    clock = SetClock(WINDOW * 100)
    gate = Limiter(clock, 2)
    assert [gate.allows("a") for _ in range(3)] == [True, True, False]
    assert gate.allows("b")
    clock.time += WINDOW
    assert gate.allows("a")


def test_memory_is_bounded_and_strangers_then_share_a_count(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(limiter, "_ADDRESSES", 2)
    gate = Limiter(SetClock(), 2)
    assert [gate.allows(address) for address in "abcde"] == [True, True, True, True, False]
    assert gate.allows("a")
