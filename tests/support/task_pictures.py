"""Renders the tab of background work in its states to PNG files: `python -m tests.support.task_pictures OUT`.

For looking at, not for comparing: fonts differ from machine to machine.
"""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import msgspec
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from qasync import QEventLoop
from tests.support.manual_clock import NOVEMBER
from tests.support.shell_fakes import make_connection
from tests.support.task_desk import TaskDesk, task_desk
from tests.support.task_samples import QUEUE_VALUES, VALUES, make_job, make_queue, make_task
from tests.support.webhook_samples import MIRA

from crashdesk.core.connection import ConnectionState, Link
from crashdesk.core.ids import HOUR, MINUTE, ActionId, Instant, QueueName, TaskName
from crashdesk.core.tasks import (
    JobError,
    JobState,
    QueueOverride,
    QueueSettings,
    TaskMiddleware,
    TaskOverride,
    TaskSettings,
    Warrant,
    Workload,
)
from crashdesk.core.text import Text
from crashdesk.services.outcomes import ItemOutcome, ItemResult
from crashdesk.services.tasks import Retried
from crashdesk.ui.kit.theme import Theme
from crashdesk.ui.tabs.tasks import actions
from crashdesk.ui.tabs.tasks.state import Page, Showing

Scene = Callable[[TaskDesk], Awaitable[QWidget]]
NOW = NOVEMBER
SLOWER = msgspec.structs.replace(VALUES, rate_limit="10/m", timeout_ms=90_000)
CHAIN = (
    TaskMiddleware("log", "Writes one line to the server's log for each job.", enabled=False),
    TaskMiddleware("durations", "Measures how long each job takes; without it, durations are not known."),
    TaskMiddleware("slow-warning", "Says in a job's result that it used more than half of its time-out."),
    TaskMiddleware("failure-events", "Tells webhooks of jobs that failed for good."),
)
LEASE = Warrant(
    MIRA, Instant(NOW - 20 * MINUTE), "The shop's endpoint is slow tonight", Instant(NOW + 47 * MINUTE)
)
TRACE = """Traceback (most recent call last):
  File "crashdesk_server/tasks/execution.py", line 61, in run
    result = await asyncio.wait_for(run(work), work.timeout_ms / 1000)
TimeoutError"""


def subjects() -> tuple[Any, ...]:
    plain = msgspec.structs.replace(VALUES, rate_limit="unlimited", max_concurrent=1)
    shared: dict[str, Any] = {
        "queue": QueueName("maintenance"),
        "declared": plain,
        "effective": plain,
        "running": plain,
        "middleware": CHAIN[1:],
        "every_ms": HOUR,
        "last_run_at": Instant(NOW - 12 * MINUTE),
    }
    return (
        make_task(
            "webhooks.deliver",
            meaning="Brings one event to one webhook.",
            override=TaskOverride(TaskSettings(rate_limit="10/m", timeout_ms=90_000), LEASE),
            effective=SLOWER,
            running=msgspec.structs.replace(SLOWER, rate_limit="30/m"),
            middleware=CHAIN,
            workload=Workload(128, 4, 17),
            last_run_at=Instant(NOW - 3_000),
            last_error="TimeoutError: no answer within 30 s",
        ),
        make_task("usage.forget", meaning="Forgets old usage figures.", **shared),
        make_task("crashes.retain", meaning="Removes samples beyond the retention.", **shared),
        make_task(
            "audit.checkpoint",
            meaning="Signs the head of the audit log.",
            **{
                **shared,
                "effective": msgspec.structs.replace(plain, paused=True),
                "override": TaskOverride(TaskSettings(paused=True), Warrant(MIRA, NOW, "Moving the key")),
            },
        ),
        make_queue(
            "webhooks",
            meaning="Everything that leaves the server.",
            tasks=(TaskName("webhooks.deliver"),),
            workload=Workload(128, 4, 17),
        ),
        make_queue("maintenance", tasks=(TaskName("usage.forget"), TaskName("crashes.retain"))),
    )


