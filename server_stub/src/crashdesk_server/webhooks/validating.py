"""What a webhook may be: every field that cannot be used is named, with what it has to be."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from urllib.parse import urlsplit

from crashdesk_server.webhooks.events import NAMES
from crashdesk_server.wire.page import FieldProblem
from crashdesk_server.wire.webhooks import HeaderInput

_TOKEN = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")
"""The name of a header, RFC 9110 5.6.2."""
_VALUE = re.compile(r"[\x21-\x7e](?:[\x20-\x7e\t]*[\x21-\x7e])?")
"""The value of a header: visible ASCII, with spaces and tabs inside only."""
_RESERVED = frozenset(
    {
        "connection", "content-encoding", "content-length", "content-type", "expect", "host", "keep-alive",
        "te", "trailer", "transfer-encoding", "upgrade", "user-agent",
    }
)  # fmt: skip
"""What the server says itself, or what would break the request."""
_OURS = ("webhook-", "crashdesk-")


def url_problem(url: str) -> FieldProblem | None:
    """Return what is wrong with the address of a receiver."""
    text = ""
    try:
        parts = urlsplit(url)
        port_fits = parts.port is None or parts.port > 0
    except ValueError:
        return FieldProblem("#/url", "invalid-url", "That is no address.")
    if parts.scheme not in {"http", "https"}:
        text = "It has to begin with https:// or http://."
    elif not parts.hostname or not port_fits:
        text = "It names no host."
    elif parts.username is not None or parts.password is not None:
        text = "No name and password here: send them in a secret header."
    elif parts.fragment:
        text = "What follows # is never sent: leave it out."
    elif not url.isascii() or not url.isprintable() or " " in url:
        text = "Write it in plain ASCII, as a browser shows it when it is copied."
    return FieldProblem("#/url", "invalid-url", text) if text else None


def event_problems(events: Iterable[str]) -> list[FieldProblem]:
    """Return what is wrong with a choice of events."""
    return [
        FieldProblem(f"#/events/{index}", "unknown-event", f"There is no event {name[:60]}.")
        for index, name in enumerate(events)
        if name not in NAMES
    ]


def task_problems(names: Iterable[str], known: Collection[str]) -> list[FieldProblem]:
    """Return what is wrong with a choice of tasks."""
    return [
        FieldProblem(f"#/task_filter/{index}", "unknown-task", f"There is no task {name[:60]}.")
        for index, name in enumerate(names)
        if name not in known
    ]


def header_problems(headers: Iterable[HeaderInput], kept: Collection[str] = ()) -> list[FieldProblem]:
    """Return what is wrong with headers; `kept` are the names of secret ones that have a value already."""
    found: list[FieldProblem] = []
    seen: set[str] = set()
    for index, header in enumerate(headers):
        name = header.name.lower()
        if problem := _header_problem(header, name, kept):
            field, text = problem
            found.append(FieldProblem(f"#/headers/{index}/{field}", "invalid-header", text))
        elif name in seen:
            found.append(FieldProblem(f"#/headers/{index}/name", "repeated-header", "It is there already."))
        seen.add(name)
    return found


def _header_problem(header: HeaderInput, name: str, kept: Collection[str]) -> tuple[str, str] | None:
    if not _TOKEN.fullmatch(header.name):
        return "name", "A name has letters, digits and dashes."
    if name in _RESERVED or name.startswith(_OURS):
        return "name", "The server says this itself."
    if header.value is None:
        return None if header.secret and name in kept else ("value", "It needs a value.")
    if not _VALUE.fullmatch(header.value):
        return "value", "Visible ASCII characters, with spaces inside only."
    return None
