"""Catches what nothing else catches: every such exception is logged and told as a bug."""

from __future__ import annotations

import asyncio
import logging
import sys
import threading
from collections.abc import Callable
from types import TracebackType
from typing import Any

OnBug = Callable[[BaseException], None]
"""Told of a bug, in whichever thread it happened."""

_log = logging.getLogger(__name__)


class CrashHooks:
    """Sits in the interpreter's hooks from `install` until `remove`.

    With qasync exceptions of slots and of tasks started by slots arrive at `sys.excepthook`; those of
    forgotten tasks at the loop's handler, which `attach` sets.
    """

    def __init__(self, on_bug: OnBug) -> None:
        self._on_bug = on_bug
        self._before: tuple[Any, Any, Any] | None = None

    def install(self) -> None:
        """Take the hooks of the interpreter and its threads."""
        self._before = (sys.excepthook, threading.excepthook, sys.unraisablehook)
        sys.excepthook = self._on_exception
        threading.excepthook = self._on_thread_exception
        sys.unraisablehook = self._on_unraisable

    def remove(self) -> None:
        """Put back what was there."""
        if self._before is not None:
            sys.excepthook, threading.excepthook, sys.unraisablehook = self._before
            self._before = None

    def attach(self, loop: asyncio.AbstractEventLoop) -> None:
        """Take what a loop reports: exceptions of tasks that nobody awaited, and of callbacks."""
        loop.set_exception_handler(self._on_loop_error)

    def _on_exception(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
        else:
            self._tell(error, "uncaught exception")

    def _on_thread_exception(self, args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None and not issubclass(args.exc_type, SystemExit):
            name = args.thread.name if args.thread else "?"
            self._tell(args.exc_value, f"uncaught exception in thread {name}")

    def _on_unraisable(self, args: sys.UnraisableHookArgs) -> None:
        if args.exc_value is not None:
            self._tell(
                args.exc_value, f"{args.err_msg or 'exception ignored in'} {type(args.object).__name__}"
            )

    def _on_loop_error(self, _loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        error = context.get("exception")
        if isinstance(error, BaseException):
            self._tell(error, str(context.get("message")))
        else:
            _log.error("event loop: %s", context.get("message"))

    def _tell(self, error: BaseException, where: str) -> None:
        _log.critical("%s", where, exc_info=error)
        self._on_bug(error)
