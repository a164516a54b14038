"""The tab of background work as a person uses it, over the real store."""

from __future__ import annotations

import asyncio
from typing import TypeVar

from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QPushButton
from tests.support.gui_loop import until
from tests.support.shell_fakes import make_connection
from tests.support.task_desk import TaskDesk, task_desk
from tests.support.task_samples import CHAIN, QUEUE_VALUES, VALUES, make_job, make_queue, make_task
from tests.support.webhook_samples import MIRA

from crashdesk.core.connection import Link
from crashdesk.core.errors import ChangedMeanwhile, FieldProblem, InputRejected, RequestConflict
from crashdesk.core.ids import ActionId, JobId, QueueName
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
from crashdesk.services.tasks import Portions
from crashdesk.ui.tabs.tasks import actions
from crashdesk.ui.tabs.tasks.dialogs.override import OverrideDialog
from crashdesk.ui.tabs.tasks.dialogs.pause import PauseDialog
from crashdesk.ui.tabs.tasks.dialogs.portions import PortionsDialog
from crashdesk.ui.tabs.tasks.state import Page, Showing

D = TypeVar("D", bound=QDialog)
BUSY = Workload(12, 1, 2)
DELIVER = make_task(workload=BUSY)
FORGET = make_task("usage.forget", queue=QueueName("maintenance"))
OBJECTS = (DELIVER, FORGET, make_queue(workload=BUSY), make_queue("maintenance"))


async def settle(desk: TaskDesk) -> None:
    await until(lambda: desk.is_settled)


async def ready(desk: TaskDesk, name: str = "webhooks.deliver", showing: Showing = Showing.TASKS) -> None:
    desk.tab.widget.resize(1280, 760)
    desk.tab.widget.show()
    desk.tab.presenter.show_list(showing)
    await settle(desk)
    await go_to(desk, name)


async def go_to(desk: TaskDesk, name: str) -> None:
    table = desk.tab.view.shown.table
    await until(lambda: table.model().rowCount())
    for row in range(table.model().rowCount()):
        table.go_to(row)
        if table.current_id == name:
            break
    await until(lambda: desk.tab.presenter.state.subject)
    await settle(desk)


async def opened(desk: TaskDesk, kind: type[D]) -> D:
    await until(lambda: desk.tab.view.findChildren(kind))
    return desk.tab.view.findChildren(kind)[0]


async def answer(desk: TaskDesk, number: int) -> None:
    """Press the button `number` of a question: 0 is Cancel."""
    await until(lambda: [each for each in desk.tab.view.findChildren(QDialog) if each.isVisible()])
    shown = next(each for each in desk.tab.view.findChildren(QDialog) if each.isVisible())
    shown.findChildren(QPushButton)[number].click()
    await settle(desk)


def why(desk: TaskDesk, action: ActionId) -> str:
    return str(desk.tab.availability(action).reason or "")


def tells_of_failures(desk: TaskDesk) -> bool:
    return desk.tab.detail.middleware.boxes["failure-events"].isChecked()


def sentence(desk: TaskDesk, row: int) -> str:
    model = desk.tab.view.shown.table.model()
    return str(model.data(model.index(row, 1), Qt.ItemDataRole.AccessibleTextRole.value))


def test_rows_speak_name_state_and_counts(run):
    async def check() -> None:
        async with task_desk(*OBJECTS) as desk:
            await ready(desk)
            assert "As declared" in sentence(desk, 1)
            assert "12 waiting, 1 running, 2 failed" in sentence(desk, 1)
            desk.tab.trigger(actions.SHOW_QUEUES)
            assert desk.tab.view.showing is Showing.QUEUES
            await until(lambda: "maintenance" in sentence(desk, 0))

    run(check())


