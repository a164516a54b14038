"""Names say what a module is for, and importing a package costs nothing."""

from __future__ import annotations

import ast
import sys

from tests.arch.sources import REPORTER, ROOT, parsed, products

DRAWERS = {"util", "utils", "misc", "common", "helper", "helpers", "manager", "managers"}


def test_package_files_are_empty() -> None:
    filled = [
        str(source.path.relative_to(ROOT))
        for source in products()
        if source.path.name == "__init__.py" and source.path.stat().st_size
    ]

    assert filled == []


def test_no_module_is_a_drawer() -> None:
    drawers = [
        str(path)
        for source in products()
        if DRAWERS & set((path := source.path.relative_to(ROOT)).with_suffix("").parts)
    ]

    assert drawers == []


def test_the_reporter_needs_nothing_but_python() -> None:
    """It is copied beside other people's programs."""
    imported = {
        name.partition(".")[0]
        for path in REPORTER
        for node in ast.walk(parsed(path).tree)
        for name in _imports(node)
    }

    assert imported <= sys.stdlib_module_names | {"crashdesk_report"}


def _imports(node: ast.AST) -> list[str]:
    match node:
        case ast.Import(names=names):
            return [alias.name for alias in names]
        case ast.ImportFrom(module=str(name)):
            return [name]
        case _:
            return []
