"""Waits double, are spread, and respect a pause that the server asks for."""

from crashdesk.core.errors import TooManyRequests
from crashdesk.sync.backoff import Backoff


def test_waits_double_up_to_a_minute_and_begin_anew() -> None:
    backoff = Backoff(spread=lambda: 0.5)

    waits = [backoff.next_ms() for _ in range(7)]
    backoff.reset()

    assert waits == [2000, 4000, 8000, 16000, 32000, 60000, 60000]
    assert backoff.next_ms() == 2000


def test_waits_are_spread_by_a_quarter_each_way() -> None:
    assert Backoff(spread=lambda: 0.0).next_ms() == 1500
    assert Backoff(spread=lambda: 1.0).next_ms() == 2500


def test_the_servers_pause_is_the_least() -> None:
    assert Backoff(spread=lambda: 0.5).next_ms(TooManyRequests(90)) == 90_000
