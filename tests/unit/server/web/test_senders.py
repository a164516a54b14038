"""Who counts as one sender, however many addresses they have."""

from __future__ import annotations

import pytest
from tests.support.reference_server import SetClock

from crashdesk_server.ingest.limiter import Limiter
from crashdesk_server.web.address import sender_of
from crashdesk_server.web.problems import ProblemError
from crashdesk_server.web.throttle import PER_ACCOUNT, Throttle

ONE_NETWORK = [f"2001:db8:1:2::{number:x}" for number in range(1, 30)]


def test_an_address_of_ipv4_is_a_sender_and_of_ipv6_its_network_is() -> None:
    assert sender_of("192.0.2.7") == "192.0.2.7"
    assert len({sender_of(address) for address in ONE_NETWORK}) == 1
    assert sender_of("2001:db8:1:3::1") != sender_of(ONE_NETWORK[0])
    assert sender_of("unknown") == "unknown"


def test_moving_within_a_network_wins_no_guesses() -> None:
    throttle = Throttle(SetClock())
    for address in ONE_NETWORK[:PER_ACCOUNT]:
        throttle.attempt(address, "ada@example.org")
    with pytest.raises(ProblemError):
        throttle.attempt(ONE_NETWORK[-1], "ada@example.org")
    throttle.attempt("2001:db8:1:3::1", "ada@example.org")


def test_moving_within_a_network_wins_no_posts() -> None:
    gate = Limiter(SetClock(), 2)
    assert [gate.allows(address) for address in ONE_NETWORK[:3]] == [True, True, False]
