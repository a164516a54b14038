"""An entry of the audit log in words for the clipboard: plain text, Markdown or JSON.

What leaves the desk this way is pasted into chats, trackers and terminals: it carries no control
characters, and no text of a stranger becomes markup.
"""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec

from crashdesk.core.audit import AuditEntry, AuditRecord
from crashdesk.core.audit_difference import difference
from crashdesk.core.audit_words import actor_words, sentence_of
from crashdesk.core.ids import LATEST, Instant
from crashdesk.core.markdown import code_block, escaped
from crashdesk.core.visible_text import visible_line, visible_text


def as_text(entry: AuditEntry) -> str:
    """Return the sentence, the facts and what changed as plain text."""
    lines = [visible_line(str(sentence_of(entry)))]
    lines += [f"{name}: {value}" for name, value in _facts(entry)]
    return "\n".join([*lines, *_changes(entry)]) + "\n"


def as_markdown(entry: AuditEntry) -> str:
    """Return the same as Markdown, with the stored body in a code block that it cannot leave."""
    lines = [f"### {escaped(visible_line(str(sentence_of(entry))))}", ""]
    lines += [f"- **{name}:** {escaped(value)}" for name, value in _facts(entry)]
    lines += [f"- {escaped(change)}" for change in _changes(entry)]
    if entry.body:
        lines += ["", code_block(visible_text(pretty(entry.body)), "json")]
    return "\n".join(lines) + "\n"


def as_json(entry: AuditEntry) -> str:
    """Return number, hashes and body as one JSON object; what deceives the eye is made visible."""
    head: dict[str, object] = {"seq": entry.seq, "hash": entry.hash, "body_hash": entry.body_hash}
    if entry.missing:
        head["missing"] = entry.missing.value
    body = msgspec.Raw(entry.body.encode()) if entry.body else None
    written = msgspec.json.encode({**head, "body": body})
    return visible_text(pretty(written.decode())) + "\n"


def pretty(body: str) -> str:
    """Return JSON with line ends and indents; what is no JSON comes back as it is."""
    try:
        return msgspec.json.format(body, indent=2)
    except (msgspec.DecodeError, RecursionError):
        return body


def _facts(entry: AuditEntry) -> list[tuple[str, str]]:
    facts: list[tuple[str, str]] = [("Entry", str(entry.seq))]
    if entry.record:
        facts += _recorded(entry.record)
    facts += [("Hash", entry.hash), ("Hash of the body", entry.body_hash)]
    return [(name, visible_line(value)) for name, value in facts if value]


def _recorded(record: AuditRecord) -> list[tuple[str, str]]:
    target = record.target
    return [
        ("Time", _utc(record.at)),
        ("By", " ".join(part for part in (actor_words(record), record.actor.kind, record.actor.id) if part)),
        ("Action", record.action),
        (
            "Target",
            " ".join(part for part in (target.type, target.id, target.label) if part) if target else "",
        ),
        ("Outcome", record.outcome),
        ("Reason", record.reason),
        ("From", " ".join(part for part in (record.ip, record.user_agent) if part)),
        ("Request", record.request_id),
    ]


def _changes(entry: AuditEntry) -> list[str]:
    record = entry.record
    rows = difference(record.before, record.after) if record else ()
    return [
        visible_line(f"{row.path}: {row.before or '—'} → {row.after or '—'}")
        for row in rows
        if row.before != row.after
    ]


def _utc(at: Instant) -> str:
    moment = datetime.fromtimestamp(max(0, min(at, LATEST)) / 1000, UTC)
    return f"{moment:%Y-%m-%d %H:%M:%S} UTC"
