"""Every sentence a person reads can be found by the translation tool."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import PySide6
from tests.arch.sources import DESK, Source, called_name, calls, desk

MARKER = "QT_TRANSLATE_NOOP"
FIND_TEXTS = (Path(PySide6.__path__[0]) / "lupdate", "-silent")


def test_sources_of_texts_are_literals() -> None:
    """Texts are found by reading the source, so a computed argument is never translated."""
    computed = [source.at(call) for source, call in _marked() if not _are_literals(call)]

    assert computed == []


def test_texts_are_made_by_the_marker_alone() -> None:
    unmarked = [
        source.at(call)
        for source in desk()
        if source.path != DESK / "core/text.py"
        for call in calls(source.tree)
        if isinstance(call.func, ast.Name) and call.func.id == "Text"
    ]

    assert unmarked == []


def test_the_marker_has_no_other_name() -> None:
    aliases = [
        source.at(node)
        for source in desk()
        for node in ast.walk(source.tree)
        if (isinstance(node, ast.alias) and node.name == MARKER and node.asname is not None)
        or (isinstance(node, ast.Assign) and ast.unparse(node.value) == MARKER)
    ]

    assert aliases == []


def test_the_translation_tool_finds_every_text(tmp_path: Path) -> None:
    expected = {tuple(ast.literal_eval(argument) for argument in call.args) for _, call in _marked()}

    subprocess.run([*FIND_TEXTS, "-extensions", "py", DESK, "-ts", tmp_path / "all.ts"], check=True)

    assert _found(tmp_path / "all.ts") == expected


def _marked() -> Iterator[tuple[Source, ast.Call]]:
    return ((source, call) for source in desk() for call in calls(source.tree) if called_name(call) == MARKER)


def _are_literals(call: ast.Call) -> bool:
    return len(call.args) == 2 and all(
        isinstance(argument, ast.Constant) and isinstance(argument.value, str) for argument in call.args
    )


def _found(catalogue: Path) -> set[tuple[str, str]]:
    return {
        (context.findtext("name", ""), message.findtext("source", ""))
        for context in ElementTree.parse(catalogue).iter("context")
        for message in context.iter("message")
    }
