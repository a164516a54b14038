import pytest

from crashdesk.http.retry import LONGEST_S, RetryPolicy, parse_retry_after

NOW = 1_795_000_000.0  # 2026-11-18T11:06:40Z


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("7", 7.0),
        (" 0 ", 0.0),
        ("Wed, 18 Nov 2026 11:07:00 GMT", 20.0),
        ("Wed, 18 Nov 2026 11:00:00 GMT", 0.0),
        ("999999999", LONGEST_S),
        ("Fri, 31 Dec 9999 23:59:59 GMT", LONGEST_S),
        ("", None),
        ("soon", None),
        ("-5", None),
        ("1e3", None),
        ("٣", None),
        ("9" * 5000, None),
    ],
)
def test_retry_after(value, seconds):
    assert parse_retry_after(value, NOW) == seconds


def test_pauses_double_up_to_a_cap_and_are_spread():
    policy = RetryPolicy(attempts=9, base_s=1, cap_s=5)
    assert [policy.pause_s(attempt, None, 1.0) for attempt in range(1, 6)] == [1, 2, 4, 5, 5]
    assert policy.pause_s(3, None, 0.25) == 1
    assert policy.pause_s(9, None, 1.0) is None


def test_a_pause_that_was_asked_for_is_kept_or_handed_on():
    policy = RetryPolicy(attempts=3, longest_pause_s=20)
    assert policy.pause_s(1, 20.0, 0.1) == 20.0
    assert policy.pause_s(1, 21.0, 0.1) is None
    assert policy.pause_s(3, 1.0, 0.1) is None
