"""Runs a coroutine on Qt's event loop, as the program does."""

from __future__ import annotations

import asyncio
import gc
import sys
from collections.abc import Callable, Coroutine
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication, QWidget
from qasync import QEventLoop

from crashdesk.app.loop import finalize_generators


def run_on_qt(app: QApplication, work: Coroutine[Any, Any, None]) -> None:
    """Run `work` to its end; the application lives on."""
    app.setQuitOnLastWindowClosed(False)
    hooks = sys.get_asyncgen_hooks()
    try:
        with asyncio.Runner(loop_factory=lambda: QEventLoop(app)) as runner:
            finalize_generators(runner.get_loop())
            runner.run(work)
        # The loop's timers are garbage in cycles now; collected in a store's thread later, Qt would complain.
        gc.collect()
    finally:
        sys.set_asyncgen_hooks(*hooks)


async def until(condition: Callable[[], object]) -> None:
    """Wait until `condition` holds, at most ten seconds."""
    async with asyncio.timeout(10):
        while not condition():
            await asyncio.sleep(0.005)


def discard(widget: QWidget) -> None:
    """Delete a widget now and in this thread; the garbage collector may run in any."""
    widget.deleteLater()
    QCoreApplication.sendPostedEvents(widget, QEvent.Type.DeferredDelete.value)
