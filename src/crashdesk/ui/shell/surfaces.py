"""Shows errors on the window's status bar, toasts and banners."""

from __future__ import annotations

from collections.abc import Callable

from crashdesk.core.errors import CrashDeskError
from crashdesk.core.text import QT_TRANSLATE_NOOP, Text
from crashdesk.ui.shell.banner import Banners
from crashdesk.ui.shell.error_desk import details_of, sentence_of
from crashdesk.ui.shell.status_bar import StatusBar
from crashdesk.ui.shell.toasts import Toasts, failure

_SIGN_IN = QT_TRANSLATE_NOOP("Shell", "Sign in")
SESSION_BANNER = "session"


class WindowSurfaces:
    """The surfaces of one window."""

    def __init__(
        self,
        status: StatusBar,
        toasts: Toasts,
        banners: Banners,
        show_details: Callable[[Text, str], None],
        sign_in: Callable[[], None],
    ) -> None:
        self._status = status
        self._toasts = toasts
        self._banners = banners
        self._show_details = show_details
        self._sign_in = sign_in

    def show_status(self, error: CrashDeskError) -> None:
        """Mention it in the status bar."""
        self._status.say(sentence_of(error))

    def show_error_toast(self, text: Text, error: CrashDeskError) -> None:
        """Say it in passing, with its details at hand where there are some."""
        has_more = bool(error.detail or error.request_id)
        details = (lambda: self._show_details(text, details_of(error))) if has_more else None
        self._toasts.show_toast(failure(text, details))

    def show_error_banner(self, error: CrashDeskError, *, sign_in: bool) -> None:
        """Say it above the tabs."""
        if sign_in:
            self._banners.show_banner(SESSION_BANNER, "warning", error.text, _SIGN_IN, self._sign_in)
        else:
            self._banners.show_banner(type(error).__name__, "danger", sentence_of(error))
