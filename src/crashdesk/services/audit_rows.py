"""Rows of the audit log and the journal as lines of a table for spreadsheets. Pure; runs in any thread."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import msgspec

from crashdesk.core.audit import AuditEntry
from crashdesk.core.changes import DomainObject
from crashdesk.core.ids import Instant
from crashdesk.core.journal import JournalEntry
from crashdesk.core.outbox import ObjectType
from crashdesk.core.spreadsheet_cell import harmless_cell

_AUDIT = (
    "seq",
    "at",
    "actor",
    "actor_kind",
    "actor_id",
    "action",
    "target",
    "target_type",
    "target_id",
    "outcome",
    "reason",
    "before",
    "after",
    "ip",
    "user_agent",
    "request_id",
    "missing",
    "body_hash",
    "hash",
)
_JOURNAL = ("at", "event", "sentence", "object_type", "object_id", "answer", "change_id")
HEADERS: Mapping[ObjectType, Sequence[str]] = {
    ObjectType.AUDIT_ENTRY: _AUDIT,
    ObjectType.JOURNAL_ENTRY: _JOURNAL,
}
"""The types that can be exported, with the names of their columns: in English, programs read them."""


def as_csv(lines: Sequence[Sequence[str]]) -> bytes:
    """Return RFC 4180 in UTF-8; no cell is a formula."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(
        [harmless_cell(cell) for cell in line] for line in lines
    )
    return text.getvalue().encode("utf-8", "replace")


def cells(row: DomainObject) -> tuple[str, ...]:
    """Return the cells of a row, in the order of its header."""
    if isinstance(row, AuditEntry):
        return _audit_cells(row)
    if isinstance(row, JournalEntry):
        number = str(row.change_id) if row.change_id else ""
        of = (row.object_type.value, row.object_id)
        return (_time(row.at), row.event.value, str(row.sentence), *of, row.answer, number)
    raise TypeError(f"no export of {type(row).__name__}")


def _audit_cells(entry: AuditEntry) -> tuple[str, ...]:
    proof = (entry.missing.value, entry.body_hash, entry.hash)
    record = entry.record
    if record is None:
        return (str(entry.seq), *[""] * (len(_AUDIT) - 1 - len(proof)), *proof)
    target = record.target
    return (
        str(entry.seq),
        _time(record.at),
        record.actor.label,
        record.actor.kind,
        record.actor.id,
        record.action,
        *((target.label, target.type, target.id) if target else ("", "", "")),
        record.outcome,
        record.reason,
        _json(record.before),
        _json(record.after),
        record.ip,
        record.user_agent,
        record.request_id,
        *proof,
    )


def _time(at: Instant) -> str:
    moment = datetime.fromtimestamp(at / 1000, UTC)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{at % 1000:03d}Z"


def _json(value: Mapping[str, Any] | None) -> str:
    return "" if value is None else msgspec.json.encode(value).decode()
