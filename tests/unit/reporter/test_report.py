"""What a report holds, within the limits of the server."""

from __future__ import annotations

import json
import traceback
from collections.abc import Callable
from pathlib import Path

import pytest

from crashdesk_report import (
    BODY_LIMIT,
    LIMITS,
    QUEUE_LIMIT,
    Fault,
    Program,
    Queue,
    checked,
    compose,
    cut,
    encode,
    fault_of,
    fault_of_dump,
    install,
    redact,
)

PROGRAM = Program("invoices", "1.2.0", channel="beta", build_commit="abc123")


def fault(text: str = "boom") -> Fault:
    return Fault("python", "ValueError", text, text, "parse (importer.py:3)", "main thread")


def raised(action: Callable[[], object]) -> BaseException:
    with pytest.raises(BaseException) as caught:
        action()
    return caught.value


def utf16(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def test_a_report_names_program_fault_and_machine() -> None:
    body = compose(PROGRAM, fault(), [{"t": 1, "cat": "log", "msg": "started"}], at=0.0)

    assert body["schemaVersion"] == 2
    assert (body["label"], body["version"], body["channel"], body["buildCommit"]) == (
        "invoices",
        "1.2.0",
        "beta",
        "abc123",
    )
    assert (body["message"], body["topFrame"]) == ("ValueError: boom", "parse (importer.py:3)")
    assert body["occurredAt"] == "1970-01-01T00:00:00.000Z"
    assert body["breadcrumbs"] == [{"t": 1, "cat": "log", "msg": "started"}]
    assert body["device"]["cores"] >= 1


@pytest.mark.parametrize(
    "text", ["x" * 100_000, "😀" * 100_000, "\x01" * 100_000, "ä\n" * 100_000, "\ud800" * 9]
)
def test_no_field_and_no_body_is_over_its_limit(text: str) -> None:
    body = compose(Program(text, text, text, text), Fault("python", text, text, text, text, text))

    assert {name: utf16(body[name]) for name in LIMITS if utf16(body.get(name, "")) > LIMITS[name]} == {}
    assert len(encode(body)) <= BODY_LIMIT
    assert json.loads(encode(body)) == body


def test_a_long_stack_keeps_both_ends() -> None:
    body = compose(PROGRAM, fault("begin" + "x" * 20_000 + "end"))

    assert body["stack"].startswith("begin")
    assert body["stack"].endswith("end")
    assert utf16(body["stack"]) == LIMITS["stack"]


def test_a_cut_never_leaves_half_a_character() -> None:
    assert cut("a😀b", 2) == "a\ufffd"
    assert cut("a😀b", 3) == "a😀"


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("/home/alice/app/x.py", "/home/_/app/x.py"),
        ("/Users/bob.smith/x.py", "/Users/_/x.py"),
        (r"C:\Users\Carol\x.py", r"C:\Users\_\x.py"),
        ('File "/home/dave", line 1', 'File "/home/_", line 1'),
        ("/nowhere/app/x.py", "/nowhere/app/x.py"),
    ],
)
def test_names_of_home_directories_are_taken_out(path: str, shown: str) -> None:
    assert redact(path) == shown


def test_a_home_elsewhere_is_taken_out_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "home", lambda: Path("/data/people/erin"))

    assert redact("/data/people/erin/app.py") == "~/app.py"
    assert redact("/data/people/erinna/app.py") == "/data/people/erinna/app.py"


def test_a_user_without_home_and_locale_has_reports_too(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> Path:
        raise RuntimeError

    def refuse() -> tuple[str, str]:
        raise ValueError

    monkeypatch.setattr(Path, "home", fail)
    monkeypatch.setattr("locale.getlocale", refuse)
    monkeypatch.setenv("LC_ALL", "de_AT.UTF-8")

    assert compose(PROGRAM, fault())["language"] == "de-AT"


def test_a_chain_of_exceptions_is_complete() -> None:
    def chained() -> None:
        try:
            try:
                {}["key"]
            except KeyError as error:
                raise ValueError("second") from error
        except ValueError:
            raise OSError("third")  # noqa: B904 - the implicit chain is what is tested

    described = fault_of(raised(chained))

    assert described.error_type == "OSError"
    assert [
        described.stack.count(word) for word in ("KeyError: 'key'", "ValueError: second", "OSError: third")
    ] == [
        1,
        1,
        1,
    ]
    assert described.top_frame.startswith("test_a_chain_of_exceptions_is_complete.<locals>.chained (")


def test_a_group_shows_its_members() -> None:
    def grouped() -> None:
        raise ExceptionGroup("two", [ValueError("first"), TypeError("second")])

    described = fault_of(raised(grouped))

    assert "ValueError: first" in described.stack
    assert "TypeError: second" in described.stack


def test_recursion_is_collapsed_through_several_functions() -> None:
    def odd(number: int) -> int:
        return even(number + 1)

    def even(number: int) -> int:
        return odd(number + 1)

    described = fault_of(raised(lambda: odd(0)))

    assert described.error_type == "RecursionError"
    assert described.stack.count(", in odd") == 3
    assert "more times]" in described.stack
    assert len(described.stack) < 3_000


def test_the_top_frame_is_the_programs_own() -> None:
    described = fault_of(raised(lambda: json.loads("{")))

    assert described.error_type == "json.decoder.JSONDecodeError"
    assert "test_report.py:" in described.top_frame


def test_an_exception_that_cannot_be_printed_is_described() -> None:
    class Unprintable(Exception):
        def __str__(self) -> str:
            raise RuntimeError

    assert fault_of(Unprintable()).error_message == "<no message: its __str__ failed>"


def test_a_dump_of_the_interpreter_is_read() -> None:
    dump = (
        "Fatal Python error: Segmentation fault\n\nThread 0x2 (most recent call first):\n"
        '  File "/nowhere/app/other.py", line 1 in wait\n\nCurrent thread 0x1 (most recent call first):\n'
        f'  File "{traceback.__file__}", line 4 in walk\n  File "/nowhere/app/led.py", line 13 in width_of\n'
    )

    described = fault_of_dump(dump)

    assert (described.error_type, described.top_frame) == (
        "Segmentation fault",
        "width_of (/nowhere/app/led.py:13)",
    )


def test_the_queue_is_bounded_and_private(tmp_path: Path) -> None:
    queue = Queue(tmp_path / "queue")

    paths = [queue.put({"message": str(number)}) for number in range(QUEUE_LIMIT + 3)]

    assert queue.waiting() == paths[3:]
    assert {path.stat().st_mode & 0o777 for path in queue.waiting()} == {0o600}


@pytest.mark.parametrize("server", ["ftp://example.org", "example.org", "file:///etc/passwd", "https://", ""])
def test_only_addresses_of_the_web_are_taken(server: str) -> None:
    with pytest.raises(ValueError, match="not an http"):
        checked(server)


def test_a_wrong_address_is_logged_and_never_raised(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    assert install("gopher://example.org", app="a", version="1", directory=tmp_path) is None
    assert "could not be reported" in caplog.text
