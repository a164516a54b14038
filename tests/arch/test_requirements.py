"""The locked requirements belong to the declared ones and name no place to fetch them from."""

from __future__ import annotations

import re
import tomllib
from typing import Any

from tests.arch.sources import ROOT

LOCKS = {"run": ROOT / "requirements/run.txt", "dev": ROOT / "requirements/dev.txt"}


def test_every_declared_requirement_is_locked() -> None:
    desk = _project("pyproject.toml")
    server = _project("server_stub/pyproject.toml")
    needed = {_name(line) for line in [*desk["project"]["dependencies"], *server["project"]["dependencies"]]}
    groups = desk["dependency-groups"]
    build = {_name(line) for line in groups["build"]}
    develop = {_name(line) for line in groups["dev"] if isinstance(line, str)}

    assert set() == (needed | build) - _pins("run").keys()
    assert set() == (needed | build | develop) - _pins("dev").keys()


def test_what_is_developed_with_is_what_runs() -> None:
    run, dev = _pins("run"), _pins("dev")

    assert run == {name: pin for name, pin in dev.items() if name in run}


def test_every_pin_is_hashed_and_has_no_address() -> None:
    for lock in LOCKS.values():
        text = lock.read_text()
        entries = re.findall(
            r"^\S.*?(?=^\S|\Z)", re.sub(r"^ *#.*\n", "", text, flags=re.MULTILINE), re.M | re.S
        )

        assert [entry for entry in entries if "==" not in entry or "--hash=sha256:" not in entry] == []
        assert not re.search(r"://|^-", text, re.MULTILINE)


def _project(path: str) -> dict[str, Any]:
    return tomllib.loads((ROOT / path).read_text())


def _pins(lock: str) -> dict[str, str]:
    return dict(re.findall(r"^([\w.-]+)==(\S+)", LOCKS[lock].read_text(), re.MULTILINE))


def _name(requirement: str) -> str:
    return re.sub(r"[-_.]+", "-", re.split(r"[<>=!~;\[ ]", requirement)[0]).lower()
