"""Fills the detail pane from the store. Free of Qt."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Protocol

from crashdesk.core.ids import ObjectId
from crashdesk.core.outbox import ObjectType
from crashdesk.core.ports import Jobs, Progress
from crashdesk.core.store_ports import Tables
from crashdesk.core.text import QT_TRANSLATE_NOOP
from crashdesk.ui.tabs.audit.detail.state import EntryDetail

_OPENING = QT_TRANSLATE_NOOP("Audit", "Opening an entry")

Load = Callable[[ObjectId], Awaitable[EntryDetail | None]]


class DetailView(Protocol):
    """What the presenter needs of the widgets."""

    def show_detail(self, detail: EntryDetail | None) -> None:
        """Show an entry, or that none is open."""
        ...


class DetailPresenter:
    """One entry at a time; it is read anew when the store changes."""

    def __init__(
        self, view: DetailView, tables: Tables, jobs: Jobs, scope: str, kind: ObjectType, load: Load
    ) -> None:
        self._view = view
        self._jobs = jobs
        self._scope = scope
        self._kind = kind
        self._load = load
        self._wanted: ObjectId = ""
        self._unsubscribe = tables.subscribe(self._on_store_changed)
        self.detail: EntryDetail | None = None

    def close(self) -> None:
        """Listen no more."""
        self._unsubscribe()

    def open(self, object_id: ObjectId) -> None:
        """Show an entry; an empty id shows none."""
        if object_id != self._wanted:
            self._wanted = object_id
            self.refresh()

    def refresh(self) -> None:
        """Read the entry anew."""
        self._jobs.start(
            _OPENING, self._show, scope=self._scope, exclusive=f"{self._scope}.detail", quiet=True
        )

    async def _show(self, _progress: Progress) -> None:
        wanted = self._wanted
        detail = await self._load(wanted) if wanted else None
        if wanted == self._wanted and detail != self.detail:
            self.detail = detail
            self._view.show_detail(detail)

    def _on_store_changed(self, types: frozenset[ObjectType], _ids: frozenset[ObjectId] | None) -> None:
        if self._kind in types and self._wanted:
            self.refresh()
