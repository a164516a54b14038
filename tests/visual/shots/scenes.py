"""What is pictured of the running program, as one story from signing in to signing out."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator
from urllib.parse import urlsplit

from PySide6.QtWidgets import QApplication, QDialog, QMenu, QPushButton, QTabWidget, QWidget
from tests.visual.shots import clash, hostile
from tests.visual.shots.album import Album
from tests.visual.shots.studio import Studio

from crashdesk.app.embedded_server import PASSWORD, EmbeddedServer
from crashdesk.core.connection import Link
from crashdesk.core.errors import AnswerUnusable
from crashdesk.core.ids import ActionId
from crashdesk.ui.dialogs.about.view import AboutDialog
from crashdesk.ui.dialogs.api_keys.view import KeysDialog
from crashdesk.ui.dialogs.my_rights.view import RightsDialog
from crashdesk.ui.dialogs.my_sessions.view import SessionsDialog
from crashdesk.ui.dialogs.outbox.view import OutboxDialog
from crashdesk.ui.dialogs.password.view import PasswordDialog
from crashdesk.ui.dialogs.preferences.view import PreferencesDialog
from crashdesk.ui.dialogs.profiles.view import ProfilesDialog
from crashdesk.ui.dialogs.vault.view import VaultDialog
from crashdesk.ui.kit.column_chooser import ColumnChooser
from crashdesk.ui.kit.plain_dialogs import FittedDialog
from crashdesk.ui.shell.command_palette import CommandPalette
from crashdesk.ui.shell.connection_popup import ConnectionPopup
from crashdesk.ui.shell.key_overlay import KeyOverlay
from crashdesk.ui.tabs.crash_groups import actions
from crashdesk.ui.tabs.crash_groups.detail.sample import SampleView
from crashdesk.ui.tabs.crash_groups.detail.view import DetailPane
from crashdesk.ui.tabs.crash_groups.dialogs.assign import AssignDialog
from crashdesk.ui.tabs.crash_groups.dialogs.delete import DeleteDialog
from crashdesk.ui.tabs.crash_groups.dialogs.ignore import IgnoreDialog
from crashdesk.ui.tabs.crash_groups.dialogs.note import NoteDialog
from crashdesk.ui.tabs.crash_groups.dialogs.resolve import ResolveDialog
from crashdesk.ui.tabs.crash_groups.dialogs.severity import SeverityDialog
from crashdesk.ui.tabs.crash_groups.view import CrashGroupsView
from crashdesk.ui.tabs.usage.view import UsageWidget

_DECISIONS: dict[str, tuple[ActionId, type[QDialog], int | None]] = {
    "resolve": (actions.RESOLVE, ResolveDialog, 2),
    "ignore": (actions.IGNORE, IgnoreDialog, 2),
    "severity": (actions.SEVERITY, SeverityDialog, None),
    "assign": (actions.ASSIGN, AssignDialog, None),
    "note": (actions.NOTE, NoteDialog, None),
    "delete": (actions.DELETE, DeleteDialog, None),
}
_GROUP = "FileNotFoundError"
"""The group of the pictures: its stack has causes, it came back once, and its timeline tells of it."""


async def signing_in(studio: Studio, album: Album) -> None:
    """The way into the program."""
    dialog = await studio.credentials()
    await album.take("sign-in", studio.window)
    dialog.credentials.password.setText("not the password")
    dialog.submit.click()
    await studio.wait("the refusal", lambda: dialog.presenter.state.errors or dialog.presenter.state.trouble)
    await album.take("sign-in-refused", studio.window)
    dialog.credentials.password.clear()
    dialog.credentials.password.setText(PASSWORD)
    dialog.submit.click()
    vault = await studio.opened(VaultDialog)
    await album.take("vault", studio.window)
    vault.passphrase.setText("short")
    vault.submit.click()
    await album.take("vault-error", studio.window)
    vault.hide()
    await album.take("opening", studio.window)
    vault.show()
    await studio.keep_in_memory()
    await studio.wait("rows", lambda: studio.rows > 0)
    await studio.online()
    await studio.settled()


async def listing(studio: Studio, album: Album) -> None:
    """The list with its details, filter and lists to choose from."""
    view = studio.find(CrashGroupsView)
    await album.take("crashes-nothing-open", studio.window)
    await _go_to(studio, _GROUP)
    await album.take("crashes", studio.window)
    await studio.filter("is:open severity:>=high")
    await album.take("crashes-filtered", studio.window)
    view.filter_bar.focus()
    await studio.filter("")
    await studio.hands.type("is:open se")
    await studio.settled()
    await album.take("filter-completion", studio.window)
    await studio.hands.press("Esc")
    await studio.filter("is:open severity:awful")
    await album.take("filter-error", studio.window)
    await studio.filter("title:nowhere")
    await album.take("crashes-no-match", studio.window)
    await studio.filter("")
    await _go_to(studio, _GROUP)
    for _ in range(3):
        view.carry_out(actions.TICK)
        view.carry_out(actions.NEXT)
    await studio.settled()
    await album.take("crashes-ticked", studio.window)
    view.table.ticks.clear()
    await _go_to(studio, _GROUP)


async def details(studio: Studio, album: Album) -> None:
    """Each page of the details."""
    pane = studio.find(DetailPane)
    parts, sample = _tabs_of(pane), _tabs_of(studio.find(SampleView))
    for page, name in enumerate(("stack", "message", "breadcrumbs", "device")):
        sample.setCurrentIndex(page)
        if page:
            await album.take(f"details-{name}", studio.window)
    sample.setCurrentIndex(0)
    parts.setCurrentIndex(1)
    await album.take("details-distribution", studio.window)
    pane.show_timeline()
    await album.take("details-timeline", studio.window)
    parts.setCurrentIndex(0)


async def decisions(studio: Studio, album: Album) -> None:
    """Each dialog of triage."""
    for name, (action, kind, choice) in _DECISIONS.items():
        studio.window.carry_out(action)
        dialog = await studio.opened(kind)
        if choice is not None:
            dialog.options.choose(choice)  # type: ignore[attr-defined]
        await album.take(name, studio.window)
        if name == "note":
            dialog.confirm()  # type: ignore[attr-defined]
            await album.take("note-error", studio.window)
        dialog.reject()
        await studio.closed(kind)


async def menus(studio: Studio, album: Album) -> None:
    """What opens over the window."""
    window, view = studio.window, studio.find(CrashGroupsView)
    view.carry_out(actions.COLUMNS)
    await _take_and_close(studio, album, "columns", ColumnChooser)
    view.menu_requested.emit(view.table.mapToGlobal(view.table.rect().center()))
    await _take_and_close(studio, album, "menu-group", QMenu)
    for name, button in (
        ("menu-account", window.top.account),
        ("menu-profiles", window.top.profiles),
        ("menu-main", window.top.menu_button),
    ):
        menu = button.menu()
        # The button's own way of opening it would not return before it is closed.
        menu.popup(button.mapToGlobal(button.rect().bottomLeft()))
        right = window.mapToGlobal(window.rect().bottomRight()).x() - menu.width()
        menu.move(min(menu.x(), right), menu.y())
        await _take_and_close(studio, album, name, QMenu)
    for name, action, kind in (
        ("palette", "shell.palette", CommandPalette),
        ("keys", "shell.keys", KeyOverlay),
    ):
        window.carry_out(ActionId(action))
        await _take_and_close(studio, album, name, kind)


async def housekeeping(studio: Studio, album: Album) -> None:
    """The dialogs that are about the program itself, and the other tab."""
    for name, action, kind in (
        ("about", "shell.about", AboutDialog),
        ("profiles", "shell.profiles", ProfilesDialog),
        ("preferences", "shell.preferences", PreferencesDialog),
    ):
        studio.window.carry_out(ActionId(action))
        dialog = await studio.opened(kind)
        await album.take(name, studio.window)
        if isinstance(dialog, PreferencesDialog):
            dialog.pages.setCurrentIndex(1)
            await album.take("preferences-keys", studio.window)
        dialog.reject()
        await studio.closed(kind)
    studio.window.carry_out(ActionId("shell.tab2"))
    await studio.wait("figures", lambda: studio.find(UsageWidget).has_figures)
    await album.take("usage", studio.window)
    studio.window.carry_out(ActionId("shell.tab1"))


async def account(studio: Studio, album: Album) -> None:
    """One's own account: rights, password, sessions and keys."""
    window = studio.window
    for name, ask, kind in (
        ("my-rights", window.rights_requested, RightsDialog),
        ("password", window.password_requested, PasswordDialog),
        ("my-sessions", window.sessions_requested, SessionsDialog),
        ("api-keys", window.keys_requested, KeysDialog),
    ):
        ask.emit()
        dialog = await studio.opened(kind)
        await studio.settled()
        await album.take(name, studio.window)
        dialog.reject()
        await studio.closed(kind)
    window.carry_out(ActionId("shell.tab1"))


