"""Deciding about a crash group, with the server and without."""

from __future__ import annotations

from collections.abc import Callable

from crashdesk.app.tour.stage import Stage, Step, expect
from crashdesk.core.connection import Link
from crashdesk.core.crash_groups import CrashGroup, Status
from crashdesk.core.ids import GroupId
from crashdesk.core.outbox import ObjectType
from crashdesk.ui.tabs.crash_groups.detail.timeline import Timeline
from crashdesk.ui.tabs.crash_groups.detail.view import DetailPane
from crashdesk.ui.tabs.crash_groups.dialogs.ignore import IgnoreDialog
from crashdesk.ui.tabs.crash_groups.dialogs.note import NoteDialog
from crashdesk.ui.tabs.crash_groups.dialogs.resolve import ResolveDialog
from crashdesk.ui.tabs.crash_groups.view import CrashGroupsView

NOTE = "Reproduced on the build machine; the frame is the same."


class Triage:
    """Resolves, takes it back, loses the server, triages on, and comes back."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._hands = stage.hands

    def steps(self) -> tuple[Step, ...]:
        """Return the steps, in order."""
        return (
            Step("Resolve", "the dialog asks since when", self._ask_to_resolve),
            Step("Held back", "the group shows as resolved and unsent, with an undo", self._resolve),
            Step("Undone", "the group is open again and nothing waits", self._undo),
            Step("Sent", "the server has the group as resolved", self._send),
            Step("Offline", "the desk says that the server is away; the rows stay", self._lose_server),
            Step("Ignore offline", "the dialog asks what ends it", self._ask_to_ignore),
            Step("Triage offline", "both decisions wait in the outbox", self._triage_offline),
            Step("Back online", "the server has both, once, and nothing waits", self._come_back),
            Step("Timeline", "the note stands in the timeline with its author", self._timeline),
        )

    async def _ask_to_resolve(self) -> None:
        everything = self._stage.groups()
        bar = self._stage.find(CrashGroupsView).filter_bar
        bar.edit.clear()
        await self._hands.type("is:open ")
        await self._hands.wait_for("open groups", lambda: self._stage.groups() != everything)
        bar.left.emit()
        await self._hands.press("J")
        await self._hands.wait_for("a current group", lambda: bool(self._current_id()))
        bar.edit.setText("")
        bar.changed.emit("")
        await self._hands.wait_for("all groups", lambda: self._stage.groups() > 0)
        self._target = self._current_id()
        self._before = await self._on_server()
        await self._hands.press("E")
        await self._hands.wait_for("the dialog", lambda: self._hands.dialog(ResolveDialog) is not None)

    async def _resolve(self) -> None:
        await self._hands.press("Return")
        await self._until_row("resolved and unsent", lambda g: g.pending and g.status is Status.RESOLVED)
        await self._hands.wait_for("an undo", self._stage.window.toasts.can_undo)

    async def _undo(self) -> None:
        await self._hands.press("Z")
        await self._until_row("open again", lambda g: not g.pending and g.status is Status.OPEN)

    async def _send(self) -> None:
        await self._hands.press("E")
        await self._hands.wait_for("the dialog", lambda: self._hands.dialog(ResolveDialog) is not None)
        await self._hands.press("Return")
        await self._until_row("accepted", lambda g: not g.pending and g.status is Status.RESOLVED)
        after = await self._on_server()
        expect("one revision more on the server", after.revision == self._before.revision + 1)

    async def _lose_server(self) -> None:
        await self._stage.server.stop()
        await self._hands.wait_for("offline", lambda: self._stage.link() is Link.OFFLINE)
        expect("rows", self._stage.groups() > 0)

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
        expect("two changes waiting", len(await self._stage.desk().store.outbox.entries()) == 2)

    async def _come_back(self) -> None:
        await self._stage.server.start()
        self._stage.desk().connection.retry_now()
        await self._hands.wait_for("the connection", lambda: self._stage.link() is Link.ONLINE)
        await self._until_row("nothing pending", lambda g: not g.pending)
        expect("an empty outbox", not await self._stage.desk().store.outbox.entries())
        after = await self._on_server()
        expect("ignored on the server", after.status is Status.IGNORED)
        expect("one note more on the server", after.notes == self._before.notes + 1)

    async def _timeline(self) -> None:
        self._stage.find(DetailPane).show_timeline()
        timeline = self._stage.find(Timeline)
        await self._hands.wait_for("the note", lambda: NOTE in timeline.text())

    def _current_id(self) -> GroupId:
        return GroupId(self._stage.find(CrashGroupsView).table.current_id)

    async def _on_server(self) -> CrashGroup:
        return await self._stage.desk().client.crash_groups.get(self._target)

    async def _until_row(self, what: str, holds: Callable[[CrashGroup], bool]) -> None:
        desk = self._stage.desk()
        seen: list[CrashGroup] = []

        async def look() -> bool:
            row = await desk.store.tables.get(ObjectType.CRASH_GROUP, self._target)
            assert isinstance(row, CrashGroup)
            seen.append(row)
            return holds(row)

        await self._hands.wait_until(what, look)
