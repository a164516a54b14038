"""Background work: its values, middleware and runs, an override, and a pause that cannot be overlooked."""

from __future__ import annotations

from typing import TypeVar

from PySide6.QtWidgets import QDialog
from tests.visual.shots.album import Album
from tests.visual.shots.studio import Studio

from crashdesk.core.ids import ActionId
from crashdesk.ui.tabs.tasks import actions
from crashdesk.ui.tabs.tasks.dialogs.override import OverrideDialog
from crashdesk.ui.tabs.tasks.dialogs.pause import PauseDialog
from crashdesk.ui.tabs.tasks.view import TasksView

D = TypeVar("D", bound=QDialog)
_PAGES = {
    "tasks-middleware": actions.SHOW_MIDDLEWARE,
    "tasks-runs": actions.SHOW_RUNS,
    "tasks-values": actions.SHOW_VALUES,
}


async def tuning(studio: Studio, album: Album) -> None:
    """One task is overridden for an hour, then its queue is paused and resumed."""
    studio.window.carry_out(actions.SHOW_TASKS)
    view = studio.find(TasksView)
    await studio.wait("the tasks", lambda: view.shown.table.model().rowCount() > 0)
    view.shown.table.go_to(0)
    await studio.settled()
    await _override(studio, album)
    for name, action in _PAGES.items():
        studio.window.carry_out(action)
        await studio.settled()
        await album.take(name, studio.window)
    studio.window.carry_out(actions.SHOW_QUEUES)
    await studio.wait("the queues", lambda: view.shown.table.model().rowCount() > 0)
    view.shown.table.go_to(0)
    await studio.settled()
    await _pause(studio, album, view)


async def _override(studio: Studio, album: Album) -> None:
    editor = await _asked(studio, actions.EDIT, OverrideDialog)
    rate = editor.fields.edits["rate_limit"]
    rate.setText("10/5m")
    editor.confirm()
    await album.take("tasks-edit-wrong", studio.window)
    rate.setText("10/m")
    editor.fields.lease.setCurrentIndex(1)
    editor.fields.reason.setText("Quiet while the disk is moved")
    await album.take("tasks-edit", studio.window)
    editor.confirm()
    await studio.closed(OverrideDialog)


async def _pause(studio: Studio, album: Album, view: TasksView) -> None:
    dialog = await _asked(studio, actions.PAUSE, PauseDialog)
    dialog.reason.setText("Moving the disk")
    await album.take("tasks-pause", studio.window)
    dialog.confirm()
    await studio.wait("the banner", view.banner.texts)
    await studio.settled()
    await album.take("tasks-paused", studio.window)
    view.banner.lines[0].button.click()
    await studio.wait("its end", lambda: not view.banner.isVisible())


async def _asked(studio: Studio, action: ActionId, kind: type[D]) -> D:
    studio.window.carry_out(action)
    return await studio.opened(kind)
