"""The one event loop: asyncio on Qt's, by qasync. Nothing else in the program runs a loop."""

from __future__ import annotations

import asyncio
import signal
import socket
import sys
from collections.abc import AsyncGenerator, Callable, Coroutine
from typing import Any

from PySide6.QtCore import QSocketNotifier
from PySide6.QtWidgets import QApplication
from qasync import QEventLoop

from crashdesk.app.collector import GuiCollector
from crashdesk.app.qt_log import log_qt_messages

SWITCH_INTERVAL_S = 0.001
"""Threads that fetch rows hand the interpreter back this often, so that painting is not held up."""

Main = Callable[[], Coroutine[Any, Any, int]]


def run(app: QApplication, main: Main, quit_on_signal: Callable[[], None]) -> int:
    """Run `main` to its end on Qt's event loop and return its exit code.

    The last window closing ends nothing by itself (inside qasync that would raise): `main` decides.

    Args:
        app: the application, made before so that its platform and style are known.
        main: ends when the program shall.
        quit_on_signal: asks `main` to end; called in the loop on SIGINT and SIGTERM.
    """
    log_qt_messages()
    app.setQuitOnLastWindowClosed(False)
    sys.setswitchinterval(SWITCH_INTERVAL_S)
    collector = GuiCollector()
    collector.start()
    try:
        with _SignalBridge(quit_on_signal), asyncio.Runner(loop_factory=lambda: QEventLoop(app)) as runner:
            finalize_generators(runner.get_loop())
            return runner.run(main())
    finally:
        collector.stop()


def finalize_generators(loop: asyncio.AbstractEventLoop) -> None:
    """Close asynchronous generators that were left early, as asyncio's own loops do and qasync's does not."""

    def close(generator: AsyncGenerator[Any, Any]) -> None:
        if not loop.is_closed():
            loop.call_soon_threadsafe(loop.create_task, generator.aclose())

    sys.set_asyncgen_hooks(finalizer=close)


class _SignalBridge:
    """Wakes Qt when a signal arrives: the interpreter runs handlers only when it gets a turn."""

    def __init__(self, on_signal: Callable[[], None]) -> None:
        self._on_signal = on_signal
        self._receiver, self._sender = socket.socketpair()
        for end in (self._receiver, self._sender):
            end.setblocking(False)
        self._notifier = QSocketNotifier(self._receiver.fileno(), QSocketNotifier.Type.Read)
        self._notifier.activated.connect(self._drain)

    def __enter__(self) -> None:
        self._previous_fd = signal.set_wakeup_fd(self._sender.fileno(), warn_on_full_buffer=False)
        self._previous = {
            number: signal.signal(number, self._handle) for number in (signal.SIGINT, signal.SIGTERM)
        }

    def __exit__(self, *_: object) -> None:
        for number, handler in self._previous.items():
            signal.signal(number, handler)
        signal.set_wakeup_fd(self._previous_fd)
        self._notifier.setEnabled(False)
        self._receiver.close()
        self._sender.close()

    def _drain(self) -> None:
        self._receiver.recv(64)

    def _handle(self, _number: int, _frame: object) -> None:
        self._on_signal()