def test_a_paused_queue_is_loud_and_can_be_resumed_where_it_is_said(run):
    async def check() -> None:
        stopped = replace(QUEUE_VALUES, paused=True)
        override = QueueOverride(QueueSettings(paused=True), Warrant(MIRA, 1, "their gateway"))
        queue = make_queue(workload=BUSY, effective=stopped, running=stopped, override=override)
        async with task_desk(DELIVER, queue) as desk:
            await ready(desk)
            await until(desk.tab.view.banner.texts)
            (said,) = desk.tab.view.banner.texts()
            assert said.startswith("Queue webhooks is paused since ")
            assert said.endswith(" by Mira Sandoval: 12 deliveries wait.")
            assert desk.tab.view.segments.titles == ("Tasks", "Queues (1 paused)")
            assert "Queue paused" in sentence(desk, 0)
            assert "Its queue webhooks is paused" in why(desk, actions.RESUME)
            desk.tab.view.banner.lines[0].button.click()
            await until(lambda: desk.window.toasts)
            assert desk.tasks.asked[-1] == ("resume", "webhooks")
            await until(lambda: not desk.tab.view.banner.isVisible())

    run(check())


def test_a_pause_says_what_waits_and_needs_a_reason(run):
    async def check() -> None:
        async with task_desk(*OBJECTS) as desk:
            await ready(desk)
            desk.tab.trigger(actions.PAUSE)
            dialog = await opened(desk, PauseDialog)
            assert "No webhook is told of anything" in dialog.notice.text()
            assert "12 deliveries wait." in dialog.notice.text()
            dialog.confirm()
            assert "Say why" in dialog.form.field("reason").error()
            dialog.reason.setText("gateway down")
            dialog.confirm()
            await until(lambda: desk.window.toasts == ["Paused webhooks.deliver"])
            assert desk.tasks.asked[-1] == ("pause", "webhooks.deliver", "gateway down")
            await until(desk.tab.detail.header.buttons[actions.RESUME].isVisible)
            assert "paused" in desk.tab.detail.header.paused.text()
            assert why(desk, actions.PAUSE) == "It is paused already."

    run(check())


def test_wrong_values_are_refused_before_sending_and_good_ones_are_sent(run):
    async def check() -> None:
        async with task_desk(*OBJECTS) as desk:
            await ready(desk)
            desk.tab.trigger(actions.EDIT)
            editor = await opened(desk, OverrideDialog)
            rate = editor.fields.edits["rate_limit"]
            assert rate.placeholderText() == "30/m (declared)"
            assert editor.lines.text() == "Nothing will run differently."
            rate.setText("10/5m")
            editor.fields.edits["max_concurrent"].setText("0")
            editor.confirm()
            assert "not several" in editor.form.field("rate_limit").error()
            assert "Pause it instead" in editor.form.field("max_concurrent").error()
            assert desk.tasks.asked == []
            rate.setText("2/m")
            editor.fields.edits["max_concurrent"].setText("")
            assert editor.form.field("rate_limit").error() == ""
            assert editor.lines.text() == "Rate: 30 a minute → 2 a minute"
            editor.fields.lease.setCurrentIndex(1)
            editor.fields.reason.setText("calm")
            editor.confirm()
            await until(lambda: desk.window.toasts)
            until_then = desk.clock.now() + 3_600_000
            settings = TaskSettings(rate_limit="2/m")
            assert desk.tasks.asked == [("override", "webhooks.deliver", settings, "calm", until_then, 1)]
            await until(lambda: "rate_limit" in desk.tab.detail.values.buttons)
            desk.tab.detail.values.buttons["rate_limit"].click()
            await until(lambda: desk.tasks.asked[-1] == ("clear_one", "webhooks.deliver", "rate_limit"))

    run(check())


def test_nothing_typed_is_lost_when_the_server_refuses_or_somebody_was_first(run):
    async def check() -> None:
        async with task_desk(*OBJECTS) as desk:
            await ready(desk)
            desk.tab.trigger(actions.EDIT)
            editor = await opened(desk, OverrideDialog)
            editor.fields.edits["rate_limit"].setText("9/m")
            desk.tasks.fails_with = InputRejected(fields=(FieldProblem("/rate_limit", "x", "not today"),))
            editor.confirm()
            await until(lambda: editor.form.field("rate_limit").error() == "not today")
            theirs = TaskOverride(TaskSettings(priority=7), Warrant(MIRA, 1))
            desk.tasks.fails_with = ChangedMeanwhile(b"{}")
            desk.tasks.before_failing = lambda: desk.put(replace(DELIVER, revision=8, override=theirs))
            editor.confirm()
            await until(editor.conflict.text)
            assert "Mira Sandoval has changed this meanwhile. Set now: Priority 7." in editor.conflict.text()
            assert editor.fields.edits["rate_limit"].text() == "9/m"
            editor.confirm()
            await until(lambda: desk.window.toasts)
            assert desk.tasks.asked[-1][-1] == 8

    run(check())