def runs() -> tuple[Any, ...]:
    errors = (JobError(1, Instant(NOW - 9 * MINUTE), "TimeoutError: no answer within 30 s", TRACE),)
    failed = [
        make_job(
            f"job_f{number}",
            state=JobState.FAILED,
            subject=f"dlv_01j9x4{number:02}",
            attempt=4,
            errors=errors,
            created_at=Instant(NOW - number * MINUTE),
            started_at=Instant(NOW - number * MINUTE),
            duration_ms=30_012,
        )
        for number in range(3, 9)
    ]
    return (
        make_job("job_w", state=JobState.WAITING, subject="dlv_01j9x500", attempt=0, due_at=NOW + 5 * MINUTE),
        make_job("job_r", state=JobState.RUNNING, subject="dlv_01j9x501", started_at=NOW),
        make_job("job_d", subject="dlv_01j9x502", started_at=NOW, duration_ms=41, result="204 No Content"),
        *failed,
    )


async def settled(desk: TaskDesk) -> None:
    """Wait until nothing runs but the watch."""
    while not desk.is_settled:
        await asyncio.sleep(0.01)
    await asyncio.sleep(0.08)


def on(name: str, page: Page = Page.VALUES, showing: Showing = Showing.TASKS) -> Scene:
    async def show(desk: TaskDesk) -> QWidget:
        desk.tab.presenter.show_list(showing)
        desk.tab.presenter.show_page(page)
        await settled(desk)
        listed = [each.name for each in _listed(desk, showing)]
        desk.tab.view.shown.table.go_to(listed.index(name))
        desk.tab.view.shown.table.setFocus()
        await settled(desk)
        return desk.tab.widget

    return show


def _listed(desk: TaskDesk, showing: Showing) -> tuple[Any, ...]:
    state = desk.tab.presenter.state
    return state.all_tasks if showing is Showing.TASKS else state.all_queues


async def run_in_full(desk: TaskDesk) -> QWidget:
    await on("webhooks.deliver", Page.RUNS)(desk)
    desk.tab.detail.runs.table.choose(4)
    await settled(desk)
    return desk.tab.widget


async def retrying(desk: TaskDesk) -> QWidget:
    await on("webhooks.deliver", Page.RUNS)(desk)
    done = ItemResult("job_f3", ItemOutcome.DONE, "dlv_01j9x403")
    state = desk.tab.presenter.state.runs
    desk.tab.presenter._set_runs(
        msgspec.structs.replace(state, retried=Retried(17, (done,) * 5, resting=True), is_retrying=True)
    )
    return desk.tab.widget


async def queue_paused(desk: TaskDesk) -> QWidget:
    await on("webhooks", showing=Showing.QUEUES)(desk)
    stopped = msgspec.structs.replace(QUEUE_VALUES, paused=True)
    queue = desk.tab.presenter.state.subject
    assert queue is not None
    await desk.put(
        msgspec.structs.replace(
            queue,
            revision=2,
            effective=stopped,
            running=stopped,
            override=QueueOverride(QueueSettings(paused=True), Warrant(MIRA, NOW, "Their gateway is down")),
        )
    )
    await settled(desk)
    return desk.tab.widget


async def queue_paused_tasks(desk: TaskDesk) -> QWidget:
    await queue_paused(desk)
    return await on("webhooks.deliver")(desk)


def dialog(action: ActionId, name: str = "webhooks.deliver", showing: Showing = Showing.TASKS) -> Scene:
    async def show(desk: TaskDesk) -> QWidget:
        desk.tasks.failed = tuple(job for job in runs() if job.state is JobState.FAILED)
        await on(name, Page.RUNS, showing)(desk)
        desk.tab.trigger(action)
        await asyncio.sleep(0.15)
        return desk.tab.widget.findChildren(QDialog)[-1]

    return show


async def editor_wrong(desk: TaskDesk) -> QWidget:
    found: Any = await dialog(actions.EDIT)(desk)
    typed = ("10/5m", "0", "99", "2 years", "1 ms", "")
    for edit, text in zip(found.fields.edits.values(), typed, strict=True):
        edit.setText(text)
    found.confirm()
    return found


