"""How the journal of this desk lies in the store."""

from __future__ import annotations

from crashdesk.core.journal import Event, JournalEntry
from crashdesk.core.outbox import ObjectType
from crashdesk.core.query.journal_fields import JOURNAL_FIELDS
from crashdesk.store.tables.spec import TableSpec, number_column, text_column

JOURNAL_ENTRY_TABLE = TableSpec(
    type=ObjectType.JOURNAL_ENTRY,
    struct=JournalEntry,
    columns=(
        number_column("at", lambda entry: entry.at, indexed=True),
        text_column("event", lambda entry: entry.event.value),
        text_column("object_type", lambda entry: entry.object_type.value),
        text_column("object_id", lambda entry: entry.object_id),
        # The English sentence: a search by other words would depend on the language of the day.
        text_column("sentence", lambda entry: str(entry.sentence)),
        text_column("answer", lambda entry: entry.answer),
        number_column("change_id", lambda entry: entry.change_id),
    ),
    searched=("sentence", "answer", "object_id"),
    fields=JOURNAL_FIELDS,
    flags={
        "is": {event.value: f"g.event = '{event.value}'" for event in Event},
        "has": {"answer": "g.answer <> ''"},
    },
    kept=True,
)
