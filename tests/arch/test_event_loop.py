"""One loop runs, and nothing runs a second one inside it: that ends tasks for good."""

from __future__ import annotations

import ast

from tests.arch.sources import DESK, called_name, calls, desk

LOOP = DESK / "app/loop.py"
NESTED = {"exec", "exec_", "processEvents"}


def test_no_dialog_or_menu_runs_its_own_loop() -> None:
    nested = [
        source.at(call)
        for source in desk("ui", "app")
        if source.path != LOOP
        for call in calls(source.tree)
        if isinstance(call.func, ast.Attribute) and called_name(call) in NESTED
    ]

    assert nested == []


def test_coroutines_never_run_a_loop() -> None:
    nested = [
        source.at(call)
        for source in desk()
        for function in ast.walk(source.tree)
        if isinstance(function, ast.AsyncFunctionDef)
        for call in calls(function)
        if called_name(call) in NESTED | {"run_until_complete", "run_forever"}
    ]

    assert nested == []


def test_every_task_is_held() -> None:
    """A task that nothing refers to can be collected while it waits."""
    dropped = [
        source.at(statement)
        for source in desk()
        for statement in ast.walk(source.tree)
        if isinstance(statement, ast.Expr)
        and isinstance(statement.value, ast.Call)
        and ast.unparse(statement.value.func)
        in {"asyncio.create_task", "asyncio.ensure_future", "loop.create_task"}
    ]

    assert dropped == []
