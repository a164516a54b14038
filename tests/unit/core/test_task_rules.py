"""Values that would stall or break the runner are refused before sending, with the reason."""

from __future__ import annotations

import pytest
from tests.support.manual_clock import NOVEMBER
from tests.support.task_samples import LIMITS

from crashdesk.core import task_rules as rules
from crashdesk.core.ids import DAY, HOUR, Instant
from crashdesk.core.task_rules import Lease, Wrong, read_lease, read_settings, read_value
from crashdesk.core.tasks import QueueLimits, QueueSettings, Range, TaskSettings

QUEUE_LIMITS = QueueLimits(Range(1, 500), Range(1, 3_600_000))


@pytest.mark.parametrize(
    ("field", "typed", "value"),
    [
        (rules.RATE, "30/m", "30/m"),
        (rules.RATE, " 007 / S ", "7/s"),
        (rules.RATE, "Unlimited", "unlimited"),
        (rules.CONCURRENCY, "8", 8),
        (rules.RETRIES, "0", 0),
        (rules.BACKOFF, "1 min 30 s", 90_000),
        (rules.TIMEOUT, "1 s", 1_000),
        (rules.PRIORITY, "-100", -100),
        (rules.PRIORITY, "   ", None),
    ],
)
def test_good_values_are_read_as_the_server_wants_them(field: str, typed: str, value: object) -> None:
    assert read_value(field, typed, LIMITS) == value


@pytest.mark.parametrize(
    ("field", "typed", "reason"),
    [
        (rules.RATE, "0/m", "nothing would ever start. Pause it instead"),
        (rules.RATE, "-3/m", "nothing would ever start"),
        (rules.RATE, "10/x", "“x” is no unit"),
        (rules.RATE, "10/5m", "not several"),
        (rules.RATE, "10/", "Write jobs per second"),
        (rules.RATE, "ten/m", "Write jobs per second"),
        (rules.RATE, "10 per minute", "Write jobs per second"),
        (rules.RATE, "99999/s", "the runner takes 3600000 at most"),
        (rules.CONCURRENCY, "0", "nothing would ever start. Pause it instead"),
        (rules.CONCURRENCY, "-1", "nothing would ever start"),
        (rules.CONCURRENCY, "501", "More than 500 at once"),
        (rules.CONCURRENCY, "many", "whole number"),
        (rules.CONCURRENCY, "1.5", "whole number"),
        (rules.RETRIES, "21", "Between 0 and 20"),
        (rules.RETRIES, "9" * 40, "whole number"),
        (rules.BACKOFF, "5", "with its unit"),
        (rules.BACKOFF, "1 ms", "faster than anything else"),
        (rules.BACKOFF, "2 d", "would seem lost"),
        (rules.TIMEOUT, "1 ms", "ended before it can finish"),
        (rules.TIMEOUT, "3 h", "keep its place"),
        (rules.PRIORITY, "101", "Between -100 and 100"),
    ],
)
def test_what_would_stall_or_break_the_runner_says_why(field: str, typed: str, reason: str) -> None:
    wrong = read_value(field, typed, LIMITS)
    assert isinstance(wrong, Wrong)
    assert reason in str(wrong.text)


def test_the_limits_are_those_of_the_task() -> None:
    slow = QueueLimits(Range(1, 4), Range(60, 600))
    assert read_value(rules.CONCURRENCY, "4", slow) == 4
    for typed, reason in (("30/h", "Fewer than 60"), ("20/m", "600 at most")):
        wrong = read_value(rules.RATE, typed, slow)
        assert isinstance(wrong, Wrong)
        assert reason in str(wrong.text)


def test_empty_fields_inherit_and_wrong_ones_are_named() -> None:
    settings, wrong = read_settings({rules.RATE: "5/s", rules.TIMEOUT: "soon"}, None, LIMITS)
    assert settings == TaskSettings(rate_limit="5/s")
    assert set(wrong) == {rules.TIMEOUT}
    assert not rules.is_empty(settings)
    settings, wrong = read_settings({}, None, QUEUE_LIMITS)
    assert settings == QueueSettings()
    assert rules.is_empty(settings)
    assert not rules.is_empty(QueueSettings(paused=False))


def test_a_lease_ends_in_the_future_and_within_a_year() -> None:
    instants = {"then": Instant(NOVEMBER + 2 * HOUR), "past": NOVEMBER, "far": Instant(NOVEMBER + 400 * DAY)}
    assert read_lease(Lease(), NOVEMBER, instants.get) is None
    assert read_lease(Lease(4 * HOUR), NOVEMBER, instants.get) == NOVEMBER + 4 * HOUR
    assert read_lease(Lease(until=" then "), NOVEMBER, instants.get) == instants["then"]
    for typed, reason in (("past", "That is over"), ("far", "more than a year"), ("soon", "date and time")):
        wrong = read_lease(Lease(until=typed), NOVEMBER, instants.get)
        assert isinstance(wrong, Wrong)
        assert reason in str(wrong.text)


def test_a_reason_may_be_empty_and_not_endless() -> None:
    assert rules.reason_problem("") is None
    assert rules.reason_problem("x" * 500) is None
    assert str(rules.reason_problem("x" * 502)) == "This is 2 characters too long."
