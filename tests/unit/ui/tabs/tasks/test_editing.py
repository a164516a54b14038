"""What is typed into the editor: inherits where it is empty, is compared, and is never sent when wrong."""

from __future__ import annotations

from msgspec.structs import replace
from tests.support.manual_clock import NOVEMBER
from tests.support.task_samples import VALUES, make_queue, make_task
from tests.support.webhook_samples import MIRA

from crashdesk.core import task_rules as rules
from crashdesk.core.errors import FieldProblem, InputRejected
from crashdesk.core.ids import HOUR, Instant
from crashdesk.core.task_rules import Lease
from crashdesk.core.tasks import QueueSettings, TaskOverride, TaskSettings, Warrant
from crashdesk.ui.tabs.tasks.editing import (
    FORM,
    REASON,
    UNTIL,
    Draft,
    Edit,
    changed_words,
    draft_of,
    preview,
    read_draft,
    read_until,
    server_problems,
    write_until,
)

UNTIL_NINE = Instant(NOVEMBER // 60_000 * 60_000 + HOUR)
SET = TaskSettings(rate_limit="10/m", timeout_ms=90_000)
OVERRIDDEN = make_task(
    effective=replace(VALUES, rate_limit="10/m", timeout_ms=90_000),
    override=TaskOverride(SET, Warrant(MIRA, NOVEMBER, "slow", UNTIL_NINE)),
)


def test_the_editor_opens_with_the_override_and_gives_it_back_unchanged() -> None:
    draft = draft_of(OVERRIDDEN)
    assert draft.typed[rules.RATE] == "10/m"
    assert draft.typed[rules.PRIORITY] == ""
    assert read_draft(draft, OVERRIDDEN, NOVEMBER) == Edit(SET, "slow", UNTIL_NINE)
    assert [str(line) for line in preview(draft, OVERRIDDEN)] == ["Nothing will run differently."]


def test_all_that_is_wrong_is_said_at_its_field() -> None:
    draft = Draft({rules.RATE: "0/m", rules.RETRIES: "x"}, None, "r" * 501, Lease(until="soon"))
    wrong = read_draft(draft, make_task(), NOVEMBER)
    assert isinstance(wrong, dict)
    assert set(wrong) == {rules.RATE, rules.RETRIES, REASON, UNTIL}


def test_an_override_of_nothing_is_not_sent() -> None:
    wrong = read_draft(Draft({}, None, "why"), make_queue(), NOVEMBER)
    assert isinstance(wrong, dict)
    assert str(wrong[FORM]).startswith("Nothing is set.")
    paused = read_draft(Draft({}, True), make_queue(), NOVEMBER)
    assert paused == Edit(QueueSettings(paused=True), "", None)


def test_the_preview_compares_with_what_is_in_effect() -> None:
    draft = Draft({rules.RATE: "", rules.TIMEOUT: "1 min 30 s", rules.RETRIES: "3", rules.PRIORITY: "x"})
    assert [str(line).replace("\N{NO-BREAK SPACE}", " ") for line in preview(draft, OVERRIDDEN)] == [
        "Rate: 10 a minute → 30 a minute",
        "Retries: stays 3, which is what is declared",
    ]
    lines = [str(line) for line in preview(Draft({}, True), make_task())]
    assert lines[0] == "State: running → paused"
    assert "No webhook is told of anything" in lines[-1]


def test_what_somebody_else_has_set_is_named() -> None:
    words = str(changed_words(make_task(), OVERRIDDEN))
    assert words.startswith("Mira Sandoval has changed this meanwhile. Set now: Rate 10 a minute, Time-out 1")
    assert "What you typed is still here" in words
    assert "cleared meanwhile" in str(changed_words(OVERRIDDEN, make_task()))


def test_problems_of_the_server_stand_at_their_fields() -> None:
    problem = InputRejected(
        fields=(
            FieldProblem("#/rate_limit", "value", "too fast\nfor us"),
            FieldProblem("/expires_at", "value", "in the past"),
            FieldProblem("/colour", "unknown", "what is that"),
        )
    )
    wrong = server_problems(problem, make_task())
    assert {name: str(text) for name, text in wrong.items()} == {
        rules.RATE: "too fast↵for us",
        UNTIL: "in the past",
        FORM: "what is that",
    }
    assert server_problems(InputRejected(), make_task()) == {FORM: InputRejected.default}


def test_times_are_of_this_computer_and_read_back() -> None:
    assert read_until(write_until(UNTIL_NINE)) == UNTIL_NINE
    assert read_until("2026-02-30 10:00") is None
    assert read_until("9999-99-99") is None