def test_offline_the_editor_says_why_and_keeps_what_was_typed(run):
    async def check() -> None:
        async with task_desk(*OBJECTS) as desk:
            await ready(desk)
            desk.tab.trigger(actions.EDIT)
            editor = await opened(desk, OverrideDialog)
            editor.fields.edits["rate_limit"].setText("9/m")
            desk.window.hindrance = Text("T", "The server is away.")
            desk.set_connection(make_connection(Link.OFFLINE))
            assert editor.offline.text() == "The server is away."
            assert not editor.ok_button.isEnabled()
            editor.confirm()
            assert desk.tasks.asked == []
            assert not desk.tab.detail.header.buttons[actions.PAUSE].isEnabled()
            desk.window.hindrance = None
            desk.set_connection(make_connection())
            assert editor.ok_button.isEnabled()
            assert editor.fields.edits["rate_limit"].text() == "9/m"
            editor.reject()

    run(check())


def test_clearing_all_asks_first(run):
    async def check() -> None:
        override = TaskOverride(TaskSettings(rate_limit="1/s"), Warrant(MIRA, 1))
        async with task_desk(make_task(override=override), make_queue()) as desk:
            await ready(desk)
            desk.tab.trigger(actions.CLEAR)
            await answer(desk, 0)
            assert desk.tasks.asked == []
            desk.tab.trigger(actions.CLEAR)
            await answer(desk, 1)
            assert desk.tasks.asked == [("clear", "webhooks.deliver")]
            await until(lambda: why(desk, actions.CLEAR) == "Nothing is overridden.")

    run(check())


def test_switching_off_what_tells_of_failures_asks_and_no_leaves_it_on(run):
    async def check() -> None:
        async with task_desk(*OBJECTS) as desk:
            await ready(desk)
            desk.tab.trigger(actions.SHOW_MIDDLEWARE)
            page = desk.tab.detail.middleware
            assert list(page.boxes) == [each.name for each in CHAIN]
            page.boxes["failure-events"].click()
            await answer(desk, 0)
            assert desk.tasks.asked == []
            assert page.boxes["failure-events"].isChecked()
            page.boxes["failure-events"].click()
            await answer(desk, 1)
            await until(lambda: desk.window.toasts)
            assert desk.tasks.asked[-1] == ("switch", "webhooks.deliver", "failure-events", False)
            await until(lambda: not tells_of_failures(desk))
            assert why(desk, actions.ALL_ON) == ""
            page.all_on.click()
            await until(lambda: tells_of_failures(desk))
            assert why(desk, actions.ALL_ON) == "All of its middleware is on."

    run(check())


def test_runs_show_their_errors_and_can_be_retried_or_cancelled(run):
    async def check() -> None:
        error = JobError(4, 1, "no answer", "Traceback: here")
        failed = make_job("job_f", state=JobState.FAILED, subject="dlv_1", attempt=4, errors=(error,))
        waiting = make_job("job_w", state=JobState.WAITING, subject="dlv_2")
        async with task_desk(*OBJECTS, failed, waiting) as desk:
            await ready(desk)
            desk.tab.trigger(actions.SHOW_RUNS)
            runs = desk.tab.detail.runs
            await until(lambda: {row.id for row in runs.table.rows()} == {"job_f", "job_w"})
            await until(lambda: ("fetch_jobs", "webhooks.deliver") in desk.tasks.asked)
            assert why(desk, actions.RETRY) == "Choose a run first."
            desk.tab.presenter.choose_run(JobId("job_f"))
            assert "Traceback: here" in runs.details.toPlainText()
            assert why(desk, actions.CANCEL) == "This run has ended."
            desk.tab.trigger(actions.RETRY)
            await until(lambda: ("retry", "job_f") in desk.tasks.asked)
            desk.tab.presenter.choose_run(JobId("job_w"))
            desk.tab.trigger(actions.CANCEL)
            await answer(desk, 1)
            await until(lambda: ("cancel", "job_w") in desk.tasks.asked)
            runs.only.setCurrentIndex(runs.only.findData("done"))
            runs.only.activated.emit(runs.only.currentIndex())
            await until(lambda: not runs.table.rows())
            assert runs.table.isHidden()

    run(check())


