"""A report on its way in: decoded, redacted and classified, not yet recorded."""

from __future__ import annotations

import msgspec

from crashdesk_server.ingest import classification
from crashdesk_server.ingest.fingerprint import fingerprint, is_development
from crashdesk_server.ingest.redaction import redact_report
from crashdesk_server.ingest.wire import ReportBody, decode_report
from crashdesk_server.wire.crash_groups import Severity


class Heading(msgspec.Struct, frozen=True):
    """What a group that begins with this report is called."""

    kind: str
    title: str
    source: str = ""
    label: str = ""
    error_type: str = ""
    top_frame: str = ""
    development: bool = False


class Arrival(msgspec.Struct, frozen=True):
    """One report. `received_at` is in milliseconds since 1970, `bytes` the size of its body as received."""

    fingerprint: str
    heading: Heading
    severity: Severity
    report: ReportBody
    bytes: int
    received_at: int

    @property
    def platform(self) -> str:
        """System and architecture, as `os/arch`."""
        return f"{self.report.os}/{self.report.arch}"


def receive(body: bytes, received_at: int) -> Arrival:
    """Make an arrival of the body of a report.

    Raises:
        BadBodyError: the body isn't what the wire format allows.
    """
    report = redact_report(decode_report(body))
    heading = Heading(
        kind=report.kind,
        title=classification.title(report),
        source=report.source,
        label=report.label,
        error_type=report.error_type,
        top_frame=report.top_frame,
        development=is_development(report),
    )
    return Arrival(
        fingerprint(report), heading, classification.severity(report), report, len(body), received_at
    )
