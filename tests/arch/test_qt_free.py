"""Presenters, states and columns work without Qt, so that their tests and other front ends can."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from tests.arch.sources import DESK, ROOT

BLOCKED = """
import importlib, sys

class Block:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in ("PySide6", "shiboken6", "qasync"):
            raise ImportError(name + " is blocked here")

sys.meta_path.insert(0, Block())
for name in sys.argv[1:]:
    importlib.import_module(name)
"""
FILES = ("presenter.py", "state.py", "columns.py", "words.py", "actions.py")


def test_nothing_that_decides_imports_qt() -> None:
    modules = [_module(path) for path in sorted((DESK / "ui/tabs").rglob("*.py")) if path.name in FILES]
    modules += [_module(path) for path in sorted((DESK / "ui/dialogs").rglob("*.py")) if path.name in FILES]

    answer = _import_without_qt(modules)

    assert (answer.returncode, answer.stderr) == (0, "")


@pytest.mark.parametrize("name", ["crashdesk.ui.kit.tab_spec", "crashdesk.app.registry"])
def test_the_registry_can_be_read_before_qt(name: str) -> None:
    answer = _import_without_qt([name])

    assert (answer.returncode, answer.stderr) == (0, "")


def _module(path: Path) -> str:
    return ".".join(path.relative_to(DESK.parent).with_suffix("").parts)


def _import_without_qt(modules: list[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", BLOCKED, *modules], cwd=ROOT, capture_output=True, text=True, check=False
    )
