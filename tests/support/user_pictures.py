"""Renders the tab of accounts in its states to PNG files: `python -m tests.support.user_pictures OUT`.

For looking at, not for comparing: fonts differ from machine to machine.
"""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication, QDialog, QWidget
from qasync import QEventLoop
from tests.support.shell_fakes import make_connection
from tests.support.user_desk import UserDesk, user_desk
from tests.support.user_samples import sample_users

from crashdesk.core.connection import ConnectionState, Link
from crashdesk.core.ids import ActionId
from crashdesk.ui.kit.action_menu import open_menu
from crashdesk.ui.kit.theme import Theme
from crashdesk.ui.tabs.users import actions
from crashdesk.ui.tabs.users.state import Showing

Scene = Callable[[UserDesk], Awaitable[QWidget]]


async def settled(desk: UserDesk) -> None:
    """Wait until no job runs."""
    while desk.jobs.running:
        await asyncio.sleep(0.01)
    await asyncio.sleep(0.05)


def at(row: int, showing: Showing = Showing.PENDING) -> Scene:
    async def show(desk: UserDesk) -> QWidget:
        desk.tab.presenter.show_list(showing)
        await settled(desk)
        table = desk.tab.view.shown.table
        table.setFocus()
        table.go_to(row)
        return desk.tab.widget

    return show


async def everybody(desk: UserDesk) -> QWidget:
    return await at(3, Showing.ALL)(desk)


def oneself(desk: UserDesk) -> Awaitable[QWidget]:
    return of("usr_1")(desk)


def of(user_id: str) -> Scene:
    async def show(desk: UserDesk) -> QWidget:
        desk.tab.presenter.show_list(Showing.ALL)
        await settled(desk)
        rows = desk.tab._rows[Showing.ALL]
        ids = await rows.ids(0, rows.count.value - 1)
        desk.tab.view.shown.table.setFocus()
        desk.tab.view.shown.table.go_to(ids.index(user_id))
        return desk.tab.widget

    return show


async def ticked(desk: UserDesk) -> QWidget:
    table = desk.tab.view.shown.table
    table.setFocus()
    for row in (1, 2, 4):
        table.go_to(row)
        table.tick_current()
    return desk.tab.widget


async def no_match(desk: UserDesk) -> QWidget:
    desk.tab.view.shown.filter_bar.changed.emit("name:nowhere")
    await settled(desk)
    return desk.tab.widget


async def as_is(desk: UserDesk) -> QWidget:
    return desk.tab.widget


def dialog(action: ActionId, user_id: str = "", choice: int = -1) -> Scene:
    async def show(desk: UserDesk) -> QWidget:
        if user_id:
            await of(user_id)(desk)
        else:
            await at(0)(desk)
        await settled(desk)
        desk.tab.trigger(action)
        await settled(desk)
        found = desk.tab.widget.findChildren(QDialog)[-1]
        if choice >= 0:
            found.options.choose(choice)
        return found

    return show


async def menu(desk: UserDesk) -> QWidget:
    await oneself(desk)
    await settled(desk)
    table = desk.tab.view.shown.table
    return open_menu(
        table, table.mapToGlobal(table.rect().center()), actions.MENU, desk.tab.availability, lambda _id: None
    )


OFFLINE = make_connection(Link.OFFLINE)
OFFLINE_NEW = ConnectionState(Link.OFFLINE, since=make_connection().since)
FETCHING = ConnectionState(Link.ONLINE, since=make_connection().since, syncing=3)
SCENES: dict[str, tuple[int, int, ConnectionState | None, Scene]] = {
    "pending": (60, 9, None, at(0)),
    "pending-second": (60, 9, None, at(1)),
    "pending-hostile": (60, 14, None, at(5)),
    "ticked": (60, 9, None, ticked),
    "all": (60, 3, None, everybody),
    "oneself": (60, 3, None, oneself),
    "disabled": (60, 3, None, of("usr_00013")),
    "nobody-waits": (60, 0, None, as_is),
    "no-match": (60, 9, None, no_match),
    "offline": (60, 9, OFFLINE, at(2)),
    "never-fetched": (-1, 0, OFFLINE_NEW, as_is),
    "first-sync": (-1, 0, FETCHING, as_is),
    "dialog-approve": (60, 9, None, dialog(actions.APPROVE)),
    "dialog-approve-admin": (60, 9, None, dialog(actions.APPROVE_ADMIN)),
    "dialog-reject": (60, 9, None, dialog(actions.REJECT)),
    "dialog-role": (60, 9, None, dialog(actions.CHANGE_ROLE, "usr_00002", 2)),
    "dialog-rights": (60, 9, None, dialog(actions.GRANT, "usr_jonas")),
    "dialog-rename": (60, 9, None, dialog(actions.RENAME, "usr_jonas")),
    "dialog-disable": (60, 9, None, dialog(actions.DISABLE, "usr_jonas")),
    "dialog-sign-out": (60, 9, None, dialog(actions.SIGN_OUT, "usr_jonas")),
    "dialog-delete": (60, 9, None, dialog(actions.DELETE, "usr_jonas")),
    "menu": (60, 9, None, menu),
}


async def draw(out: Path, theme: Theme, only: str, width: int) -> None:
    for mode in ("light", "dark"):
        theme.set_mode(mode)
        for name, (count, waiting, connection, scene) in SCENES.items():
            if only not in name:
                continue
            users = sample_users(count, waiting=waiting, hostile="hostile" in name) if count >= 0 else ()
            async with user_desk(*users, connection=connection) as desk:
                desk.tab.widget.resize(width, 660)
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
    main(Path(sys.argv[1]), *sys.argv[2:])
