"""Programs in words."""

from __future__ import annotations

import pytest

from crashdesk.core.user_agent import program_of
from crashdesk.http.agent import user_agent

CHROME = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 "
    "(KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36"
)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("CrashDesk/0.1.0 (Linux)", "CrashDesk 0.1.0 on Linux"),
        ("curl/7.88.1", "curl 7.88.1"),
        ("python-httpx/0.28.1", "python-httpx 0.28.1"),
        (CHROME, "Chrome on Windows"),
        (f"{CHROME} Edg/131.0.0.0", "Edge on Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0", "Firefox on Linux"),
        ("", "A program without a name"),
        ("  ", "A program without a name"),
        ("something {odd} <b>", "something {odd} <b>"),
        ("x" * 500, "x" * 60),
    ],
)
def test_a_program_is_named(said: str, words: str) -> None:
    assert str(program_of(said)) == words


def test_this_desk_is_told_by_its_name_and_system() -> None:
    assert str(program_of(user_agent())).startswith("CrashDesk ")
    assert " on " in str(program_of(user_agent()))
