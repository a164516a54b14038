"""Says above the tabs that the desk is not online, once for each time."""

from __future__ import annotations

from collections.abc import Callable

from crashdesk.core.connection import ConnectionState, Link
from crashdesk.core.errors import (
    AnswerUnusable,
    CertificateUntrusted,
    CrashDeskError,
    OtherServer,
    ServerFault,
    TakenForStranger,
)
from crashdesk.core.ports import Clock
from crashdesk.core.text import QT_TRANSLATE_NOOP
from crashdesk.ui.shell.banner import Banners
from crashdesk.ui.shell.status_words import moment

_OFFLINE = QT_TRANSLATE_NOOP(
    "Shell", "Offline. What you see is as of {clock}; what you change waits here until the server answers."
)
_OFFLINE_EMPTY = QT_TRANSLATE_NOOP("Shell", "Offline, and nothing has been fetched from this server yet.")
_ENDED = QT_TRANSLATE_NOOP("Shell", "You are signed out. What was fetched before can still be read.")
_TRY_NOW = QT_TRANSLATE_NOOP("Shell", "Try now")
_SIGN_IN = QT_TRANSLATE_NOOP("Shell", "Sign in")
_KEY = "connection"
_TELLING = (AnswerUnusable, CertificateUntrusted, ServerFault, TakenForStranger)
"""What says more than that there is no answer: somebody can do something about it."""


class ConnectionBanner:
    """Follows the connection; dismissed, it stays away until the state is another."""

    def __init__(
        self, banners: Banners, clock: Clock, retry: Callable[[], None], sign_in: Callable[[], None]
    ) -> None:
        self._banners = banners
        self._clock = clock
        self._retry = retry
        self._sign_in = sign_in
        self._shown: tuple[Link, type[CrashDeskError] | None] | None = None

    def follow(self, state: ConnectionState | None) -> None:
        """Show what this state calls for; None while there is no server."""
        # An attempt that is under way changes nothing yet; the window must not jump at each of them.
        if state is not None and state.link is Link.CONNECTING:
            return
        shown = None if state is None else (state.link, type(state.problem) if state.problem else None)
        if shown == self._shown:
            return
        self._shown = shown
        self._banners.clear(_KEY)
        if state is not None:
            self._show(state, state.problem)

    def _show(self, state: ConnectionState, problem: CrashDeskError | None) -> None:
        if state.link is Link.OFFLINE and isinstance(problem, _TELLING):
            self._banners.show_banner(_KEY, "warning", problem.text, _TRY_NOW, self._retry)
        elif state.link is Link.OFFLINE:
            fresh = state.fresh_at
            text = _OFFLINE_EMPTY if fresh is None else _OFFLINE(clock=moment(fresh, self._clock.now()))
            self._banners.show_banner(_KEY, "info", text, _TRY_NOW, self._retry)
        elif state.link is Link.SIGNED_OUT:
            said = problem.text if problem is not None else _ENDED
            self._banners.show_banner(_KEY, "warning", said, _SIGN_IN, self._sign_in)
        elif problem is not None and isinstance(problem, OtherServer):
            self._banners.show_banner(_KEY, "danger", problem.text, _SIGN_IN, self._sign_in)
        elif state.link is Link.STOPPED and problem is not None:
            self._banners.show_banner(_KEY, "danger", problem.text, _TRY_NOW, self._retry)
