"""One list with its details, put together: for the server's log and for the journal of this desk."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from crashdesk.core.audit import AuditEntry, Verification, entry_id
from crashdesk.core.ids import ActionId, ObjectId
from crashdesk.core.journal import JournalEntry
from crashdesk.core.outbox import ObjectType
from crashdesk.core.query.audit_fields import AUDIT_FIELDS
from crashdesk.core.query.journal_fields import JOURNAL_FIELDS
from crashdesk.core.store_ports import Tables
from crashdesk.ui.kit.filtering import Filtering
from crashdesk.ui.kit.row_source import RowSource
from crashdesk.ui.kit.tab_spec import TabContext
from crashdesk.ui.tabs.audit import copies
from crashdesk.ui.tabs.audit.actions import COPIES, COPY_ROWS
from crashdesk.ui.tabs.audit.detail.presenter import DetailPresenter, Load
from crashdesk.ui.tabs.audit.detail.state import EntryDetail, detail_of, detail_of_journal
from crashdesk.ui.tabs.audit.detail.view import DetailPane
from crashdesk.ui.tabs.audit.entries_presenter import EntriesPresenter, Listed
from crashdesk.ui.tabs.audit.entries_view import EntriesWidget, Look
from crashdesk.ui.tabs.audit.looks import journal_look, log_look

LOG_FILTERING = Filtering(ObjectType.AUDIT_ENTRY, AUDIT_FIELDS, "actor_label")
JOURNAL_FILTERING = Filtering(ObjectType.JOURNAL_ENTRY, JOURNAL_FIELDS)
_BEGINNING = "0" * 64
"""What the first entry follows from."""


class EntryList:
    """Rows, widgets and presenters of one source."""

    def __init__(self, context: TabContext, look: Look, listed: Listed, load: Load) -> None:
        rows = RowSource(context.tables, context.jobs, f"{listed.scope}.rows")
        self.detail = DetailPane(COPIES)
        self.widget = EntriesWidget(look, rows, context.settings, context.clock, self.detail)
        self.presenter = EntriesPresenter(self.widget, context, listed, rows, self.widget.columns.sort)
        kind = listed.filtering.type
        self.details = DetailPresenter(
            self.detail, context.tables, context.jobs, f"{listed.scope}.detail", kind, load
        )
        self._connect()

    def _connect(self) -> None:
        widget, presenter = self.widget, self.presenter
        widget.listen(presenter.set_current, presenter.set_ticked)
        widget.listen(self.details.open, lambda _ticked: None)
        widget.filter_bar.changed.connect(presenter.set_filter)
        widget.filter_bar.completion_wanted.connect(presenter.complete)
        widget.columns.sort_changed.connect(lambda: presenter.set_sort(widget.columns.sort))
        widget.raw_wanted.connect(self.detail.turn_over)
        self.detail.filter_wanted.connect(widget.filter_by)

    def copy(self, action: ActionId, put: Callable[[str], None]) -> None:
        """Put what is ticked, else the current entry, on the clipboard in the form of `action`."""

        def write(entries: Sequence[Any]) -> None:
            if action == COPY_ROWS:
                put(self.widget.rows_as_text(entries))
            else:
                put(copies.written(entries, action))

        self.presenter.copy(write)

    async def close(self) -> None:
        """Stop all work and give the rows back."""
        self.details.close()
        await self.presenter.close()


def log_list(context: TabContext, verification: Callable[[], Verification]) -> EntryList:
    """Return the list of the server's log."""
    tables, render = context.tables, context.translate

    async def load(object_id: ObjectId) -> EntryDetail | None:
        entry = await tables.get(ObjectType.AUDIT_ENTRY, object_id)
        if not isinstance(entry, AuditEntry):
            return None
        return detail_of(entry, await _hash_before(tables, entry.seq), verification(), render)

    listed = Listed("audit.log", LOG_FILTERING, "audit.log.filter")
    return EntryList(context, log_look(render), listed, load)


def journal_list(context: TabContext) -> EntryList:
    """Return the list of what this desk did."""

    async def load(object_id: ObjectId) -> EntryDetail | None:
        entry = await context.tables.get(ObjectType.JOURNAL_ENTRY, object_id)
        return detail_of_journal(entry, context.translate) if isinstance(entry, JournalEntry) else None

    listed = Listed("audit.journal", JOURNAL_FILTERING, "audit.journal.filter", needs_fetching=False)
    return EntryList(context, journal_look(context.translate), listed, load)


async def _hash_before(tables: Tables, seq: int) -> str:
    if seq == 1:
        return _BEGINNING
    entry = await tables.get(ObjectType.AUDIT_ENTRY, entry_id(seq - 1))
    return entry.hash if isinstance(entry, AuditEntry) else ""
