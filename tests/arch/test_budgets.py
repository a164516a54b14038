"""Files, functions, classes and constructors stay small enough to be read."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tests.arch.sources import ROOT, Source, own_files, products

FILE = 400
FUNCTION = 40
PUBLIC_METHODS = 20
CONSTRUCTOR = 7
LONGER = {
    # People copy it beside their programs, which works with one file only.
    "server_stub/crashdesk_report.py": 600,
}
Function = ast.FunctionDef | ast.AsyncFunctionDef


def test_files_are_short() -> None:
    too_long = [
        f"{name}: {length} lines"
        for path in own_files()
        if path.suffix == ".py"
        and (length := path.read_text("utf-8").count("\n"))
        > LONGER.get(name := str(path.relative_to(ROOT)), FILE)
    ]

    assert too_long == []


def test_functions_are_short() -> None:
    too_long = [
        f"{source.at(function)} {function.name}: {length} lines"
        for source in products()
        for function in _functions(source)
        if (length := _length(function)) > FUNCTION
    ]

    assert too_long == []


def test_classes_offer_few_methods() -> None:
    too_many = [
        f"{source.at(node)} {node.name}: {count} public methods"
        for source in products()
        for node in ast.walk(source.tree)
        if isinstance(node, ast.ClassDef)
        and (count := sum(isinstance(item, Function) and not item.name.startswith("_") for item in node.body))
        > PUBLIC_METHODS
    ]

    assert too_many == []


def test_constructors_take_few_arguments() -> None:
    too_many = [
        f"{source.at(function)}: {count} arguments"
        for source in products()
        for function in _functions(source)
        if function.name == "__init__"
        and (count := len(function.args.posonlyargs + function.args.args + function.args.kwonlyargs) - 1)
        > CONSTRUCTOR
    ]

    assert too_many == []


def _functions(source: Source) -> Iterator[Function]:
    return (node for node in ast.walk(source.tree) if isinstance(node, Function))


def _length(function: Function) -> int:
    """Count a function's lines without its docstring: explaining costs nothing."""
    length = _lines(function)
    return length - _lines(function.body[0]) if ast.get_docstring(function) else length


def _lines(node: ast.stmt) -> int:
    assert node.end_lineno is not None  # the parser sets it
    return node.end_lineno - node.lineno + 1
