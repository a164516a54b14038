"""What this program writes about its own crashes is what the reference server takes."""

from __future__ import annotations

import pytest

from crashdesk.core.crash_note import CrashNote
from crashdesk.core.ids import Instant
from crashdesk.runtime.crash_notes import report_body
from crashdesk_server.ingest.wire import decode_report

WHEN = Instant(1_793_534_400_000)
LONG = "\N{GRINNING FACE}" * 20_000 + "\ud800 end"


@pytest.mark.parametrize(
    "note",
    [
        CrashNote(WHEN, "1.2.3", "Traceback…", False, "ValueError", "x", "f (a.py:1)"),
        CrashNote(WHEN, "1.2.3", "Fatal Python error: Segmentation fault", True, "Segmentation fault"),
        CrashNote(WHEN, LONG, LONG, True, LONG, LONG, LONG),
        CrashNote(WHEN, "", ""),
    ],
)
def test_the_server_takes_every_note(note: CrashNote) -> None:
    report = decode_report(report_body(note))
    assert (report.label, report.source) == ("crashdesk", "desk")
    assert report.stack.startswith(note.text[:1_000])
