"""Says above the tabs that the desk is not online, once for each time."""

from __future__ import annotations

from collections.abc import Callable

from crashdesk.core.connection import ConnectionState, Link
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


class ConnectionBanner:
    """Follows the connection; dismissed, it stays away until the state is another."""

    def __init__(
        self, banners: Banners, clock: Clock, retry: Callable[[], None], sign_in: Callable[[], None]
    ) -> None:
        self._banners = banners
        self._clock = clock
        self._retry = retry
        self._sign_in = sign_in
        self._link: Link | None = None

    def follow(self, state: ConnectionState | None) -> None:
        """Show what this state calls for; None while there is no server."""
        link = state.link if state is not None else None
        # An attempt that is under way changes nothing yet; the window must not jump at each of them.
        if link is self._link or link is Link.CONNECTING:
            return
        self._link = link
        self._banners.clear(_KEY)
        if state is None:
            return
        if link is Link.OFFLINE:
            fresh = state.fresh_at
            text = _OFFLINE_EMPTY if fresh is None else _OFFLINE(clock=moment(fresh, self._clock.now()))
            self._banners.show_banner(_KEY, "info", text, _TRY_NOW, self._retry)
        elif link is Link.SIGNED_OUT:
            said = state.problem.text if state.problem is not None else _ENDED
            self._banners.show_banner(_KEY, "warning", said, _SIGN_IN, self._sign_in)
        elif link is Link.STOPPED and state.problem is not None:
            self._banners.show_banner(_KEY, "danger", state.problem.text)
