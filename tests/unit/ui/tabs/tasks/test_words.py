"""Background work in words: units spelled out, what differs told apart, what waits named."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace
from tests.support.manual_clock import NOVEMBER
from tests.support.task_samples import QUEUE_VALUES, VALUES, make_job, make_queue, make_task
from tests.support.webhook_samples import MIRA

from crashdesk.core import task_rules as rules
from crashdesk.core.ids import HOUR, MINUTE, Instant, TaskName
from crashdesk.core.tasks import (
    JobError,
    JobState,
    QueueOverride,
    QueueSettings,
    TaskOverride,
    TaskSettings,
    Warrant,
    Workload,
)
from crashdesk.core.text import Text
from crashdesk.services.outcomes import ItemOutcome, ItemResult
from crashdesk.services.tasks import Retried
from crashdesk.ui.tabs.tasks.detail.run_words import retried_words, run_details, run_row
from crashdesk.ui.tabs.tasks.words import (
    banner_words,
    compare,
    left_words,
    pause_words,
    rate_words,
    state_badge,
    value_words,
    warrant_words,
)

LEASE = Warrant(MIRA, Instant(NOVEMBER - 5 * MINUTE), "night", Instant(NOVEMBER + HOUR))


def said(text: object) -> str:
    return str(text).replace("\N{NO-BREAK SPACE}", " ").replace("\u202f", " ")


@pytest.mark.parametrize(
    ("rate", "words"),
    [
        ("30/m", "30 a minute"),
        ("10/s", "10 a second"),
        ("1000/h", "1 000 an hour"),
        ("unlimited", "no limit"),
        ("5 per day", "5 per day"),
    ],
)
def test_rates_are_spelled_out(rate: str, words: str) -> None:
    assert said(rate_words(rate)) == words


def test_values_have_their_units() -> None:
    assert said(value_words(rules.TIMEOUT, 30_000)) == "30 s"
    assert said(value_words(rules.CONCURRENCY, 12_000)) == "12 000"
    assert said(value_words(rules.PAUSED, True)) == "paused"
    assert said(value_words(rules.PRIORITY, None)) == ""


def test_what_is_overridden_and_what_drifts_stand_out() -> None:
    slow = replace(VALUES, rate_limit="10/m")
    task = make_task(
        effective=slow, running=VALUES, override=TaskOverride(TaskSettings(rate_limit="10/m"), LEASE)
    )
    rows = {row.field: row for row in compare(task)}
    rate = rows[rules.RATE]
    assert [str(each) for each in (rate.declared, rate.override, rate.effective, rate.running)] == [
        "30 a minute",
        "10 a minute",
        "10 a minute",
        "30 a minute",
    ]
    assert (rate.overridden, rate.drifts) == (True, True)
    assert not any(row.overridden or row.drifts for field, row in rows.items() if field != rules.RATE)
    assert set(rows) == {rules.PAUSED, *rules.TASK_FIELDS}
    assert [row.field for row in compare(make_queue())] == [rules.PAUSED, *rules.QUEUE_FIELDS]


def test_without_a_runner_nothing_drifts() -> None:
    task = make_task(running=None)
    assert str(compare(task)[1].running) == ""
    assert str(state_badge(task).text) == "As declared"


def test_a_pause_is_what_matters_most() -> None:
    paused = replace(VALUES, paused=True)
    assert str(state_badge(make_task(effective=paused, running=VALUES)).text) == "Paused"
    assert str(state_badge(make_task(), queue_paused=True).text) == "Queue paused"
    assert str(state_badge(make_task(effective=paused)).text) == "Paused"
    other = replace(VALUES, priority=3)
    assert str(state_badge(make_task(running=other)).text) == "Not in force yet"
    leased = TaskOverride(TaskSettings(), LEASE)
    assert str(state_badge(make_task(override=leased)).text) == "On lease"


def test_a_lease_counts_down_and_tells_who_set_it_and_why() -> None:
    task = make_task(override=TaskOverride(TaskSettings(), LEASE))
    words = said(warrant_words(task, NOVEMBER))
    assert words.startswith("Set by Mira Sandoval 5 min ago: “night”. Ends by itself on ")
    assert words.endswith(": 1 h left.")
    assert said(left_words(Instant(NOVEMBER + 61_500), NOVEMBER)) == "1 min 1 s left"
    assert said(left_words(Instant(NOVEMBER + 2 * HOUR + 999), NOVEMBER)) == "2 h left"
    assert str(left_words(NOVEMBER, NOVEMBER)) == "ends now"
    for_good = replace(LEASE, expires_at=None, reason="")
    task = make_task(override=TaskOverride(TaskSettings(), for_good))
    assert said(warrant_words(task, NOVEMBER)) == "Set by Mira Sandoval 5 min ago. No end."
    assert str(warrant_words(make_task(), NOVEMBER)) == "Nothing is overridden."


def test_the_banner_says_since_when_by_whom_and_what_waits() -> None:
    stopped = replace(QUEUE_VALUES, paused=True)
    override = QueueOverride(QueueSettings(paused=True), LEASE)
    queue = make_queue(effective=stopped, override=override, workload=Workload(12, 0, 0))
    words = str(banner_words(queue))
    assert words.startswith("Queue webhooks is paused since 20")
    assert words.endswith(" by Mira Sandoval: 12 deliveries wait.")
    declared = make_task("usage.forget", effective=replace(VALUES, paused=True))
    assert str(banner_words(declared)) == "Task usage.forget is paused: nothing waits yet."


def test_pausing_says_what_then_waits() -> None:
    delivering = str(pause_words(make_task(workload=Workload(1, 0, 0))))
    assert "No webhook is told of anything" in delivering
    assert delivering.endswith("1 delivery waits.")
    regular = said(pause_words(make_task("usage.forget", every_ms=HOUR)))
    assert regular.startswith("It comes by itself every 1 h")
    queue = make_queue("maintenance", tasks=(TaskName("a"), TaskName("b")), workload=Workload(2, 0, 0))
    assert "somebody resumes it: a, b." in str(pause_words(queue))
    assert str(pause_words(queue)).endswith("2 jobs wait.")
    assert "2 jobs" not in str(pause_words(queue, counts=False))


def test_a_run_is_a_row_and_its_errors_come_latest_first() -> None:
    errors = (JobError(1, NOVEMBER, "first", "trace one"), JobError(2, NOVEMBER, "second"))
    job = make_job(state=JobState.FAILED, attempt=2, errors=errors, duration_ms=1_200, started_at=NOVEMBER)
    row = run_row(job, NOVEMBER)
    assert [said(cell) for cell in row.cells] == [
        "regular run",
        "Failed",
        "2 of 4",
        "just now",
        "1 s 200 ms",
        "second",
    ]
    assert row.failed
    details = run_details(job)
    assert details.index("second") < details.index("first") < details.index("trace one")
    waiting = make_job(state=JobState.WAITING, attempt=0, due_at=Instant(NOVEMBER + 5 * MINUTE))
    assert run_row(waiting, NOVEMBER).cells[3] == "due in 5 min"
    assert run_details(make_job(result="removed 3")) == "Result: removed 3"
    assert run_details(make_job()) == "No errors."


@pytest.mark.parametrize(
    ("done", "refused", "how", "words"),
    [
        (3, 0, {"is_retrying": True}, "3 of 5 tried again"),
        (3, 0, {"is_retrying": True, "resting": True}, "resting before the next portion"),
        (3, 0, {}, "Stopped: 3 of 5 were tried again, 2 are as they were."),
        (3, 1, {"stopped": Text("T", "No server.")}, "Stopped after 3 of 5, 2 are as they were. No server."),
        (5, 1, {}, "4 of 5 were tried again, 1 could not be."),
        (5, 0, {}, "All 5 were tried again."),
    ],
)
def test_a_retry_of_several_says_how_far_it_is(done: int, refused: int, how: Any, words: str) -> None:
    is_retrying = how.pop("is_retrying", False)
    results = tuple(ItemResult(str(n), ItemOutcome.DONE) for n in range(done))
    assert words in str(retried_words(Retried(5, results, **how), refused, is_retrying=is_retrying))
