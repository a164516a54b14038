"""Letting somebody in, and reading of it in the audit log."""

from __future__ import annotations

from crashdesk.app.tour.stage import Stage, Step, expect
from crashdesk.core.audit import AuditEntry, entry_id
from crashdesk.core.ids import UserId
from crashdesk.core.outbox import ObjectType
from crashdesk.core.people import Role
from crashdesk.core.users import UserState
from crashdesk.ui.tabs.audit.view import AuditView
from crashdesk.ui.tabs.users.state import Showing
from crashdesk.ui.tabs.users.view import UsersView

_LATELY = 20
"""Entries of the audit log among which an approval of a moment ago is looked for."""


class People:
    """Who waits is let in, once it is taken back, and the log tells of it."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._hands = stage.hands

    def steps(self) -> tuple[Step, ...]:
        """Return the steps, in order."""
        return (
            Step("Who waits", "people wait to be let in, and the tab says how many", self._who_waits),
            Step("Let in", "one fewer waits, and it can be undone", self._let_in),
            Step("Let in after all", "the server has the account as a viewer's", self._let_in_after_all),
            Step("Audit log", "the log holds together, and tells of the approval", self._audit_log),
        )

    async def _who_waits(self) -> None:
        await self._stage.open_tab("users")
        await self._hands.wait_for("who waits", lambda: self._waiting() > 1)

    async def _let_in(self) -> None:
        self._count = self._waiting()
        await self._hands.press("J")
        table = self._stage.find(UsersView).shown.table
        await self._hands.wait_for("a current account", lambda: bool(table.current_id))
        self._newcomer = UserId(table.current_id)
        await self._hands.press("V")
        await self._hands.wait_for("one fewer", lambda: self._waiting() == self._count - 1)
        await self._hands.wait_for("an undo", self._stage.window.toasts.can_undo)

    async def _let_in_after_all(self) -> None:
        await self._hands.press("Z")
        await self._hands.wait_for("all of them again", lambda: self._waiting() == self._count)
        table = self._stage.find(UsersView).shown.table
        for _ in range(self._count):
            await self._hands.press("K")
        for _ in range(self._count):
            if table.current_id != self._newcomer:
                await self._hands.press("J")
        expect("the same account", table.current_id == self._newcomer)
        await self._hands.press("V")

        async def is_in() -> bool:
            user = await self._stage.desk().client.users.get(self._newcomer)
            return user.state is UserState.ACTIVE and user.role == Role.VIEWER

        await self._hands.wait_until("the account on the server", is_in)

    async def _audit_log(self) -> None:
        await self._stage.open_tab("audit")
        strip = self._stage.find(AuditView).strip
        await self._hands.wait_for("the verification", lambda: "follow from each other" in strip.words.text())

        desk = self._stage.desk()
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

    def _waiting(self) -> int:
        view = self._stage.window.findChild(UsersView)
        return view.lists[Showing.PENDING].table.model().rowCount() if view else 0
