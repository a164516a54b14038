"""The one event loop, in processes of its own: it changes signals, generators and the collector."""

from __future__ import annotations

import signal
import subprocess
import sys

import pytest

PROGRAM = (sys.executable, "-W", "error", "-m", "tests.gui.app.looping")


def run(scene: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*PROGRAM, scene], capture_output=True, text=True, timeout=60, check=False)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_asks_main_to_end(number: signal.Signals) -> None:
    with subprocess.Popen(
        [*PROGRAM, "signal"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as going:
        assert going.stdout is not None
        assert going.stdout.readline() == "ready\n"
        going.send_signal(number)
        said, complaints = going.communicate(timeout=60)
    assert (said, complaints, going.returncode) == ("asked to end in the loop\n", "", 3)


def test_signals_and_collector_are_left_as_they_were() -> None:
    answer = run("restore")
    assert (answer.returncode, answer.stderr) == (0, "")


def test_what_main_raises_comes_out() -> None:
    answer = run("error")
    assert answer.returncode == 1
    assert answer.stderr.rstrip().endswith("LookupError: nobody expects this")


def test_the_last_window_closing_ends_nothing() -> None:
    answer = run("window")
    assert (answer.returncode, answer.stdout) == (0, "still there\n")


def test_generators_that_are_left_early_are_closed() -> None:
    answer = run("generator")
    assert (answer.returncode, answer.stdout, answer.stderr) == (0, "closed\n", "")
