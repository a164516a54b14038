from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from crashdesk.core.crash_note import CrashNote
from crashdesk.core.ids import Instant
from crashdesk.runtime.crash_notes import note_of, note_of_death, report_body
from crashdesk.runtime.fault_file import FaultFile

WHEN = Instant(1_793_534_400_000)


def run(program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", textwrap.dedent(program), *arguments],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_every_uncaught_exception_is_told_and_the_program_goes_on() -> None:
    done = run(
        """
        import asyncio, gc, threading
        from crashdesk.runtime.crash_hooks import CrashHooks

        hooks = CrashHooks(lambda error: print("bug:", error, flush=True))
        hooks.install()

        def fail(what):
            raise ValueError(what)

        thread = threading.Thread(target=fail, args=("thread",))
        thread.start()
        thread.join()

        class Broken:
            def __del__(self):
                fail("finalizer")

        Broken()

        async def forgotten():
            fail("task")

        async def main():
            loop = asyncio.get_running_loop()
            hooks.attach(loop)
            task = asyncio.ensure_future(forgotten())
            await asyncio.sleep(0)
            del task
            gc.collect()
            loop.call_soon(fail, "callback")
            await asyncio.sleep(0)
            loop.call_exception_handler({"message": "nothing to raise"})

        asyncio.run(main())
        threading.Thread(target=exit).start()
        fail("main")
        """
    )
    told = [line for line in done.stdout.splitlines() if line.startswith("bug:")]
    assert told == ["bug: thread", "bug: finalizer", "bug: task", "bug: callback", "bug: main"]
    assert "nothing to raise" in done.stderr


def test_an_interrupt_is_no_bug_and_hooks_can_be_removed() -> None:
    done = run(
        """
        import sys, threading
        from crashdesk.runtime.crash_hooks import CrashHooks

        before = (sys.excepthook, threading.excepthook, sys.unraisablehook)
        hooks = CrashHooks(lambda error: print("bug:", error))
        hooks.install()
        hooks.remove()
        hooks.remove()
        assert before == (sys.excepthook, threading.excepthook, sys.unraisablehook)
        hooks.install()
        raise KeyboardInterrupt
        """
    )
    assert done.stdout == ""
    assert "KeyboardInterrupt" in done.stderr


DIES = """
    import ctypes, sys
    from pathlib import Path
    from crashdesk.runtime.fault_file import FaultFile

    FaultFile(Path(sys.argv[1]), "1.2.3").open()
    ctypes.string_at(0)
"""


def test_a_death_is_told_once_at_the_next_start(tmp_path: Path) -> None:
    assert run(DIES, str(tmp_path)).returncode != 0
    done = run(
        """
        import sys
        from pathlib import Path
        from crashdesk.runtime.fault_file import FaultFile

        for expected in (1, 0):
            file = FaultFile(Path(sys.argv[1]), "2.0")
            notes = file.open()
            assert len(notes) == expected
            for note in notes:
                print(note.version, note.is_fatal, note.error_type, note.when > 0)
                print(note.text)
            file.close()
            file.close()
        """,
        str(tmp_path),
    )
    assert done.stdout.startswith("1.2.3 True Segmentation fault True")
    assert "Current thread" in done.stdout
    assert list(tmp_path.iterdir()) == []


def test_a_program_that_was_killed_left_no_note(tmp_path: Path) -> None:
    killed = run(DIES.replace("ctypes.string_at(0)", "import os; os.kill(os.getpid(), 9)"), str(tmp_path))
    assert killed.returncode != 0
    assert len(list(tmp_path.iterdir())) == 1
    text = next(tmp_path.iterdir()).read_text("utf-8")
    assert note_of_death(text.partition("\n")[2], WHEN, "1") is None


def _raised(message: str) -> Exception:
    try:
        FaultFile(Path("/proc/none/\0"), "1").open()
    except ValueError as error:
        try:
            raise RuntimeError(message) from error
        except RuntimeError as caused:
            return caused
    raise AssertionError


def test_the_note_of_an_exception_is_redacted() -> None:
    error = _raised("token=hunter2 of ada@example.org in /home/ada/x")
    note = note_of(error, WHEN, "1.2.3")
    assert note.error_type == "RuntimeError"
    assert note.error_message == "token=[redacted] of [e-mail] in /home/_/x"
    assert "The above exception was the direct cause" in note.text
    for private in ("hunter2", "ada"):
        assert private not in note.text.replace("_ada", "")


def test_the_top_frame_is_the_innermost_of_this_program() -> None:
    try:
        FaultFile(Path("/\0"), "1").open()
    except ValueError as error:
        note = note_of(error, WHEN, "1")
    assert note.top_frame.startswith("open (crashdesk/runtime/fault_file.py:")


def test_an_exception_whose_text_fails_is_told_all_the_same() -> None:
    class Mute(Exception):
        def __str__(self) -> str:
            raise ValueError

    note = note_of(Mute(), WHEN, "1")
    assert (note.error_type, note.error_message) == ("Mute", "")


LIMITS = {
    "message": 16_384,
    "errorType": 128,
    "errorMessage": 4_096,
    "stack": 16_384,
    "topFrame": 300,
    "version": 64,
}


@pytest.mark.parametrize("fatal", [True, False])
def test_a_report_has_the_form_that_servers_take(fatal: bool) -> None:
    note = CrashNote(WHEN, "1.2.3", "Traceback…", fatal, "ValueError", "x", "f (a.py:1)")
    body = json.loads(report_body(note))
    assert body["kind"] == ("crash" if fatal else "exception")
    assert body["message"] == "ValueError: x"
    assert body["occurredAt"] == "2026-11-01T12:00:00.000+00:00"
    assert (body["version"], body["stack"], body["topFrame"]) == ("1.2.3", "Traceback…", "f (a.py:1)")
    assert body["os"].islower()
    assert body["arch"] not in ("x86_64", "aarch64")
    assert all(body[name] for name in ("os", "arch", "source", "label"))


def test_a_report_stays_within_the_limits_of_servers() -> None:
    long = "\N{GRINNING FACE}" * 20_000 + "\ud800end"
    data = report_body(CrashNote(WHEN, long, long, True, long, long, long))
    assert len(data) <= 98_304
    body = json.loads(data)
    for name, limit in LIMITS.items():
        assert len(body[name].encode("utf-16-le")) // 2 <= limit
        assert body[name].encode("utf-8")
    assert body["stack"].endswith("end")


def test_a_report_of_an_empty_note_is_still_one() -> None:
    body = json.loads(report_body(CrashNote(WHEN, "", "")))
    assert body["version"]
    assert body["message"]
    assert "stack" not in body


def test_the_loop_of_a_hook_is_any_asyncio_loop() -> None:
    from crashdesk.runtime.crash_hooks import CrashHooks

    bugs: list[BaseException] = []
    loop = asyncio.new_event_loop()
    CrashHooks(bugs.append).attach(loop)
    error = ValueError("x")
    loop.call_exception_handler({"message": "m", "exception": error})
    loop.close()
    assert bugs == [error]
