"""Entries for the clipboard, in the form that an action asks for. Free of Qt."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import msgspec

from crashdesk.core.audit import AuditEntry
from crashdesk.core.audit_copy import as_json, as_markdown, as_text, pretty
from crashdesk.core.ids import ActionId
from crashdesk.core.journal import JournalEntry
from crashdesk.core.markdown import code_block, escaped
from crashdesk.core.visible_text import visible_line, visible_text
from crashdesk.ui.kit.amounts import absolute
from crashdesk.ui.tabs.audit.actions import COPY_JSON, COPY_MARKDOWN, COPY_TEXT
from crashdesk.ui.tabs.audit.words import EVENT_SENTENCES

Entry = AuditEntry | JournalEntry


def written(entries: Sequence[Entry], action: ActionId) -> str:
    """Return entries as text, Markdown or JSON; several JSON objects become a list."""
    parts = [_FORMS[action](entry) for entry in entries]
    if action != COPY_JSON:
        return "\n".join(parts)
    return parts[0] if len(parts) == 1 else "[\n" + ",\n".join(part.rstrip() for part in parts) + "\n]\n"


def _text(entry: Entry) -> str:
    if isinstance(entry, AuditEntry):
        return as_text(entry)
    return (
        "\n".join([visible_line(str(entry.sentence)), *(f"{name}: {value}" for name, value in _facts(entry))])
        + "\n"
    )


def _markdown(entry: Entry) -> str:
    if isinstance(entry, AuditEntry):
        return as_markdown(entry)
    lines = [f"### {escaped(visible_line(str(entry.sentence)))}", ""]
    lines += [f"- **{name}:** {escaped(value)}" for name, value in _facts(entry)]
    if entry.change:
        lines += ["", code_block(visible_text(pretty(entry.change)), "json")]
    return "\n".join(lines) + "\n"


def _json(entry: Entry) -> str:
    if isinstance(entry, AuditEntry):
        return as_json(entry)
    held = {**msgspec.to_builtins(entry), "sentence": str(entry.sentence)}
    if entry.change:
        held["change"] = msgspec.Raw(entry.change.encode())
    return visible_text(pretty(msgspec.json.encode(held).decode())) + "\n"


def _facts(entry: JournalEntry) -> list[tuple[str, str]]:
    facts = [
        ("Time", absolute(entry.at)),
        ("Outcome", str(EVENT_SENTENCES[entry.event])),
        ("Answer", entry.answer),
        ("Target", f"{entry.object_type.value} {entry.object_id}"),
        ("Change", str(entry.change_id or "")),
    ]
    return [(name, visible_line(value)) for name, value in facts if value]


_FORMS: Mapping[ActionId, Callable[[Entry], str]] = {
    COPY_TEXT: _text,
    COPY_MARKDOWN: _markdown,
    COPY_JSON: _json,
}
