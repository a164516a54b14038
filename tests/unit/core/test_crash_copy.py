"""What is copied carries the facts, and nothing that acts where it is pasted."""

import json

from crashdesk.core.crash_copy import as_json, as_markdown, as_text
from crashdesk.core.crash_groups import CrashGroup, Severity, Status
from crashdesk.core.crash_reports import CrashReport, ReportContent
from crashdesk.core.ids import GroupId, Instant, ReportId

HOSTILE = "[x](javascript:alert) <img src=x> \u202e`sh`\x1b[31m"
NOW = Instant(1_795_000_000_000)


def a_group(title: str = "KeyError: 'total'") -> CrashGroup:
    return CrashGroup(
        id=GroupId("grp_1"), revision=1, fingerprint="f", kind="crash", title=title, status=Status.OPEN,
        severity=Severity.HIGH, count=1204, last_day=12, first_seen=NOW, last_seen=NOW, first_version="2.0",
        last_version="2.1",
    )  # fmt: skip


def a_report(stack: str) -> CrashReport:
    content = ReportContent(message="m", stack=stack)
    return CrashReport(
        ReportId("rpt_1"), GroupId("grp_1"), NOW, "crash", "2.1", "linux", "amd64", content=content
    )


def test_text_names_the_facts_and_the_stack() -> None:
    text = as_text(a_group(), a_report("File a\nboom"))

    assert text.startswith("KeyError: 'total'\n")
    assert "Reports: 1,204, 12 in the last 24 hours" in text
    assert "Versions: 2.0 to 2.1" in text
    assert text.endswith("File a\nboom\n")


def test_hostile_text_is_spelled_out() -> None:
    for copied in (as_text(a_group(HOSTILE)), as_markdown(a_group(HOSTILE)), as_json(a_group(HOSTILE))):
        assert "\u202e" not in copied
        assert "\x1b" not in copied


def test_markdown_cannot_become_a_link_or_leave_its_block() -> None:
    stack = "before\n````\n# out"
    copied = as_markdown(a_group(HOSTILE), a_report(stack))

    assert "\\[x\\]\\(javascript:alert\\)" in copied
    assert "<img" not in copied.replace("\\<img", "")
    assert copied.rstrip().endswith("`````")
    assert "`````text\nbefore\n````\n# out\n`````" in copied


def test_json_can_be_read_back() -> None:
    read = json.loads(as_json(a_group(), a_report("s")))

    assert read["group"]["id"] == "grp_1"
    assert read["report"]["content"]["stack"] == "s"
