"""Which reports are of one fault: the normalised text of a report and its hash (docs/reference/ingest.md)."""

from __future__ import annotations

import hashlib
import re

from crashdesk_server.ingest.ecmascript import SPACE
from crashdesk_server.ingest.wire import ReportBody

DEVELOPMENT_PREFIX = "dev:"
"""Namespace of groups of development builds; they never mix with those of releases."""

_REST = rf"[^{SPACE}()\"']+"
_WINDOWS_PATH = re.compile(rf"[A-Za-z]:\\{_REST}")
_HOME_PATH = re.compile(rf"/(?:home|Users)/{_REST}")
_URL = re.compile(rf"(?:wails|https?|file)://{_REST}")
_ADDRESS = re.compile("0x[0-9a-fA-F]+")
_BUILD = re.compile("^build [0-9a-f]+$", re.MULTILINE)
_POSITION = re.compile(":[0-9]+(?::[0-9]+)?")

_PLAIN_LINES = 12
_STRUCTURED_LINES = 6


def fingerprint(report: ReportBody) -> str:
    """Return the group id of a redacted report: 64 hex digits, after `dev:` for development builds."""
    text = _structured_text(report) if is_structured(report) else _plain_text(report)
    prefix = DEVELOPMENT_PREFIX if is_development(report) else ""
    return prefix + hashlib.sha256(text.encode()).hexdigest()


def is_development(report: ReportBody) -> bool:
    """Tell whether a development build sent it."""
    return report.channel == "dev" or report.version[:3].lower() == "dev"


def is_structured(report: ReportBody) -> bool:
    """Tell whether any field beyond the plain form is set; empty texts don't count."""
    return any(
        (
            report.schema_version,
            report.source,
            report.label,
            report.error_type,
            report.error_message,
            report.stack,
            report.component_stack,
            report.top_frame,
            report.fingerprint_hint,
            report.build_commit,
            report.channel,
            report.language,
            report.view,
            report.breadcrumbs,
            report.occurred_at,
        )
    )


def _plain_text(report: ReportBody) -> str:
    return f"{report.kind}\n{_normalised_lines(report.message, _PLAIN_LINES)}"


def _structured_text(report: ReportBody) -> str:
    hint = f"{report.fingerprint_hint}\n" if report.fingerprint_hint else ""
    head = (report.kind, report.source or "legacy", report.label, report.error_type, _frame(report.top_frame))
    body = _normalised_lines(report.error_message or report.message, _STRUCTURED_LINES)
    return "\n".join((*head, hint + body))


def _normalised_lines(text: str, lines: int) -> str:
    """Normalise the first `lines` lines; no replacement reaches across a line end."""
    text = "\n".join(text.split("\n", lines)[:lines])
    text = _WINDOWS_PATH.sub("<path>", text)
    text = _URL.sub("<url>", text)
    text = _ADDRESS.sub("<addr>", text)
    text = _BUILD.sub("build <commit>", text)
    return _POSITION.sub(":<n>", text)


def _frame(text: str) -> str:
    text = _WINDOWS_PATH.sub("<path>", text)
    text = _HOME_PATH.sub("/<home>", text)
    text = _URL.sub("<url>", text)
    text = _ADDRESS.sub("<addr>", text)
    return _POSITION.sub(":<n>", text)
