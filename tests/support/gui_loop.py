"""Runs a coroutine on Qt's event loop, as the program does."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from PySide6.QtWidgets import QApplication
from qasync import QEventLoop


def run_on_qt(app: QApplication, work: Coroutine[Any, Any, None]) -> None:
    """Run `work` to its end; the application lives on."""
    app.setQuitOnLastWindowClosed(False)
    with asyncio.Runner(loop_factory=lambda: QEventLoop(app)) as runner:
        runner.run(work)


async def until(condition: Callable[[], object]) -> None:
    """Wait until `condition` holds, at most ten seconds."""
    async with asyncio.timeout(10):
        while not condition():
            await asyncio.sleep(0.005)