def test_all_that_failed_are_retried_in_portions_that_one_chooses(run):
    async def check() -> None:
        async with task_desk(*OBJECTS) as desk:
            desk.tasks.failed = tuple(make_job(f"job_{n}", state=JobState.FAILED) for n in range(45))
            await ready(desk)
            desk.tab.trigger(actions.SHOW_RUNS)
            desk.tab.trigger(actions.RETRY_FAILED)
            dialog = await opened(desk, PortionsDialog)
            assert dialog.takes.text().startswith("3 portions; the rests alone take 10")
            dialog.size_box.setValue(45)
            assert "All in one portion" in dialog.takes.text()
            dialog.confirm()
            await until(lambda: desk.window.toasts == ["45 runs tried again"])
            ids = tuple(f"job_{n}" for n in range(45))
            assert desk.tasks.asked[-1] == ("retry_in_portions", ids, Portions(45, 5))
            assert desk.tab.detail.runs.progress.text() == "All 45 were tried again."
            assert why(desk, actions.STOP) == "Nothing is being retried."

    run(check())


def test_a_failure_of_the_server_is_reported_and_not_taken_for_done(run):
    async def check() -> None:
        async with task_desk(*OBJECTS) as desk:
            await ready(desk, "webhooks", Showing.QUEUES)
            desk.tasks.fails_with = RequestConflict()
            desk.tab.presenter.tuning.resume(desk.tab.presenter.state.subject)
            await until(lambda: desk.window.errors)
            assert desk.window.toasts == []

    run(check())


def test_the_server_is_watched_only_while_somebody_looks(run):
    async def check() -> None:
        async with task_desk(*OBJECTS) as desk:
            desk.tab.presenter._refresher._pause_s = 0.01
            await ready(desk)
            await until(lambda: desk.tasks.rounds > 2)
            for stop, go_on in (
                (desk.tab.widget.hide, desk.tab.widget.show),
                (
                    lambda: desk.set_connection(make_connection(Link.OFFLINE)),
                    lambda: desk.set_connection(make_connection()),
                ),
            ):
                stop()
                await until(lambda: not desk.jobs.running)
                rounds = desk.tasks.rounds
                await asyncio.sleep(0.1)
                assert desk.tasks.rounds == rounds
                go_on()
                await until(lambda rounds=rounds: desk.tasks.rounds > rounds + 2)

    run(check())


def test_what_others_change_of_what_is_open_is_said(run):
    async def check() -> None:
        async with task_desk(*OBJECTS) as desk:
            await ready(desk)
            theirs = TaskOverride(TaskSettings(priority=7), Warrant(MIRA, 1))
            await desk.put(
                replace(DELIVER, revision=9, override=theirs, effective=replace(VALUES, priority=7))
            )
            await until(desk.tab.detail.changed.isVisible)
            assert "override by Mira Sandoval" in desk.tab.detail.changed.text()

    run(check())


def test_queues_have_no_middleware_and_another_row_another_page(run):
    async def check() -> None:
        async with task_desk(*OBJECTS) as desk:
            await ready(desk)
            desk.tab.trigger(actions.SHOW_MIDDLEWARE)
            desk.tab.presenter.show_list(Showing.QUEUES)
            await go_to(desk, "webhooks")
            assert desk.tab.detail.values.isVisible()
            assert desk.tab.presenter.state.page is Page.MIDDLEWARE
            assert not desk.tab.detail.parts.buttons[Page.MIDDLEWARE].isVisible()

    run(check())
