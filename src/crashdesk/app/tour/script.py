"""The tour: signs in, triages, loses the server, triages on, and comes back."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeVar

from PySide6.QtWidgets import QWidget

from crashdesk.app.desk import Desk
from crashdesk.app.embedded_server import PASSWORD, EmbeddedServer
from crashdesk.app.program import Program
from crashdesk.app.tour.hands import DidNotComeError, Hands
from crashdesk.app.tour.recorder import Recorder
from crashdesk.core.audit import AuditEntry, entry_id
from crashdesk.core.connection import Link
from crashdesk.core.crash_groups import CrashGroup, Status
from crashdesk.core.ids import GroupId, UserId
from crashdesk.core.outbox import ObjectType
from crashdesk.core.people import Role
from crashdesk.core.users import UserState
from crashdesk.ui.dialogs.sign_in.view import SignInDialog
from crashdesk.ui.dialogs.vault.view import VaultDialog
from crashdesk.ui.kit.theme import Theme
from crashdesk.ui.shell.command_palette import CommandPalette
from crashdesk.ui.shell.key_overlay import KeyOverlay
from crashdesk.ui.shell.main_window import MainWindow
from crashdesk.ui.tabs.audit.view import AuditView
from crashdesk.ui.tabs.crash_groups.detail.stack_view import StackView
from crashdesk.ui.tabs.crash_groups.detail.timeline import Timeline
from crashdesk.ui.tabs.crash_groups.detail.view import DetailPane
from crashdesk.ui.tabs.crash_groups.dialogs.ignore import IgnoreDialog
from crashdesk.ui.tabs.crash_groups.dialogs.note import NoteDialog
from crashdesk.ui.tabs.crash_groups.dialogs.resolve import ResolveDialog
from crashdesk.ui.tabs.crash_groups.view import CrashGroupsView
from crashdesk.ui.tabs.usage.view import UsageWidget
from crashdesk.ui.tabs.users.state import Showing
from crashdesk.ui.tabs.users.view import UsersView

W = TypeVar("W", bound=QWidget)

_LATELY = 20
"""Entries of the audit log among which an approval of a moment ago is looked for."""
NOTE = "Reproduced on the build machine; the frame is the same."


class Tour:
    """The steps, in order. Each ends with a check of what is on the screen or on the server."""

    def __init__(
        self, program: Program, window: MainWindow, theme: Theme, server: EmbeddedServer, recorder: Recorder
    ) -> None:
        self._program = program
        self._window = window
        self._theme = theme
        self._server = server
        self._recorder = recorder
        self._hands = Hands(window)

    async def run(self) -> bool:
        """Go through all steps; the first one that fails ends the tour. Returns whether all held."""
        steps: tuple[tuple[str, str, Callable[[], Awaitable[None]]], ...] = (
            ("Sign in", "the dialog names the server and asks for a password", self._sign_in),
            ("Keep the data", "without a keyring a person chooses where the data goes", self._choose_store),
            ("Crash groups", "groups are listed and the desk is online", self._list),
            ("Details", "the stack of the latest sample is shown", self._open),
            ("Filter", "fewer groups are shown and the filter is read back", self._filter),
            ("A wrong filter", "the error points at the place and offers the right word", self._misfilter),
            ("Resolve", "the dialog asks since when", self._ask_to_resolve),
            ("Held back", "the group shows as resolved and unsent, with an undo", self._resolve),
            ("Undone", "the group is open again and nothing waits", self._undo),
            ("Sent", "the server has the group as resolved", self._send),
            ("Offline", "the desk says that the server is away; the rows stay", self._lose_server),
            ("Ignore offline", "the dialog asks what ends it", self._ask_to_ignore),
            ("Triage offline", "both decisions wait in the outbox", self._triage_offline),
            ("Back online", "the server has both, once, and nothing waits", self._come_back),
            ("Timeline", "the note stands in the timeline with its author", self._timeline),
            ("Usage", "installs by day are drawn", self._usage),
            ("Who waits", "people wait to be let in, and the tab says how many", self._who_waits),
            ("Let in", "one fewer waits, and it can be undone", self._let_in),
            ("Let in after all", "the server has the account as a viewer's", self._let_in_after_all),
            ("Audit log", "the log holds together, and tells of the approval", self._audit_log),
            ("Palette", "everything can be found by name", self._palette),
            ("Keys", "the key map is shown", self._keys),
            ("Dark", "the dark theme is in force", self._dark),
            ("Signed out", "the desk asks for a password again", self._sign_out),
        )
        for name, checked, work in steps:
            problem = ""
            try:
                await work()
            except DidNotComeError as trouble:
                problem = f"did not come: {trouble}"
            self._recorder.add(name, checked, self._window, problem)
            if problem:
                return False
        return self._recorder.ok

    # -- signing in and the list -------------------------------------------------------------------

    async def _sign_in(self) -> None:
        await self._hands.wait_for("the sign-in dialog", lambda: self._password_page() is not None)

    async def _choose_store(self) -> None:
        await self._hands.type(PASSWORD)
        await self._hands.press("Return")
        await self._hands.wait_for(
            "the question where to keep the data", lambda: self._hands.dialog(VaultDialog) is not None
        )

    async def _list(self) -> None:
        dialog = self._hands.dialog(VaultDialog)
        assert dialog is not None
        dialog.by_memory.click()
        dialog.submit.click()
        await self._hands.wait_for("crash groups", lambda: self._rows() > 0)
        await self._hands.wait_for("the connection", lambda: self._link() is Link.ONLINE)

    async def _open(self) -> None:
        await self._hands.press("J")
        await self._hands.wait_for("a stack", lambda: bool(self._find(StackView).toPlainText()))

    async def _filter(self) -> None:
        everything = self._rows()
        await self._hands.press("/")
        await self._hands.type("is:open severity:>=high ")
        await self._hands.wait_for("fewer groups", lambda: 0 < self._rows() < everything)

    async def _misfilter(self) -> None:
        edit = self._find(CrashGroupsView).filter_bar.edit
        edit.clear()
        await self._hands.type("statsu:open")
        await self._hands.wait_for(
            "the error with the right word", lambda: "status" in edit.accessibleDescription()
        )

    # -- triage ------------------------------------------------------------------------------------

    async def _ask_to_resolve(self) -> None:
        everything = self._rows()
        bar = self._find(CrashGroupsView).filter_bar
        bar.edit.clear()
        await self._hands.type("is:open ")
        await self._hands.wait_for("open groups", lambda: self._rows() != everything)
        bar.left.emit()
        await self._hands.press("J")
        await self._hands.wait_for("a current group", lambda: bool(self._current_id()))
        bar.edit.setText("")
        bar.changed.emit("")
        await self._hands.wait_for("all groups", lambda: self._rows() > 0)
        self._target = self._current_id()
        self._before = await self._on_server()
        await self._hands.press("E")
        await self._hands.wait_for("the dialog", lambda: self._hands.dialog(ResolveDialog) is not None)

    async def _resolve(self) -> None:
        await self._hands.press("Return")
        await self._until_row("resolved and unsent", lambda g: g.pending and g.status is Status.RESOLVED)
        await self._hands.wait_for("an undo", self._window.toasts.can_undo)

    async def _undo(self) -> None:
        await self._hands.press("Z")
        await self._until_row("open again", lambda g: not g.pending and g.status is Status.OPEN)

    async def _send(self) -> None:
        await self._hands.press("E")
        await self._hands.wait_for("the dialog", lambda: self._hands.dialog(ResolveDialog) is not None)
        await self._hands.press("Return")
        await self._until_row("accepted", lambda g: not g.pending and g.status is Status.RESOLVED)
        after = await self._on_server()
        _expect("one revision more on the server", after.revision == self._before.revision + 1)

    # -- without the server ------------------------------------------------------------------------

    async def _lose_server(self) -> None:
        await self._server.stop()
        await self._hands.wait_for("offline", lambda: self._link() is Link.OFFLINE)
        _expect("rows", self._rows() > 0)

    async def _ask_to_ignore(self) -> None:
        await self._hands.press("M")
        await self._hands.wait_for("the dialog", lambda: self._hands.dialog(IgnoreDialog) is not None)

    async def _triage_offline(self) -> None:
        await self._hands.press("Return")
        await self._until_row("ignored and unsent", lambda g: g.pending and g.status is Status.IGNORED)
        await self._hands.press("N")
        await self._hands.wait_for("the dialog", lambda: self._hands.dialog(NoteDialog) is not None)
        await self._hands.type(NOTE)
        await self._hands.press("Ctrl+Return")
        await self._hands.wait_for("no dialog", lambda: self._hands.dialog(NoteDialog) is None)
        await self._until_row("a note more", lambda g: g.notes == self._before.notes + 1)
        _expect("two changes waiting", len(await self._desk().store.outbox.entries()) == 2)

    async def _come_back(self) -> None:
        await self._server.start()
        self._desk().connection.retry_now()
        await self._hands.wait_for("the connection", lambda: self._link() is Link.ONLINE)
        await self._until_row("nothing pending", lambda g: not g.pending)
        _expect("an empty outbox", not await self._desk().store.outbox.entries())
        after = await self._on_server()
        _expect("ignored on the server", after.status is Status.IGNORED)
        _expect("one note more on the server", after.notes == self._before.notes + 1)

    # -- looking round -----------------------------------------------------------------------------

    async def _timeline(self) -> None:
        self._find(DetailPane).show_timeline()
        timeline = self._find(Timeline)
        await self._hands.wait_for("the note", lambda: NOTE in timeline.text())

    async def _usage(self) -> None:
        await self._hands.press("Ctrl+2")
        await self._hands.wait_for("figures", lambda: self._find(UsageWidget).has_figures)

    # -- people and the log ------------------------------------------------------------------------

    async def _who_waits(self) -> None:
        await self._hands.press("Ctrl+3")
        await self._hands.wait_for("who waits", lambda: self._waiting() > 1)

    async def _let_in(self) -> None:
        self._count = self._waiting()
        await self._hands.press("J")
        table = self._find(UsersView).shown.table
        await self._hands.wait_for("a current account", lambda: bool(table.current_id))
        self._newcomer = UserId(table.current_id)
        await self._hands.press("V")
        await self._hands.wait_for("one fewer", lambda: self._waiting() == self._count - 1)
        await self._hands.wait_for("an undo", self._window.toasts.can_undo)

    async def _let_in_after_all(self) -> None:
        await self._hands.press("Z")
        await self._hands.wait_for("all of them again", lambda: self._waiting() == self._count)
        table = self._find(UsersView).shown.table
        for _ in range(self._count):
            await self._hands.press("K")
        for _ in range(self._count):
            if table.current_id != self._newcomer:
                await self._hands.press("J")
        _expect("the same account", table.current_id == self._newcomer)
        await self._hands.press("V")

        async def is_in() -> bool:
            user = await self._desk().client.users.get(self._newcomer)
            return user.state is UserState.ACTIVE and user.role == Role.VIEWER

        await self._hands.wait_until("the account on the server", is_in)

    async def _audit_log(self) -> None:
        await self._hands.press("Ctrl+4")
        strip = self._find(AuditView).strip
        await self._hands.wait_for("the verification", lambda: "follow from each other" in strip.words.text())

        desk = self._desk()
        head = (await desk.client.audit.checkpoint()).seq

        async def is_told() -> bool:
            if (await desk.store.audit.verification()).verified_to < head:
                return False
            numbers = range(head, max(0, head - _LATELY), -1)
            entries = [
                await desk.store.tables.get(ObjectType.AUDIT_ENTRY, entry_id(number)) for number in numbers
            ]
            records = [entry.record for entry in entries if isinstance(entry, AuditEntry) and entry.record]
            return any(
                record.action == "user.approved" and record.target and record.target.id == self._newcomer
                for record in records
            )

        await self._hands.wait_until("the approval", is_told)

    async def _palette(self) -> None:
        await self._hands.press("Ctrl+1")
        await self._hands.press("Ctrl+K")
        await self._hands.wait_for("the palette", lambda: self._is_open(CommandPalette))

    async def _keys(self) -> None:
        await self._hands.press("Esc")
        await self._hands.wait_for("no palette", lambda: not self._is_open(CommandPalette))
        await self._hands.press("?")
        await self._hands.wait_for("the key map", lambda: self._is_open(KeyOverlay))

    async def _dark(self) -> None:
        await self._hands.press("Esc")
        await self._hands.wait_for("no key map", lambda: not self._is_open(KeyOverlay))
        self._theme.set_mode("dark")
        await self._hands.wait_for("dark colours", lambda: self._theme.tokens.name == "dark")

    async def _sign_out(self) -> None:
        self._theme.set_mode("light")
        self._window.sign_out_requested.emit()
        await self._hands.wait_for("the sign-in dialog", lambda: self._password_page() is not None)

    # -- what is there -----------------------------------------------------------------------------

    def _desk(self) -> Desk:
        desk = self._program.desk
        if desk is None:
            raise DidNotComeError("an open profile")
        return desk

    def _link(self) -> Link | None:
        return self._program.desk.state.link if self._program.desk else None

    def _find(self, kind: type[W]) -> W:
        found = self._window.findChild(kind)
        if found is None:
            raise DidNotComeError(kind.__name__)
        return found

    def _rows(self) -> int:
        view = self._window.findChild(CrashGroupsView)
        return view.table.model().rowCount() if view and view.isVisible() else 0

    def _waiting(self) -> int:
        view = self._window.findChild(UsersView)
        return view.lists[Showing.PENDING].table.model().rowCount() if view else 0

    def _current_id(self) -> GroupId:
        return GroupId(self._find(CrashGroupsView).table.current_id)

    def _password_page(self) -> SignInDialog | None:
        dialog = self._hands.dialog(SignInDialog)
        return dialog if dialog and dialog.credentials.password.isVisible() else None

    def _is_open(self, kind: type[QWidget]) -> bool:
        found = self._window.findChild(kind)
        return found is not None and found.isVisible()

    async def _on_server(self) -> CrashGroup:
        return await self._desk().client.crash_groups.get(self._target)

    async def _until_row(self, what: str, holds: Callable[[CrashGroup], bool]) -> None:
        desk = self._desk()
        seen: list[CrashGroup] = []

        async def look() -> bool:
            row = await desk.store.tables.get(ObjectType.CRASH_GROUP, self._target)
            assert isinstance(row, CrashGroup)
            seen.append(row)
            return holds(row)

        await self._hands.wait_until(what, look)


def _expect(what: str, holds: bool) -> None:
    if not holds:
        raise DidNotComeError(what)
