"""Renders the list of crash groups in its states to PNG files: `python -m tests.support.table_pictures OUT`.

For looking at, not for comparing: fonts differ from machine to machine.
"""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication, QWidget
from qasync import QEventLoop
from tests.support.crash_group_desk import CrashGroupDesk, crash_group_desk
from tests.support.crash_group_samples import sample_groups
from tests.support.shell_fakes import make_connection

from crashdesk.core.connection import ConnectionState, Link
from crashdesk.core.ids import GroupId
from crashdesk.core.text import Text
from crashdesk.services.triage import ItemOutcome, ItemResult
from crashdesk.ui.kit.column_chooser import ColumnChooser
from crashdesk.ui.kit.results_dialog import ResultsDialog
from crashdesk.ui.kit.theme import Theme
from crashdesk.ui.tabs.crash_groups import actions

Scene = Callable[[CrashGroupDesk], Awaitable[QWidget]]


async def settled(desk: CrashGroupDesk) -> None:
    """Wait until no job runs."""
    while desk.jobs.running:
        await asyncio.sleep(0.01)
    await asyncio.sleep(0.05)


async def loaded(desk: CrashGroupDesk) -> QWidget:
    table = desk.tab.view.table
    table.setFocus()
    table.step(4)
    return desk.tab.widget


async def ticked(desk: CrashGroupDesk) -> QWidget:
    table = desk.tab.view.table
    table.setFocus()
    for row in (1, 2, 5):
        table.go_to(row)
        table.tick_current()
    desk.tab.view.filter_bar.changed.emit('is:open severity:>=high "session"')
    await settled(desk)
    desk.tab.view.filter_bar.changed.emit("is:open")
    await settled(desk)
    for row in (1, 2, 5):
        table.go_to(row)
        table.tick_current()
    return desk.tab.widget


async def wrong(desk: CrashGroupDesk) -> QWidget:
    desk.tab.view.filter_bar.changed.emit("is:open severity:awful")
    await settled(desk)
    return desk.tab.widget


async def completing(desk: CrashGroupDesk) -> QWidget:
    bar = desk.tab.view.filter_bar
    bar.focus()
    bar.edit.setText("is:open se")
    desk.tab.presenter.complete("is:open se", 10)
    await settled(desk)
    bar._list.move_by(1)
    return desk.tab.widget


async def no_match(desk: CrashGroupDesk) -> QWidget:
    desk.tab.view.filter_bar.changed.emit("title:nowhere")
    await settled(desk)
    return desk.tab.widget


async def as_is(desk: CrashGroupDesk) -> QWidget:
    return desk.tab.widget


def dialog(action: str, choice: int = 0) -> Scene:
    async def show(desk: CrashGroupDesk) -> QWidget:
        desk.tab.view.table.go_to(4)
        desk.tab.trigger(action)  # type: ignore[arg-type]
        await settled(desk)
        opened = desk.tab.widget.findChildren(QWidget, "")
        found = next(w for w in reversed(opened) if w.isWindow() and w.isVisible())
        options = getattr(found, "options", None)
        if options is not None:
            options.choose(choice)
        return found

    return show


async def results(desk: CrashGroupDesk) -> QWidget:
    refused = Text("T", "Somebody else has changed this meanwhile.")
    items = [ItemResult(GroupId(f"g{n}"), ItemOutcome.QUEUED, f"TypeError: {n}") for n in range(6)]
    items.insert(3, ItemResult(GroupId("x"), ItemOutcome.REFUSED, "KeyError: 'workspace'", refused))
    shown = ResultsDialog(desk.tab.widget, Text("T", "Crash"), tuple(items))
    shown.open()
    return shown


async def chooser(desk: CrashGroupDesk) -> QWidget:
    shown = ColumnChooser(desk.tab.view.columns, desk.tab.widget)
    shown.open_below(desk.tab.view.filter_bar.columns_button)
    return shown


async def menu(desk: CrashGroupDesk) -> QWidget:
    table = desk.tab.view.table
    from crashdesk.ui.kit.action_menu import open_menu

    return open_menu(
        table, table.mapToGlobal(table.rect().center()), actions.MENU, desk.tab.availability, lambda _id: None
    )


OFFLINE_NEW = ConnectionState(Link.OFFLINE, since=make_connection().since)
SYNCING = ConnectionState(Link.ONLINE, since=make_connection().since, syncing=12_400)
SCENES: dict[str, tuple[int, ConnectionState | None, Scene]] = {
    "loaded": (400, None, loaded),
    "ticked": (400, None, ticked),
    "wrong-filter": (400, None, wrong),
    "completing": (400, None, completing),
    "no-match": (400, None, no_match),
    "empty": (0, None, as_is),
    "never-fetched": (0, OFFLINE_NEW, as_is),
    "first-sync": (0, SYNCING, as_is),
    "resolve": (400, None, dialog(actions.RESOLVE, 2)),
    "ignore": (400, None, dialog(actions.IGNORE, 1)),
    "severity": (400, None, dialog(actions.SEVERITY, 1)),
    "assign": (400, None, dialog(actions.ASSIGN)),
    "note": (400, None, dialog(actions.NOTE)),
    "delete": (400, None, dialog(actions.DELETE)),
    "results": (10, None, results),
    "columns": (10, None, chooser),
    "menu": (10, None, menu),
}


async def draw(out: Path, theme: Theme, only: str, width: int) -> None:
    for mode in ("light", "dark"):
        theme.set_mode(mode)
        for name, (count, connection, scene) in SCENES.items():
            if only not in name:
                continue
            async with crash_group_desk(*sample_groups(count), connection=connection) as desk:
                desk.tab.widget.resize(width, 620)
                desk.tab.widget.show()
                desk.tab.widget.activateWindow()
                await settled(desk)
                shown = await scene(desk)
                await settled(desk)
                shown.grab().save(str(out / f"{name}-{mode}.png"))
                if shown is not desk.tab.widget:
                    shown.close()
                desk.tab.widget.hide()


def main(out: Path, only: str = "", width: int = 1280) -> None:
    """Write every picture whose name contains `only`, light and dark."""
    out.mkdir(parents=True, exist_ok=True)
    app = QApplication([])
    theme = Theme(app, "light")
    app.setQuitOnLastWindowClosed(False)
    with asyncio.Runner(loop_factory=lambda: QEventLoop(app)) as runner:
        runner.run(draw(out, theme, only, int(width)))


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:4])  # type: ignore[arg-type]
