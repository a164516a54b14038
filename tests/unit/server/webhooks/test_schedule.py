"""When deliveries are attempted again."""

from __future__ import annotations

import pytest

from crashdesk_server.clock import HOUR, from_rfc3339
from crashdesk_server.webhooks.sending.schedule import plain_wait_ms, read_retry_after, to_come, wait_ms
from crashdesk_server.webhooks.sending.signing import key_of, new_secret

NOW = from_rfc3339("2026-11-25T08:00:00Z")


def test_waits_double_up_to_six_hours() -> None:
    assert [plain_wait_ms(5_000, attempts) for attempts in (1, 2, 3)] == [5_000, 10_000, 20_000]
    assert plain_wait_ms(HOUR, 20) == 6 * HOUR


def test_waits_are_scattered_and_a_receiver_may_ask_for_more_but_not_for_ever() -> None:
    waits = {wait_ms(10_000, 1, None) for _ in range(50)}
    assert min(waits) >= 8_000
    assert max(waits) <= 12_000
    assert len(waits) > 5
    assert wait_ms(10_000, 1, 60_000) == 60_000
    assert wait_ms(10_000, 1, 1_000) >= 8_000
    assert wait_ms(10_000, 1, 10**12) == 6 * HOUR


def test_the_schedule_says_what_comes_if_all_fail() -> None:
    assert to_come(5_000, 1, 4, 100) == (100, 10_100, 30_100)
    assert to_come(5_000, 4, 4, None) == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("120", 120_000),
        ("Wed, 25 Nov 2026 08:01:00 GMT", 60_000),
        ("Wed, 25 Nov 2026 07:00:00 GMT", 0),
        ("soon", None),
        ("-5", None),
        ("9" * 40, None),
        ("", None),
    ],
)
def test_retry_after_is_seconds_or_a_date(text: str, expected: int | None) -> None:
    assert read_retry_after(text, NOW) == expected


def test_secrets_have_the_form_of_the_specification() -> None:
    assert len(key_of(new_secret())) == 32
    assert new_secret() != new_secret()
    for wrong in ("", "whsec_", "whsec_AAAA", "AAAA", "whsec_" + "A" * 200):
        with pytest.raises(ValueError, match="whsec_"):
            key_of(wrong)
