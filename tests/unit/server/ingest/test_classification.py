"""Titles and severities."""

from __future__ import annotations

import json
from typing import Any

import pytest

from crashdesk_server.ingest.arrival import Arrival, receive


def arrival(**fields: Any) -> Arrival:
    body = {"kind": "crash", "version": "1.0.0", "os": "linux", "arch": "amd64", "message": "boom", **fields}
    return receive(json.dumps(body).encode(), 0)


@pytest.mark.parametrize(
    ("message", "title"),
    [
        ("boom", "boom"),
        ("\n \ufeff\n  boom \nmore", "boom"),
        ("[window.error]\n\nTypeError: x", "[window.error] TypeError: x"),
        ("[window.error]", "[window.error]"),
        ("[a] b\nc", "[a] b"),
        ("x " * 150, ("x " * 100)),
        ("\N{PILE OF POO}" * 300, "\N{PILE OF POO}" * 100),
        ("x" + "\N{PILE OF POO}" * 300, "x" + "\N{PILE OF POO}" * 99),
    ],
)
def test_titles(message: str, title: str):
    assert arrival(message=message).heading.title == title


def test_a_message_of_white_space_still_has_a_title():
    assert arrival(message=" \n\t").heading.title == "crash"
    assert arrival(message=" ", errorType="TypeError").heading.title == "TypeError"


@pytest.mark.parametrize(
    ("fields", "severity"),
    [
        ({"kind": "crash"}, "high"),
        ({"kind": "exception"}, "medium"),
        ({"kind": "performance"}, "medium"),
        ({"kind": "bot"}, "medium"),
        ({"kind": "feedback"}, "low"),
        ({"channel": "dev"}, "low"),
        ({"version": "dev"}, "low"),
        ({"message": "[window.error]\n\nScript error."}, "low"),
        ({"errorMessage": "Script error."}, "low"),
        ({"message": "Script error. and more"}, "high"),
        ({"message": "ResizeObserver loop completed with undelivered notifications."}, "low"),
    ],
)
def test_severities(fields: dict[str, str], severity: str):
    assert arrival(**fields).severity == severity
