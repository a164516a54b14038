"""Signing in, and the list of crash groups."""

from __future__ import annotations

from crashdesk.app.embedded_server import PASSWORD
from crashdesk.app.tour.stage import Stage, Step
from crashdesk.core.connection import Link
from crashdesk.ui.dialogs.vault.view import VaultDialog
from crashdesk.ui.tabs.crash_groups.detail.stack_view import StackView
from crashdesk.ui.tabs.crash_groups.view import CrashGroupsView


class Entering:
    """From the sign-in dialog to the first filter."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._hands = stage.hands

    def steps(self) -> tuple[Step, ...]:
        """Return the steps, in order."""
        return (
            Step("Sign in", "the dialog names the server and asks for a password", self._sign_in),
            Step(
                "Keep the data", "without a keyring a person chooses where the data goes", self._choose_store
            ),
            Step("Crash groups", "groups are listed and the desk is online", self._list),
            Step("Details", "the stack of the latest sample is shown", self._open),
            Step("Filter", "fewer groups are shown and the filter is read back", self._filter),
            Step(
                "A wrong filter", "the error points at the place and offers the right word", self._misfilter
            ),
        )

    async def _sign_in(self) -> None:
        await self._hands.wait_for("the sign-in dialog", lambda: self._stage.password_page() is not None)

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
        await self._hands.wait_for("crash groups", lambda: self._stage.groups() > 0)
        await self._hands.wait_for("the connection", lambda: self._stage.link() is Link.ONLINE)

    async def _open(self) -> None:
        await self._hands.press("J")
        await self._hands.wait_for("a stack", lambda: bool(self._stage.find(StackView).toPlainText()))

    async def _filter(self) -> None:
        everything = self._stage.groups()
        await self._hands.press("/")
        await self._hands.type("is:open severity:>=high ")
        await self._hands.wait_for("fewer groups", lambda: 0 < self._stage.groups() < everything)

    async def _misfilter(self) -> None:
        edit = self._stage.find(CrashGroupsView).filter_bar.edit
        edit.clear()
        await self._hands.type("statsu:open")
        await self._hands.wait_for(
            "the error with the right word", lambda: "status" in edit.accessibleDescription()
        )
