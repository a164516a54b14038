"""`crashdesk-report` around real programs."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest
from tests.integration.reporter.conftest import CrashServer

Run = Callable[..., CompletedProcess[str]]
REPORT = (sys.executable, "-m", "crashdesk_report_cli")
RUN = (*REPORT, "run", "--app", "demo", "--version", "1.2", "--")


def test_a_python_program_that_knows_nothing_of_it_is_reported(start: Run, server: CrashServer) -> None:
    program = start(*RUN, sys.executable, "-c", "import json; json.loads('{')")

    assert program.returncode == 1
    assert "JSONDecodeError" in program.stderr
    assert [body["errorType"] for body in server.bodies] == ["json.decoder.JSONDecodeError"]


def test_a_signal_is_reported_and_given_on_as_a_shell_does(start: Run, server: CrashServer) -> None:
    program = start(*RUN, sys.executable, "-c", "import os; os.abort()")

    assert program.returncode == 128 + 6
    assert [(body["errorType"], body["source"]) for body in server.bodies] == [("SIGABRT", "native")]


def test_a_program_that_ends_well_is_passed_through(start: Run, server: CrashServer) -> None:
    program = start(*RUN, sys.executable, "-c", "import sys; print('out'); print('err', file=sys.stderr)")

    assert (program.returncode, program.stdout, program.stderr) == (0, "out\n", "err\n")
    assert server.bodies == []


@pytest.mark.skipif(not shutil.which("gcc"), reason="no C compiler here")
def test_a_sanitizer_is_reported(start: Run, server: CrashServer, tmp_path: Path) -> None:
    source = tmp_path / "quota.c"
    source.write_text("int main(int n, char **v) { int k = 2147483647; k += n; return k == 0; }\n")
    subprocess.run(["gcc", "-g", "-fsanitize=undefined", "-o", tmp_path / "quota", source], check=True)

    start(*RUN, tmp_path / "quota")

    assert [(body["errorType"], body["topFrame"]) for body in server.bodies] == [
        ("undefined behaviour", "quota.c:1")
    ]


@pytest.mark.skipif(not shutil.which("node"), reason="no Node here")
def test_a_node_program_is_reported(start: Run, server: CrashServer, tmp_path: Path) -> None:
    program = tmp_path / "shop.js"
    program.write_text("function total(basket) {\n  return basket.lines.length;\n}\ntotal({});\n")

    start(*RUN, "node", program)

    assert [(body["errorType"], body["topFrame"]) for body in server.bodies] == [
        ("TypeError", "total (shop.js:2)")
    ]


def test_a_report_in_a_file_is_sent(start: Run, server: CrashServer, tmp_path: Path) -> None:
    file = tmp_path / "report.json"
    file.write_text(
        json.dumps({"kind": "crash", "version": "1", "os": "linux", "arch": "amd64", "message": "boom"})
    )

    assert start(*REPORT, "send", file).returncode == 0
    assert [body["message"] for body in server.bodies] == ["boom"]


def test_waiting_reports_are_listed(start: Run, tmp_path: Path) -> None:
    start(*RUN, sys.executable, "-c", "1 / 0", url="http://127.0.0.1:9")

    listed = start(*REPORT, "list").stdout.splitlines()

    assert [str(path) for path in tmp_path.rglob("*.json")] == listed
    assert len(listed) == 1
