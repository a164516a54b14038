"""Grouping: the published vectors and the rules behind them."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import Any

import pytest

from crashdesk_server.ingest.arrival import receive


def group_of(**fields: Any) -> str:
    body = {"kind": "crash", "version": "1.0.0", "os": "linux", "arch": "amd64", "message": "boom", **fields}
    return receive(json.dumps(body).encode(), 0).fingerprint


def digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"message": "boom"}, "3c83520be6fc3de5a603160d726b44ecce2901a919b2876d93d59320bb49d252"),
        ({"message": "capme :12"}, "4a09dbe2d065b272967baf57157d2d4759e109fb13884f0eb5abd10779fb0076"),
        (
            {"message": "[window.error]\n\nTypeError: x at https://wails.localhost/a.js:12:3"},
            "ab4ad49b0566efb37349f870e31d57bc630cef419fd88bd40294dcab16fd86f3",
        ),
        (
            {"kind": "feedback", "message": "hello"},
            "f553a714aea35f6291720e3be8a426564716a92a8f8f8108323e9ae863d2bc04",
        ),
        (
            {
                "source": "frontend.global",
                "label": "window.error",
                "errorType": "TypeError",
                "topFrame": "f (/home/alice/x.js:1:2)",
                "errorMessage": "boom bob@example.com",
            },
            "6a3ff08550703545cc065c0efa3077729f80bd1ae27b8956be2e920fbe9c0b43",
        ),
    ],
)
def test_published_vectors(fields: dict[str, str], expected: str):
    assert group_of(**fields) == expected


@pytest.mark.parametrize(
    ("message", "normalised"),
    [
        (r"C:\app\x.dll failed", "<path> failed"),
        (r"(C:\app\x.dll)", "(<path>)"),
        ("file:///a/b.js", "<url>"),
        ("wails://x (http://y)", "<url> (<url>)"),
        ("ftp://x", "ftp://x"),
        ("at 0xDEADbeef+0x1", "at <addr>+<addr>"),
        ("a\nbuild 0af1\nb", "a\nbuild <commit>\nb"),
        ("a build 0af1", "a build 0af1"),
        ("x:1:22:333", "x:<n>:<n>"),
        ("x:\N{ARABIC-INDIC DIGIT ONE}", "x:\N{ARABIC-INDIC DIGIT ONE}"),
        ("http://a\x1cb", "<url>"),
        ("http://a\ufeffb", "<url>\ufeffb"),
        ("http://a\u2028b", "<url>\u2028b"),
        ("a\x85b\u2028c\x0cd", "a\x85b\u2028c\x0cd"),
        ("/opt/app/x.so", "/opt/app/x.so"),
    ],
)
def test_plain_messages_are_normalised(message: str, normalised: str):
    assert group_of(message=message) == digest(f"crash\n{normalised}")


def test_only_the_first_lines_count_and_only_line_feeds_end_them():
    lines = [f"line {number} x" for number in range(12)]
    assert group_of(message="\n".join([*lines, "rest"])) == digest("crash\n" + "\n".join(lines))
    assert group_of(message="\r".join([*lines, "rest"])) != digest("crash\n" + "\r".join(lines))
    six = [f"line {number} x" for number in range(6)]
    expected = digest("crash\ns\n\n\n\n" + "\n".join(six))
    assert group_of(source="s", errorMessage="\n".join([*six, "rest"])) == expected


def test_version_system_and_device_never_part_a_group():
    other = {"version": "9", "os": "windows", "arch": "arm64", "device": {"cpu": "x"}}
    assert group_of(**other) == group_of()


def test_structured_text():
    assert group_of(schemaVersion=2) == digest("crash\nlegacy\n\n\n\nboom")
    assert group_of(breadcrumbs=[{}]) == digest("crash\nlegacy\n\n\n\nboom")
    assert group_of(breadcrumbs=[], stack="", label="") == digest("crash\nboom")
    hinted = group_of(
        source="go", label="l", errorType="T", topFrame="f", fingerprintHint="h", errorMessage="m"
    )
    assert hinted == digest("crash\ngo\nl\nT\nf\nh\nm")
    frames = r"C:\a\b.go:1 /home/x/y.go:2 /Users/x/y http://h/x:1 0x1f z:3"
    assert group_of(topFrame=frames) == digest(
        "crash\nlegacy\n\n\n<path> /<home> /<home> <url> <addr> z:<n>\nboom"
    )


@pytest.mark.parametrize(
    ("fields", "development"),
    [
        ({"channel": "dev"}, True),
        ({"channel": "Dev"}, False),
        ({"version": "dev"}, True),
        ({"version": "DEV-3"}, True),
        ({"version": "2.3.0-dev"}, False),
        ({"channel": "stable"}, False),
    ],
)
def test_development_builds_have_groups_of_their_own(fields: dict[str, str], development: bool):
    assert group_of(**fields).startswith("dev:") is development


def test_the_hash_is_of_redacted_text():
    assert group_of(message="user bob@example.org") == group_of(message="user eve@example.com")
