"""Programs that report themselves, to a real server on loopback."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest
from tests.integration.reporter.conftest import CrashServer

Run = Callable[..., CompletedProcess[str]]
NOWHERE = "http://127.0.0.1:9"  # the discard port: nothing listens


def waiting(folder: Path) -> list[Path]:
    return sorted((folder / "state/crashdesk-report/demo").glob("*"))


def test_an_uncaught_exception_is_sent_before_the_program_ends(
    python: Run, server: CrashServer, tmp_path: Path
) -> None:
    program = python("import logging\nlogging.getLogger('db').error('cannot open %s', 'x.db')\n1 / 0\n")

    assert (program.returncode, "ZeroDivisionError" in program.stderr) == (1, True)
    (body,) = server.bodies
    assert (body["errorType"], body["label"], body["version"]) == ("ZeroDivisionError", "demo", "1.2")
    assert (body["topFrame"], body["view"], body["kind"]) == (
        "<module> (program.py:5)",
        "main thread",
        "crash",
    )
    assert [(crumb["cat"], crumb["msg"]) for crumb in body["breadcrumbs"]] == [("db", "cannot open x.db")]
    assert waiting(tmp_path) == []


def test_no_cookie_is_sent_and_no_redirect_followed(python: Run, server: CrashServer, tmp_path: Path) -> None:
    server.status = 307
    python("1 / 0\n")
    server.status = 202
    python("")

    assert len(server.bodies) == 2
    assert [headers for headers in server.headers if "Cookie" in headers] == []
    assert waiting(tmp_path) == []


def test_a_thread_is_reported_by_its_name(python: Run, server: CrashServer) -> None:
    python("import threading\nthreading.Thread(target=lambda: [].pop(), name='worker').start()\n")

    assert [(body["errorType"], body["view"]) for body in server.bodies] == [("IndexError", "thread worker")]


def test_a_task_that_nobody_awaits_is_reported(python: Run, server: CrashServer) -> None:
    python(
        "import asyncio, gc\n"
        "async def fail(): raise OSError('gone')\n"
        "async def main():\n"
        "    reporter.watch(asyncio.get_running_loop())\n"
        "    task = asyncio.create_task(fail(), name='poll')\n"
        "    await asyncio.wait([task])\n"
        "    del task\n"
        "    gc.collect()\n"
        "asyncio.run(main())\n"
    )

    assert [(body["errorType"], body["view"]) for body in server.bodies] == [("OSError", "asyncio poll")]


def test_a_caught_exception_can_be_reported(python: Run, server: CrashServer) -> None:
    program = python("try:\n    int('x')\nexcept ValueError as error:\n    reporter.report(error)\n")

    assert program.returncode == 0
    assert [(body["errorType"], body["kind"]) for body in server.bodies] == [("ValueError", "exception")]


def test_a_segmentation_fault_is_found_at_the_next_start(
    python: Run, server: CrashServer, tmp_path: Path
) -> None:
    crashed = python("import ctypes\ndef read(): ctypes.string_at(8)\nread()\n")
    python("")

    assert crashed.returncode < 0
    (body,) = server.bodies
    assert (body["errorType"], body["view"]) == ("Segmentation fault", "interpreter")
    assert body["topFrame"] == "read (program.py:4)"
    assert waiting(tmp_path) == []


def test_reports_wait_on_disk_while_the_server_is_away(
    python: Run, server: CrashServer, tmp_path: Path
) -> None:
    python("1 / 0\n", url=NOWHERE)
    (report,) = waiting(tmp_path)
    assert json.loads(report.read_text())["errorType"] == "ZeroDivisionError"

    python("")

    assert [body["errorType"] for body in server.bodies] == ["ZeroDivisionError"]
    assert waiting(tmp_path) == []


@pytest.mark.parametrize(("status", "left"), [(400, 0), (413, 0), (429, 1), (503, 1)])
def test_what_the_server_refuses_is_done_with_and_what_it_cannot_do_now_waits(
    python: Run, server: CrashServer, tmp_path: Path, status: int, left: int
) -> None:
    server.status = status

    python("1 / 0\n")

    assert len(waiting(tmp_path)) == left


def test_a_server_that_does_not_answer_does_not_hold_up_the_exit(
    python: Run, server: CrashServer, tmp_path: Path
) -> None:
    server.answering.clear()  # it never answers while the program lives

    program = python("1 / 0\n")

    assert program.returncode == 1
    assert [path.suffix for path in waiting(tmp_path)] == [".sending"]


def test_an_interrupt_and_an_exit_are_no_crashes(python: Run, server: CrashServer) -> None:
    python("raise SystemExit(3)\n")
    python("raise KeyboardInterrupt\n")

    assert server.bodies == []


@pytest.mark.parametrize("url", ["ftp://127.0.0.1", "nonsense"])
def test_a_wrong_address_does_not_disturb_the_program(python: Run, url: str) -> None:
    program = python("print('goes on')\n", url=url)

    assert (program.returncode, program.stdout) == (0, "goes on\n")


def test_an_unusable_directory_does_not_disturb_the_program(python: Run, tmp_path: Path) -> None:
    (tmp_path / "state").write_text("a file where the directory should be")

    program = python("print('goes on')\n1 / 0\n")

    assert (program.returncode, program.stdout) == (1, "goes on\n")
    assert "ZeroDivisionError" in program.stderr
