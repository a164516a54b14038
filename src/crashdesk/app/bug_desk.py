"""Shows faults of this program itself: in the crash dialog, one at a time, and never sent by themselves."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from typing import Any

import msgspec
from PySide6.QtWidgets import QWidget

from crashdesk.core.crash_note import CrashNote
from crashdesk.core.errors import CrashDeskError
from crashdesk.core.ports import Clock
from crashdesk.core.text import QT_TRANSLATE_NOOP
from crashdesk.runtime.crash_notes import note_of, report_body
from crashdesk.settings.profiles import ProfileBook
from crashdesk.ui.dialogs.crash.state import Target
from crashdesk.ui.dialogs.crash.view import CrashDialog

Start = Callable[[Coroutine[Any, Any, Any]], asyncio.Task[Any]]
_GONE = QT_TRANSLATE_NOOP("Program", "The profile of that server was removed meanwhile.")
_log = logging.getLogger(__name__)


class BugDesk:
    """Takes bugs from any thread; the dialog opens over the window."""

    def __init__(
        self, parent: QWidget, profiles: ProfileBook, clock: Clock, version: str, start: Start
    ) -> None:
        self._parent = parent
        self._profiles = profiles
        self._clock = clock
        self._version = version
        self._start = start
        self._loop = asyncio.get_running_loop()
        self._dialog: CrashDialog | None = None

    def show(self, error: BaseException) -> None:
        """Show a bug; it has been logged by whoever caught it."""
        _log.error("bug", exc_info=error)
        note = note_of(error, self._clock.now(), self._version)
        self._loop.call_soon_threadsafe(self.show_note, note)

    def show_note(self, note: CrashNote) -> None:
        """Show what was written down. While a dialog is open, further bugs are in the log alone."""
        if self._dialog is not None:
            return
        report = msgspec.json.format(report_body(note), indent=2).decode()
        targets = [Target(profile.name, profile.url) for profile in self._profiles.profiles]
        dialog = CrashDialog(report, targets, self._send, self._start, self._parent)
        dialog.finished.connect(self._on_closed)
        self._dialog = dialog
        dialog.open()

    async def _send(self, url: str, report: str) -> None:
        from crashdesk.connectors.crashdesk.reporting import send_report

        known = (profile for profile in self._profiles.profiles if profile.url == url)
        profile = next(known, None)
        if profile is None:
            raise CrashDeskError(_GONE)
        await send_report(profile, report)

    def _on_closed(self) -> None:
        if self._dialog is not None:
            self._dialog.deleteLater()
            self._dialog = None