async def hostile_text(studio: Studio, album: Album, server: EmbeddedServer) -> None:
    """A report that wants to do harm."""
    hostile.send(server.url)
    await _go_to(studio, "Hostile")
    sample = _tabs_of(studio.find(SampleView))
    for page, name in enumerate(("stack", "message", "breadcrumbs", "device")):
        sample.setCurrentIndex(page)
        await album.take(f"hostile-{name}", studio.window)
    sample.setCurrentIndex(0)
    studio.window.carry_out(actions.DELETE)
    dialog = await studio.opened(DeleteDialog)
    await album.take("hostile-dialog", studio.window)
    dialog.reject()
    await studio.closed(DeleteDialog)


async def without_server(studio: Studio, album: Album, server: EmbeddedServer) -> None:
    """The server dies, answers nonsense, and comes back."""
    await studio.filter("")
    await _go_to(studio, _GROUP)
    await server.stop()
    await studio.wait("offline", lambda: studio.link is Link.OFFLINE)
    studio.window.carry_out(actions.RESOLVE)
    (await studio.opened(ResolveDialog)).confirm()
    await studio.wait("an undo", studio.window.toasts.can_undo)
    await album.take("offline", studio.window)
    await studio.wait("a pause", lambda: studio.link is Link.OFFLINE)
    studio.window.status._connection.click()  # type: ignore[attr-defined]
    await _take_and_close(studio, album, "offline-why", ConnectionPopup)
    await outbox(studio, album, "outbox")
    await clash.somebody_was_faster(studio, server._data)  # type: ignore[attr-defined]
    async with _nonsense(server):
        studio.window.retry_requested.emit()
        await studio.wait("nonsense", lambda: isinstance(studio.problem, AnswerUnusable))
        studio.window.status._connection.click()  # type: ignore[attr-defined]
        await _take_and_close(studio, album, "error", ConnectionPopup)
    await server.start()
    studio.window.retry_requested.emit()
    await studio.online()
    await clash.found_out(studio)
    await outbox(studio, album, "outbox-conflict")
    studio.window.sign_out_requested.emit()
    question = await studio.opened(FittedDialog)
    await album.take("sign-out-unsent", studio.window)
    next(button for button in question.findChildren(QPushButton) if button.text() == "Sign out").click()
    dialog = await studio.credentials()
    dialog.hide()
    await album.take("signed-out", studio.window)
    dialog.show()


