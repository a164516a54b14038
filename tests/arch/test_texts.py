"""Every sentence a person reads can be found by the translation tool."""

from __future__ import annotations

import ast

from tests.arch.sources import DESK, called_name, calls, desk


def test_sources_of_texts_are_literals() -> None:
    """`QT_TRANSLATE_NOOP` is found by reading the source, so a computed argument is never translated."""
    computed = [
        source.at(call)
        for source in desk()
        for call in calls(source.tree)
        if called_name(call) == "QT_TRANSLATE_NOOP" and not _are_literals(call)
    ]

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


def _are_literals(call: ast.Call) -> bool:
    return len(call.args) == 2 and all(
        isinstance(argument, ast.Constant) and isinstance(argument.value, str) for argument in call.args
    )
