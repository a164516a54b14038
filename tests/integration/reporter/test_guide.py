"""The examples of docs/guide/report-your-crashes.md do what the guide says."""

from __future__ import annotations

import re
import shlex
import sys
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

from tests.arch.sources import ROOT
from tests.integration.reporter.conftest import CrashServer

Run = Callable[..., CompletedProcess[str]]
GUIDE = (ROOT / "docs/guide/report-your-crashes.md").read_text("utf-8")
ADDRESS = "https://crashes.example.org"


def examples(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", GUIDE, re.DOTALL)


def test_three_lines_are_enough(start: Run, server: CrashServer, tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text(examples("python")[0].replace(ADDRESS, server.url) + "\nint('12,50')\n")

    start(sys.executable, program)

    assert [(body["label"], body["errorType"]) for body in server.bodies] == [("invoices", "ValueError")]


def test_a_caught_exception_is_reported(start: Run, server: CrashServer, tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text(examples("python")[1].replace(ADDRESS, server.url))

    assert start(sys.executable, program).returncode == 0
    assert [(body["kind"], body["view"]) for body in server.bodies] == [("exception", "import")]


def test_any_program_can_be_watched(start: Run, server: CrashServer) -> None:
    command, *words = shlex.split(examples("sh")[0].replace(ADDRESS, server.url))
    options = words[: words.index("--") + 1]

    start(sys.executable, "-m", "crashdesk_report_cli", *options, sys.executable, "-c", "{}['key']")

    assert command == "crashdesk-report"
    assert [(body["label"], body["errorType"]) for body in server.bodies] == [("thumbs", "KeyError")]
