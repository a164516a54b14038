"""The project's own source text, for the rules that no ready-made tool knows."""

from __future__ import annotations

import ast
import shutil
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
DESK = ROOT / "src/crashdesk"
SERVER = ROOT / "server_stub/src/crashdesk_server"
REPORTER = (ROOT / "server_stub/crashdesk_report.py", ROOT / "server_stub/crashdesk_report_cli.py")
MADE = {"__pycache__", "build", "dist", "tour"}
"""Folders of things that are made from the sources."""


class Source(NamedTuple):
    """One parsed source file."""

    path: Path
    tree: ast.Module

    def at(self, node: ast.AST) -> str:
        """Name a place for a message."""
        return f"{self.path.relative_to(ROOT)}:{getattr(node, 'lineno', 1)}"


@cache
def parsed(path: Path) -> Source:
    """Parse a file once for all rules."""
    return Source(path, ast.parse(path.read_text("utf-8"), str(path)))


def desk(*folders: str) -> Iterator[Source]:
    """Yield the desk's files, or those of some of its folders."""
    for folder in folders or (".",):
        yield from map(parsed, sorted((DESK / folder).rglob("*.py")))


def products() -> Iterator[Source]:
    """Yield every file that users get: desk, server and reporter."""
    yield from desk()
    yield from map(parsed, [*sorted(SERVER.rglob("*.py")), *REPORTER])


def own_files() -> list[Path]:
    """Return every file of the project that is under version control or about to be.

    Without git, or in an unpacked archive where it cannot tell, that is every file outside hidden folders.
    """
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    known = shutil.which("git") and subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, check=False
    )
    if not known or known.returncode:
        return [path for path in ROOT.rglob("*") if path.is_file() and not _is_made(path.relative_to(ROOT))]
    return [path for name in known.stdout.split("\0") if name and (path := ROOT / name).is_file()]


def _is_made(path: Path) -> bool:
    return path.suffix == ".pyc" or any(part.startswith(".") or part in MADE for part in path.parts[:-1])


def called_name(call: ast.Call) -> str:
    """Return the last part of what is called: `setText` of `self.label.setText(…)`."""
    match call.func:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case _:
            return ""


def calls(tree: ast.AST) -> Iterator[ast.Call]:
    """Yield every call below a node."""
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))