async def outbox(studio: Studio, album: Album, name: str) -> None:
    """The dialog about what waits."""
    studio.window.outbox_requested.emit()
    dialog = await studio.opened(OutboxDialog)
    await studio.wait("cards", lambda: dialog.cards)
    await album.take(name, studio.window)
    dialog.accept()
    await studio.closed(OutboxDialog)


@contextlib.asynccontextmanager
async def _nonsense(server: EmbeddedServer) -> AsyncGenerator[None]:
    """Answer every request at the server's address with a web page of something else."""
    page = b"<html><body><h1>It works!</h1></body></html>"
    headers = (
        "HTTP/1.1 200 OK",
        "Content-Type: text/html",
        f"Content-Length: {len(page)}",
        "Connection: close",
    )
    head = "\r\n".join(headers) + "\r\n\r\n"

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(head.encode() + page)
        await writer.drain()
        writer.close()

    other = await asyncio.start_server(serve, "127.0.0.1", urlsplit(server.url).port)
    try:
        yield
    finally:
        other.close()


async def _go_to(studio: Studio, title: str) -> None:
    """Make the group with these words the current one, in the whole list."""
    view = studio.find(CrashGroupsView)
    await studio.filter(f'"{title}"')
    await studio.wait(title, lambda: studio.rows == 1)
    view.table.go_to(0)
    await studio.wait("the group", lambda: view.table.current_id)
    await studio.filter("")
    await studio.wait("all rows", lambda: studio.rows > 1)
    studio.window.activateWindow()
    view.table.setFocus()
    await studio.settled()


async def _take_and_close(studio: Studio, album: Album, name: str, kind: type[QWidget]) -> None:
    def find() -> QWidget | None:
        windows = (widget for widget in QApplication.topLevelWidgets() if widget.isVisible())
        return next((widget for widget in windows if isinstance(widget, kind)), None)

    await studio.wait(name, find)
    await album.take(name, studio.window)
    shown = find()
    assert shown is not None
    shown.close()
    await studio.wait(f"the end of {name}", lambda: find() is None)


def _tabs_of(widget: QWidget) -> QTabWidget:
    tabs = widget.findChild(QTabWidget)
    assert tabs is not None
    return tabs
