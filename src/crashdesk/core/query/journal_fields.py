"""The qualifiers by which the journal of this desk is filtered."""

from __future__ import annotations

from crashdesk.core.journal import Event
from crashdesk.core.query.ast import Field, FieldKind

JOURNAL_FIELDS = (
    Field("is", FieldKind.FLAG, values=tuple(event.value for event in Event)),
    Field("has", FieldKind.FLAG, values=("answer",)),
    Field("action", FieldKind.TEXT, "sentence"),
    Field("target", FieldKind.TEXT, "object_id"),
    Field("target-type", FieldKind.TEXT, "object_type"),
    Field("answer", FieldKind.TEXT, "answer"),
    Field("at", FieldKind.INSTANT, "at"),
    Field("time", FieldKind.INSTANT, "at"),
    Field("age", FieldKind.AGE, "at"),
)
"""Named as in the audit log wherever they mean the same."""