async def editor_conflict(desk: TaskDesk) -> QWidget:
    found: Any = await dialog(actions.EDIT)(desk)
    found.rebase(
        desk.tab.presenter.state.subject,
        Text(
            "T", "Jonas has changed this meanwhile. Set now: Rate 5 a minute. What you typed is still here."
        ),
    )
    return found


async def no_right(desk: TaskDesk) -> QWidget:
    desk.window.hindrance = Text("T", "Your role, viewer, may not do this on this server.")
    return await on("webhooks.deliver")(desk)


async def switch_off(desk: TaskDesk) -> QWidget:
    await on("webhooks.deliver", Page.MIDDLEWARE)(desk)
    desk.tab.presenter.switch("failure-events", enabled=False)
    await asyncio.sleep(0.15)
    return desk.tab.widget.findChildren(QDialog)[-1]


async def as_is(desk: TaskDesk) -> QWidget:
    return desk.tab.widget


OFFLINE = make_connection(Link.OFFLINE)
NEVER = ConnectionState(Link.OFFLINE, since=make_connection().since)
SCENES: dict[str, tuple[bool, ConnectionState | None, Scene]] = {
    "values": (True, None, on("webhooks.deliver")),
    "declared": (True, None, on("usage.forget")),
    "paused": (True, None, on("audit.checkpoint")),
    "middleware": (True, None, on("webhooks.deliver", Page.MIDDLEWARE)),
    "runs": (True, None, on("webhooks.deliver", Page.RUNS)),
    "run-in-full": (True, None, run_in_full),
    "no-runs": (True, None, on("usage.forget", Page.RUNS)),
    "retrying": (True, None, retrying),
    "queue": (True, None, on("webhooks", showing=Showing.QUEUES)),
    "queue-paused": (True, None, queue_paused),
    "task-of-paused-queue": (True, None, queue_paused_tasks),
    "no-right": (True, None, no_right),
    "offline": (True, OFFLINE, on("webhooks.deliver")),
    "nothing": (False, None, as_is),
    "never-fetched": (False, NEVER, as_is),
    "dialog-edit": (True, None, dialog(actions.EDIT)),
    "dialog-edit-wrong": (True, None, editor_wrong),
    "dialog-edit-conflict": (True, None, editor_conflict),
    "dialog-edit-queue": (True, None, dialog(actions.EDIT, "webhooks", Showing.QUEUES)),
    "dialog-pause": (True, None, dialog(actions.PAUSE)),
    "dialog-clear": (True, None, dialog(actions.CLEAR)),
    "dialog-portions": (True, None, dialog(actions.RETRY_FAILED)),
    "dialog-switch-off": (True, None, switch_off),
}


async def draw(out: Path, theme: Theme, only: str, width: int, height: int) -> None:
    for mode in ("light", "dark"):
        theme.set_mode(mode)
        for name, (filled, connection, scene) in SCENES.items():
            if only not in name:
                continue
            objects = (*subjects(), *runs()) if filled else ()
            async with task_desk(*objects, connection=connection) as desk:
                desk.tab.widget.resize(width, height)
                desk.tab.widget.show()
                desk.tab.widget.activateWindow()
                await settled(desk)
                shown = await scene(desk)
                await settled(desk) if not isinstance(shown, QDialog) else await asyncio.sleep(0.1)
                shown.grab().save(str(out / f"{name}-{mode}.png"))
                if shown is not desk.tab.widget:
                    shown.close()
                desk.tab.widget.hide()


def main(out: Path, only: str = "", width: int = 1280, height: int = 700) -> None:
    """Write every picture whose name contains `only`, light and dark."""
    out.mkdir(parents=True, exist_ok=True)
    app = QApplication([])
    theme = Theme(app, "light")
    app.setQuitOnLastWindowClosed(False)
    with asyncio.Runner(loop_factory=lambda: QEventLoop(app)) as runner:
        runner.run(draw(out, theme, only, int(width), int(height)))


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
