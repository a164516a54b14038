"""Text of others is never read as markup: every way to show it goes through `ui/kit/plain.py`."""

from __future__ import annotations

import ast

from tests.arch.sources import DESK, Source, called_name, calls, desk

DOOR = DESK / "ui/kit/plain.py"
WIDGETS = {"QLabel", "QMessageBox", "QErrorMessage", "QTextEdit", "QTextBrowser", "QStaticText", "QWhatsThis"}
"""Qt classes that guess whether a text is HTML."""
MARKUP = {"setHtml", "insertHtml", "appendHtml", "toHtml", "setMarkdown", "insertMarkdown", "setWhatsThis"}
GUESSING = {"setToolTip", "showText"}
"""Methods that guess; their text has to come from `plain_tooltip`."""


def test_widgets_that_guess_are_not_used() -> None:
    used = [
        source.at(node)
        for source in _outside_the_door()
        for node in ast.walk(source.tree)
        if (isinstance(node, ast.Call) and called_name(node) in WIDGETS)
        or (
            isinstance(node, ast.ClassDef)
            and WIDGETS & {ast.unparse(base).split(".")[-1] for base in node.bases}
        )
    ]

    assert used == []


def test_browsers_of_rich_text_are_not_used_anywhere() -> None:
    used = [
        source.at(node)
        for source in desk("ui", "app")
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Name) and node.id == "QTextBrowser"
    ]

    assert used == []


def test_nothing_is_given_as_markup() -> None:
    used = [
        source.at(call)
        for source in desk("ui", "app")
        for call in calls(source.tree)
        if called_name(call) in MARKUP
    ]

    assert used == []


def test_text_formats_are_plain() -> None:
    other = [
        source.at(call)
        for source in desk("ui", "app")
        for call in calls(source.tree)
        if called_name(call) == "setTextFormat"
        and not ast.unparse(call.args[0]).endswith("TextFormat.PlainText")
    ]

    assert other == []


def test_tooltips_come_from_the_door() -> None:
    unguarded = [
        source.at(call)
        for source in _outside_the_door()
        for function in ast.walk(source.tree)
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for call in calls(function)
        if called_name(call) in GUESSING and not any(_is_plain(text, function) for text in call.args)
    ]

    assert unguarded == []


def test_a_model_that_offers_tooltips_knows_the_door() -> None:
    unguarded = [
        source.at(node)
        for source in _outside_the_door()
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Attribute)
        and node.attr in {"ToolTipRole", "WhatsThisRole"}
        and not any(called_name(call) == "plain_tooltip" for call in calls(source.tree))
    ]

    assert unguarded == []


def _outside_the_door() -> list[Source]:
    return [source for source in desk("ui", "app") if source.path != DOOR]


def _is_plain(text: ast.expr, function: ast.AST) -> bool:
    """Tell whether a text is made by `plain_tooltip`, is empty, or is a name bound to such a text."""
    if isinstance(text, ast.Constant):
        return text.value == ""
    if any(called_name(call) == "plain_tooltip" for call in calls(text)):
        return True
    return isinstance(text, ast.Name) and any(
        _is_plain(node.value, ast.Pass())
        for node in ast.walk(function)
        if isinstance(node, ast.Assign) and any(ast.unparse(target) == text.id for target in node.targets)
    )
