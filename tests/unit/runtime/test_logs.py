from __future__ import annotations

import json
import logging
import time
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest

from crashdesk.runtime import logs
from crashdesk.runtime.clock import SystemClock
from crashdesk.runtime.logs import LogFiles
from crashdesk.runtime.redaction import without_secrets, without_traces

log = logging.getLogger("crashdesk.test")


@pytest.fixture
def files(tmp_path: Path) -> Iterator[LogFiles]:
    files = LogFiles(tmp_path / "logs")
    files.open()
    yield files
    files.close()


def lines(files: LogFiles) -> list[dict[str, str]]:
    return [json.loads(line) for line in files.path.read_text("ascii").splitlines()]


def test_one_line_a_record(files: LogFiles) -> None:
    log.info("fetched %d\ngroups", 3)
    log.debug("not at this level")
    (line,) = lines(files)
    assert line["level"] == "INFO"
    assert line["logger"] == "crashdesk.test"
    assert line["message"] == "fetched 3\ngroups"
    assert line["at"].endswith("+00:00")
    assert files.path.stat().st_mode & 0o777 == 0o600


def test_tracebacks_and_arguments_are_redacted(files: LogFiles) -> None:
    try:
        raise ValueError("password=hunter2")
    except ValueError:
        log.exception("sent %s", {"Authorization": "Bearer cdk_abc123"})
    text = files.path.read_text("ascii")
    assert "ValueError" in text
    assert "hunter2" not in text
    assert "cdk_abc123" not in text


def test_python_warnings_are_logged_while_open(files: LogFiles) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        logging.captureWarnings(capture=False)
        logging.captureWarnings(capture=True)
        warnings.warn("old thing", DeprecationWarning, stacklevel=1)
    assert "DeprecationWarning: old thing" in lines(files)[0]["message"]


def test_hostile_text_stays_one_readable_line(files: LogFiles) -> None:
    log.info("%s", "\ud800\x00\x1b[31m" + "x" * 1_000_000)
    (line,) = lines(files)
    assert line["message"].startswith("\ud800\x00\x1b[31mxxx")
    assert len(line["message"]) <= logs.MAX_TEXT + 1


def test_files_are_rotated(files: LogFiles, monkeypatch: pytest.MonkeyPatch) -> None:
    files.close()
    monkeypatch.setattr(logs, "MAX_BYTES", 1_000)
    files.open()
    for _ in range(200):
        log.info("x" * 100)
    kept = sorted(path.name for path in files.path.parent.iterdir())
    assert kept == [
        logs.FILE_NAME,
        *(f"{logs.FILE_NAME}.{number}" for number in range(1, logs.KEPT_FILES + 1)),
    ]
    assert all(path.stat().st_mode & 0o777 == 0o600 for path in files.path.parent.iterdir())


def test_after_closing_nothing_is_written_and_closing_twice_is_fine(files: LogFiles) -> None:
    files.close()
    files.close()
    log.warning("late")
    assert lines(files) == []


SECRET = "s3cr3t-Value.x"


@pytest.mark.parametrize(
    "text",
    [
        f"Authorization: Bearer {SECRET}",
        f"Authorization: {SECRET}",
        f"authorization: Basic {SECRET}==",
        f"(b'Authorization', b'Bearer {SECRET}')",
        f"'authorization': 'Bearer {SECRET}', 'accept'",
        f"Proxy-Authorization: Basic {SECRET}",
        f"Cookie: a=b; crashdesk_session={SECRET}",
        f"Set-Cookie: crashdesk_session={SECRET}; HttpOnly",
        f"(b'cookie', b'crashdesk_session={SECRET}')",
        f"got crashdesk_session={SECRET}",
        f"sent bearer {SECRET}",
        f"X-CSRF-Token: {SECRET}",
        f'{{"csrf_token": "{SECRET}"}}',
        f'{{"password":"{SECRET} with spaces"}}',
        f"new_password='{SECRET}'",
        f"api_key={SECRET}&x=1",
        f"apiKey: {SECRET}",
        f"https://ada:{SECRET}@desk.example.org/x",
        f"cdk_{SECRET.replace('.', '_')}",
        f"eyJhbGciOiJIUzI1NiJ9.{SECRET.replace('.', '')}.x",
        f"setup_token={SECRET}",
    ],
)
def test_secrets_are_masked(text: str) -> None:
    masked = without_secrets(text)
    assert "s3cr3t" not in masked
    assert "[redacted]" in masked


def test_no_letter_of_a_value_stays() -> None:
    assert without_secrets("password=bob, x") == "password=[redacted], x"


def test_a_raw_key_is_masked() -> None:
    assert without_secrets("PRAGMA key = \"x'" + "0aF" * 22 + "'\"") == "PRAGMA key = \"x'[redacted]'\""


@pytest.mark.parametrize(
    "text",
    [
        "GET https://desk.example.org/api/v1/changes?since=12 200",
        "3 tokens: none",
        "TypeError: x is undefined",
        "grp_01HZX",
    ],
)
def test_what_is_no_secret_stays(text: str) -> None:
    assert without_secrets(text) == text


@pytest.mark.parametrize("part", ["a-", "eyJ-", "token", "://", "cookie", " ", "a.", "f"])
def test_no_text_makes_redaction_slow(part: str) -> None:
    """Patterns that go back over the text would take minutes for this one."""
    without_traces(part * (400_000 // len(part)))


def test_notes_that_leave_the_computer_name_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/srv/people/ada")
    text = without_traces('File "/home/bob/x.py" C:\\Users\\Bob\\x /srv/people/ada/y ada@example.org')
    assert text == 'File "/home/_/x.py" C:\\Users\\_\\x ~/y [e-mail]'


def test_the_clock_counts_milliseconds() -> None:
    before = time.time_ns() // 1_000_000
    assert before <= SystemClock().now() <= time.time_ns() // 1_000_000
