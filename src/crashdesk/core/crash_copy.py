"""A crash group in words for the clipboard: plain text, Markdown or JSON.

What leaves the desk this way is pasted into chats, trackers and terminals, so it carries no control
characters, and no text of a stranger can end a code block or become a link.
"""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec

from crashdesk.core.crash_groups import CrashGroup
from crashdesk.core.crash_reports import CrashReport, ReportContent
from crashdesk.core.ids import Instant
from crashdesk.core.markdown import code_block, escaped
from crashdesk.core.visible_text import visible_line, visible_text


def as_text(group: CrashGroup, report: CrashReport | None = None) -> str:
    """Return the group's facts and the sample's stack as plain text."""
    parts = [visible_line(group.title), *(f"{name}: {value}" for name, value in _facts(group, report))]
    trace = _trace(report)
    return "\n".join(parts) + (f"\n\n{trace}" if trace else "") + "\n"


def as_markdown(group: CrashGroup, report: CrashReport | None = None) -> str:
    """Return the same as Markdown: a heading, a list, and the stack in a code block it cannot leave."""
    parts = [f"### {escaped(visible_line(group.title))}", ""]
    parts += [f"- **{name}:** {escaped(value)}" for name, value in _facts(group, report)]
    trace = _trace(report)
    if trace:
        parts += ["", code_block(trace, "text")]
    return "\n".join(parts) + "\n"


def as_json(group: CrashGroup, report: CrashReport | None = None) -> str:
    """Return group and sample as one JSON object; characters beyond ASCII that deceive are made visible."""
    objects = {"group": msgspec.to_builtins(group)}
    if report:
        objects["report"] = msgspec.to_builtins(report)
    return visible_text(msgspec.json.format(msgspec.json.encode(objects), indent=2).decode()) + "\n"


def _facts(group: CrashGroup, report: CrashReport | None) -> list[tuple[str, str]]:
    versions = group.first_version
    if group.last_version != group.first_version:
        versions += f" to {group.last_version}"
    facts = [
        (
            "Status",
            group.status.value + (f", regressed in {group.regressed_in}" if group.regressed_in else ""),
        ),
        ("Severity", group.severity.value),
        ("Reports", f"{group.count:,}, {group.last_day:,} in the last 24 hours"),
        ("Versions", versions),
        ("Seen", f"{_utc(group.first_seen)} to {_utc(group.last_seen)}"),
        ("Platforms", ", ".join(group.platforms)),
        ("Top frame", group.top_frame),
        ("Assignee", group.assignee.label if group.assignee else ""),
        ("Group", group.id),
    ]
    if report:
        facts.append(
            (
                "Sample",
                f"{report.id}, {report.version} on {report.os}/{report.arch}, {_utc(report.received_at)}",
            )
        )
    return [(name, visible_line(value)) for name, value in facts if value]


def _trace(report: CrashReport | None) -> str:
    content = report.content if report else None
    return visible_text(trace_of(content)) if content else ""


def trace_of(content: ReportContent) -> str:
    """Return what is most worth reading of a sample: its stack, else its message."""
    if not content.stack:
        return content.message
    return f"{content.stack}\n\n{content.component_stack}" if content.component_stack else content.stack


def _utc(instant: Instant) -> str:
    return datetime.fromtimestamp(instant / 1000, UTC).strftime("%Y-%m-%d %H:%M UTC")
