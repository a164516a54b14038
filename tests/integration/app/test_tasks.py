"""Tuning background work from the running program, against a real server and its runner."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import httpx
from PySide6.QtWidgets import QApplication, QDialog
from tests.support.gui_loop import run_on_qt
from tests.support.reference_server import EMAIL, PASSWORD, ServerProcess
from tests.support.running_program import KeptVault, RunningProgram, running_program, sign_in, until

from crashdesk.core.tasks import Job, JobState, Queue, Task
from crashdesk.ui.tabs.tasks import actions
from crashdesk.ui.tabs.tasks.dialogs.override import OverrideDialog
from crashdesk.ui.tabs.tasks.dialogs.pause import PauseDialog
from crashdesk.ui.tabs.tasks.state import Showing
from crashdesk.ui.tabs.tasks.tab import TasksTab

FORGET = "usage.forget"


async def tasks_tab(running: RunningProgram) -> TasksTab:
    """Bring the tab to the front and wait until the lists are there."""
    running.window.carry_out(actions.SHOW_TASKS)
    tab = running.window._host.current
    assert isinstance(tab, TasksTab)
    await until(lambda: tab.presenter.state.all_tasks and tab.presenter.state.all_queues)
    return tab


async def go_to(tab: TasksTab, name: str) -> None:
    """Make a row the current one."""
    table = tab.view.shown.table

    def is_there() -> bool:
        for row in range(table.model().rowCount()):
            table.go_to(row)
            if table.current_id == name:
                return tab.presenter.state.subject is not None
        return False

    await until(is_there)


async def dialog(running: RunningProgram, kind: type[QDialog]) -> QDialog:
    def found() -> list[QDialog]:
        return [each for each in running.window.findChildren(kind) if each.isVisible()]

    await until(found)
    return found()[0]


@contextmanager
def signed_in(server: ServerProcess) -> Generator[httpx.Client]:
    """Be the same admin in another place."""
    with httpx.Client(base_url=f"{server.url}/api/v1") as http:
        answer = http.post("/session", json={"email": EMAIL, "password": PASSWORD})
        assert answer.status_code in {200, 201}
        http.headers["X-CSRF-Token"] = answer.json()["csrf_token"]
        yield http


def task(tab: TasksTab, name: str) -> Task:
    return next(each for each in tab.presenter.state.all_tasks if each.name == name)


def queue(tab: TasksTab, name: str) -> Queue:
    return next(each for each in tab.presenter.state.all_queues if each.name == name)


def test_an_override_takes_effect_and_somebody_elses_is_not_overwritten(
    qapp: QApplication, tmp_path: Path, server: ServerProcess, vault: KeptVault
) -> None:
    async def work() -> None:
        await sign_in(tmp_path / "home", server.url, vault)
        with signed_in(server) as http:
            async with running_program(qapp, tmp_path / "home", vault) as running:
                await running.until_online()
                tab = await tasks_tab(running)
                await go_to(tab, FORGET)
                running.window.carry_out(actions.EDIT)
                editor = await dialog(running, OverrideDialog)
                assert isinstance(editor, OverrideDialog)
                editor.fields.edits["rate_limit"].setText("5/m")
                theirs = {"priority": 7, "reason": "first"}
                answer = http.put(
                    f"/tasks/{FORGET}/override",
                    json=theirs,
                    headers={"If-Match": f'"{task(tab, FORGET).revision}"'},
                )
                assert answer.status_code == 200, answer.text
                editor.fields.lease.setCurrentIndex(1)
                editor.confirm()
                await until(editor.conflict.text)
                assert "Set now: Priority 7." in editor.conflict.text()
                editor.confirm()
                await until(lambda: f"The override of {FORGET} is in force" in running.window.toasts.texts())
                set_now = http.get(f"/tasks/{FORGET}/override").json()
                assert (set_now["rate_limit"], set_now["priority"]) == ("5/m", None)
                assert set_now["expires_at"] is not None
                # The runner takes it up, and the tab sees that without being asked.
                await until(lambda: (now := task(tab, FORGET).running) and now.rate_limit == "5/m")
                tab.detail.values.buttons["rate_limit"].click()
                await until(lambda: task(tab, FORGET).override is None)
                assert http.get("/tasks").json()["tasks"]

    run_on_qt(qapp, work())


def test_a_paused_queue_starts_nothing_until_it_is_resumed_where_the_banner_says_so(
    qapp: QApplication, tmp_path: Path, server: ServerProcess, vault: KeptVault
) -> None:
    async def work() -> None:
        await sign_in(tmp_path / "home", server.url, vault)
        with signed_in(server) as http:
            async with running_program(qapp, tmp_path / "home", vault) as running:
                await running.until_online()
                tab = await tasks_tab(running)
                name = task(tab, FORGET).queue
                tab.presenter.show_list(Showing.QUEUES)
                await go_to(tab, name)
                running.window.carry_out(actions.PAUSE)
                asked = await dialog(running, PauseDialog)
                assert isinstance(asked, PauseDialog)
                asked.reason.setText("moving the disk")
                asked.confirm()
                await until(tab.view.banner.texts)
                assert tab.view.banner.texts()[0].startswith(f"Queue {name} is paused since ")
                shown = next(each for each in http.get("/queues").json()["queues"] if each["name"] == name)
                assert shown["effective"]["paused"]
                assert shown["override"]["reason"] == "moving the disk"
                tab.view.banner.lines[0].button.click()
                await until(lambda: not queue(tab, name).effective.paused)
                await until(lambda: not tab.view.banner.isVisible())

    run_on_qt(qapp, work())


def test_middleware_is_switched_and_runs_are_listed(
    qapp: QApplication, tmp_path: Path, server: ServerProcess, vault: KeptVault
) -> None:
    async def work() -> None:
        await sign_in(tmp_path / "home", server.url, vault)
        with signed_in(server) as http:
            async with running_program(qapp, tmp_path / "home", vault) as running:
                await running.until_online()
                tab = await tasks_tab(running)
                await go_to(tab, FORGET)
                running.window.carry_out(actions.SHOW_MIDDLEWARE)
                tab.detail.middleware.boxes["durations"].click()
                await until(lambda: any(not each.enabled for each in task(tab, FORGET).middleware))
                chain = http.get(f"/tasks/{FORGET}/middleware").json()["middleware"]
                assert [each["name"] for each in chain if not each["enabled"]] == ["durations"]
                running.window.carry_out(actions.ALL_ON)
                await until(lambda: all(each.enabled for each in task(tab, FORGET).middleware))
                running.window.carry_out(actions.SHOW_RUNS)
                await until(lambda: tab.presenter.state.runs.is_known)
                listed = http.get("/jobs", params={"task": FORGET}).json()["items"]
                await until(lambda: len(tab.presenter.state.runs.jobs) >= len(listed))
                assert all(isinstance(job, Job) for job in tab.presenter.state.runs.jobs)

    run_on_qt(qapp, work())


def test_what_waits_for_a_paused_queue_is_counted_cancelled_and_retried(
    qapp: QApplication, tmp_path: Path, server: ServerProcess, vault: KeptVault
) -> None:
    async def work() -> None:
        await sign_in(tmp_path / "home", server.url, vault)
        with signed_in(server) as http:
            async with running_program(qapp, tmp_path / "home", vault) as running:
                await running.until_online()
                tab = await tasks_tab(running)
                assert http.post("/queues/webhooks/pause", json={"reason": "night"}).status_code == 200
                made = http.post(
                    "/webhooks", json={"url": "https://hooks.example/1", "events": ["user.pending"]}
                )
                assert made.status_code == 201, made.text
                hook = made.json().get("webhook", made.json())
                sent = http.post(f"/webhooks/{hook['id']}/test", json={"event": "user.pending"})
                assert sent.status_code == 201, sent.text
                await until(lambda: "1 delivery waits." in " ".join(tab.view.banner.texts()))
                await go_to(tab, "webhooks.deliver")
                running.window.carry_out(actions.SHOW_RUNS)
                await until(lambda: tab.presenter.state.runs.jobs)
                (waiting,) = tab.presenter.state.runs.jobs
                assert waiting.state is JobState.WAITING
                tab.detail.runs.table.choose(0)
                assert tab.presenter.state.runs.job == waiting
                running.window.carry_out(actions.CANCEL)
                (await dialog(running, QDialog)).accept()
                await until(lambda: only_run(tab).state is JobState.CANCELLED)
                await until(lambda: running.window.availability(actions.RETRY).enabled)
                running.window.carry_out(actions.RETRY)
                await until(lambda: only_run(tab).state is JobState.WAITING)
                listed = http.get("/jobs", params={"queue": "webhooks"}).json()["items"]
                assert [each["state"] for each in listed] == ["waiting"]

    run_on_qt(qapp, work())


def only_run(tab: TasksTab) -> Job:
    (job,) = tab.presenter.state.runs.jobs
    return job
