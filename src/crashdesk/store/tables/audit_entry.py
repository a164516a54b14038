"""How the audit log lies in the store: the body of an object is its line, as it is exported.

The bytes that the chain hashes are in the line as they came; what they say is read out of them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from typing import cast

import msgspec

from crashdesk.core.audit import AuditEntry, AuditRecord, Missing, Target, entry_id
from crashdesk.core.audit_body import read_record
from crashdesk.core.outbox import ObjectType
from crashdesk.core.query.audit_fields import AUDIT_FIELDS
from crashdesk.store.tables.spec import Column, Form, TableSpec, number_column, text_column

MOST_TEXT = 16_384
"""Characters of what changed that are searched: a server may let strangers write more than that."""

MISSING_RANK = {missing: rank for rank, missing in enumerate(Missing)}
"""As which number the column `missing` holds why a body is not here."""


class _Line(msgspec.Struct):
    """One line of a canonical export."""

    seq: int
    hash: str
    body: msgspec.Raw = msgspec.Raw()
    body_hash: str = ""
    missing: Missing = Missing.NONE


_LINES = msgspec.json.Decoder(tuple[_Line, ...])


def audit_line(entry: AuditEntry) -> str:
    """Return an entry as one line of a canonical export, with the bytes of its body as they were hashed."""
    if entry.body:
        return f'{{"seq":{entry.seq},"hash":"{entry.hash}","body":{entry.body}}}'
    missing = f',"missing":"{entry.missing.value}"' if entry.missing else ""
    return f'{{"seq":{entry.seq},"hash":"{entry.hash}","body_hash":"{entry.body_hash}"{missing}}}'


def read_links(lines: str) -> tuple[AuditEntry, ...]:
    """Return the entries of a JSON list of lines without reading what they say: a third of the work."""
    return tuple(_link(line) for line in _LINES.decode(lines))


def _entry(line: _Line) -> AuditEntry:
    link = _link(line)
    return msgspec.structs.replace(link, record=read_record(link.body.encode())) if link.body else link


def _link(line: _Line) -> AuditEntry:
    raw = bytes(line.body)
    return AuditEntry(
        id=entry_id(line.seq),
        seq=line.seq,
        hash=line.hash,
        body_hash=hashlib.sha256(raw).hexdigest() if raw else line.body_hash,
        body=raw.decode(),
        missing=line.missing,
    )


def _said(read: Callable[[AuditRecord], str]) -> Callable[[AuditEntry], str]:
    return lambda entry: read(entry.record) if entry.record else ""


def _on(read: Callable[[Target], str]) -> Callable[[AuditEntry], str]:
    return _said(lambda record: read(record.target) if record.target else "")


def _changed(record: AuditRecord) -> str:
    """Return the words of before and after, as far as they are searched."""
    words = (*_words(record.before), *_words(record.after))
    return " ".join(dict.fromkeys(words))[:MOST_TEXT]


def _words(value: object) -> Iterator[str]:
    """Yield what is to be found in a JSON value. Its depth is bounded by what the connector lets in."""
    if isinstance(value, dict):
        for name, inner in cast("dict[str, object]", value).items():
            yield name
            yield from _words(inner)
    elif isinstance(value, list):
        for inner in cast("list[object]", value):
            yield from _words(inner)
    elif value is not None:
        yield str(value)


_COLUMNS = (
    number_column("seq", lambda entry: entry.seq, indexed=True),
    number_column("at", lambda entry: entry.record.at if entry.record else 0, indexed=True),
    Column("actor_id", "TEXT", lambda entry: entry.record.actor.id or None if entry.record else None),
    text_column("actor_label", _said(lambda record: record.actor.label), indexed=True),
    text_column("actor_kind", _said(lambda record: record.actor.kind)),
    text_column("action", _said(lambda record: record.action), indexed=True),
    text_column("target_type", _on(lambda target: target.type)),
    text_column("target_id", _on(lambda target: target.id)),
    text_column("target_label", _on(lambda target: target.label)),
    text_column("outcome", _said(lambda record: record.outcome)),
    text_column("reason", _said(lambda record: record.reason)),
    text_column("ip", _said(lambda record: record.ip)),
    text_column("request_id", _said(lambda record: record.request_id)),
    text_column("changed", _said(_changed)),
    number_column("missing", lambda entry: MISSING_RANK[entry.missing], indexed=True),
)

_IS = {
    "refused": "g.outcome = 'refused'",
    **{missing.value: f"g.missing = {rank}" for missing, rank in MISSING_RANK.items() if missing},
}
_HAS = {"reason": "g.reason <> ''", "change": "g.changed <> ''"}

AUDIT_ENTRY_TABLE = TableSpec(
    type=ObjectType.AUDIT_ENTRY,
    struct=AuditEntry,
    capability="audit.read",
    columns=_COLUMNS,
    searched=(
        "actor_label",
        "action",
        "target_label",
        "target_id",
        "reason",
        "ip",
        "changed",
    ),
    fields=AUDIT_FIELDS,
    flags={"is": _IS, "has": _HAS},
    kept=True,
    form=Form(_Line, _entry, audit_line),
)
