"""Draws usage from the store and keeps it fresh while the tab is there. Free of Qt."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

import msgspec

from crashdesk.core.connection import ConnectionState, Link
from crashdesk.core.errors import ConnectionTrouble, CrashDeskError, ServerFault
from crashdesk.core.ids import ObjectId
from crashdesk.core.outbox import ObjectType
from crashdesk.core.ports import Jobs, Progress
from crashdesk.core.store_ports import Tables
from crashdesk.core.text import QT_TRANSLATE_NOOP
from crashdesk.services.usage import UsageFigures
from crashdesk.ui.tabs.usage.state import Measure, UsageState

_FETCHING = QT_TRANSLATE_NOOP("Usage", "Fetching usage figures")


class UsageView(Protocol):
    """What the presenter needs of the widgets."""

    def show_state(self, state: UsageState) -> None:
        """Show `state`."""
        ...


class UsagePresenter:
    """Shows what the store has at once, then has it refreshed."""

    def __init__(
        self, view: UsageView, tables: Tables, figures: UsageFigures, jobs: Jobs, scope: str
    ) -> None:
        self._view = view
        self._tables = tables
        self._figures = figures
        self._jobs = jobs
        self._scope = scope
        self._unsubscribe: Callable[[], None] = tables.subscribe(self._on_store_changed)
        self.state = UsageState()

    def close(self) -> None:
        """Listen no more."""
        self._unsubscribe()

    def refresh(self, *, force: bool = False) -> None:
        """Show what is there, and fetch when it is old or `force` is set."""

        async def work(_progress: Progress) -> None:
            await self._show_stored()
            offline = False
            try:
                await self._figures.refresh(force=force)
            except (ConnectionTrouble, ServerFault):
                offline = True
            except CrashDeskError:
                self._set(msgspec.structs.replace(self.state, loading=False, failed=True))
                raise
            usage = await self._tables.usage()
            self._set(
                msgspec.structs.replace(self.state, usage=usage, loading=False, offline=offline, failed=False)
            )

        self._jobs.start(_FETCHING, work, scope=self._scope, exclusive=f"{self._scope}.refresh", quiet=True)

    def choose_measure(self, measure: Measure) -> None:
        """Count installs or opens."""
        self._set(msgspec.structs.replace(self.state, measure=measure))

    def on_connection(self, connection: ConnectionState) -> None:
        """Fetch again once the server is back."""
        if connection.link is Link.ONLINE and self.state.offline:
            self.refresh()

    async def _show_stored(self) -> None:
        usage = await self._tables.usage()
        self._set(msgspec.structs.replace(self.state, usage=usage, loading=True))

    def _on_store_changed(self, types: frozenset[ObjectType], _ids: frozenset[ObjectId] | None) -> None:
        # New reports are the sign that programs are in use; the figures' own age decides about fetching.
        if ObjectType.CRASH_REPORT in types and not self.state.loading:
            self.refresh()

    def _set(self, state: UsageState) -> None:
        self.state = state
        self._view.show_state(state)
