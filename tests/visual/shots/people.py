"""People: who waits to be let in, everybody, and what is asked before something is decided about them."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog
from tests.visual.shots.album import Album
from tests.visual.shots.studio import Studio

from crashdesk.core.ids import ActionId
from crashdesk.ui.tabs.users import actions
from crashdesk.ui.tabs.users.view import UsersView

TAB = ActionId("shell.tab3")
_DECISIONS = {
    "approve": actions.APPROVE,
    "approve-admin": actions.APPROVE_ADMIN,
    "reject": actions.REJECT,
}
_DIRECT = {
    "role": actions.CHANGE_ROLE,
    "rights": actions.GRANT,
    "rename": actions.RENAME,
    "delete-user": actions.DELETE,
}


async def pending(studio: Studio, album: Album) -> None:
    """Who waits, with whom some of them could be taken for, and the ways to decide."""
    view = await _open(studio)
    await studio.wait("who waits", lambda: view.shown.table.model().rowCount() > 0)
    await _go_to(studio, view, "0kafor")
    await album.take("users-pending", studio.window)
    for name, action in _DECISIONS.items():
        await _ask(studio, album, name, action)


async def everybody(studio: Studio, album: Album) -> None:
    """All accounts, and what an admin can do with one."""
    view = await _open(studio)
    studio.window.carry_out(actions.SHOW_ALL)
    await studio.settled()
    await _go_to(studio, view, "Sana")
    await album.take("users-all", studio.window)
    for name, action in _DIRECT.items():
        await _ask(studio, album, name, action)
    studio.window.carry_out(actions.SHOW_PENDING)
    await studio.settled()


async def _open(studio: Studio) -> UsersView:
    studio.window.carry_out(TAB)
    await studio.wait("the tab", lambda: studio.find(UsersView).isVisible())
    await studio.settled()
    return studio.find(UsersView)


async def _go_to(studio: Studio, view: UsersView, name: str) -> None:
    table = view.shown.table
    for row in range(table.model().rowCount()):
        if name in str(table.model().index(row, 0).data(Qt.ItemDataRole.AccessibleTextRole) or ""):
            table.go_to(row)
    await studio.settled()


async def _ask(studio: Studio, album: Album, name: str, action: ActionId) -> None:
    studio.window.carry_out(action)
    dialog = await studio.opened(QDialog)
    await album.take(name, studio.window)
    dialog.reject()
    await studio.wait(f"the end of {name}", lambda: not dialog.isVisible())
