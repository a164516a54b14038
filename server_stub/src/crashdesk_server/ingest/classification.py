"""What a group is called and how bad it is, judged from a redacted report."""

from __future__ import annotations

import re

from crashdesk_server.ingest.ecmascript import strip, utf16_prefix
from crashdesk_server.ingest.fingerprint import is_development
from crashdesk_server.ingest.wire import ReportBody
from crashdesk_server.wire.crash_groups import Severity

TITLE_UNITS = 200
"""Longest title in UTF-16 units."""

_LABEL_LINE = re.compile(r"\[[^\[\]]*\]")
_OPAQUE = frozenset({"Script error.", "Script error"})
_NOTICES = (
    "ResizeObserver loop limit exceeded",
    "ResizeObserver loop completed with undelivered notifications",
    "Non-Error promise rejection captured",
)
_BY_KIND: dict[str, Severity] = {
    "crash": "high",
    "exception": "medium",
    "performance": "medium",
    "bot": "medium",
    "feedback": "low",
}


def title(report: ReportBody) -> str:
    """Return the first line that says something, joined with the next one if it is only a `[label]`."""
    lines = [line for line in map(strip, report.message.split("\n")) if line]
    if not lines:
        return report.error_type or report.kind
    joined = " ".join(lines[:2]) if _LABEL_LINE.fullmatch(lines[0]) else lines[0]
    return utf16_prefix(joined, TITLE_UNITS)


def severity(report: ReportBody) -> Severity:
    """Return the severity by kind; development builds and what only browsers complain about are low."""
    if is_development(report) or _is_noise(report):
        return "low"
    return _BY_KIND[report.kind]


def _is_noise(report: ReportBody) -> bool:
    text = report.error_message or report.message
    lines = [line for line in map(strip, text.split("\n")) if line]
    saying = next((line for line in lines if not _LABEL_LINE.fullmatch(line)), "")
    return saying in _OPAQUE or any(notice in saying for notice in _NOTICES)
