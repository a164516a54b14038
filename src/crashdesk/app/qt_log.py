"""Qt's own messages go to the program's log, not to the terminal of whoever started it."""

from __future__ import annotations

import logging

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler

_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}
_OFFSCREEN = "This plugin does not support"
"""What the offscreen platform says of each window; it tells nothing."""
_log = logging.getLogger("qt")


def log_qt_messages() -> None:
    """Take Qt's messages from now on, in whichever thread they come."""
    qInstallMessageHandler(_take)


def _take(kind: QtMsgType, context: QMessageLogContext, message: str | None) -> None:
    said = message or ""
    if not said.startswith(_OFFSCREEN):
        _log.log(_LEVELS.get(kind, logging.WARNING), "%s: %s", context.category or "default", said)
