"""Looks after those who wait, whether or not the tab is looked at: how many, and who is new. Free of Qt."""

from __future__ import annotations

from crashdesk.core.connection import ConnectionState
from crashdesk.core.ids import UserId
from crashdesk.core.text import QT_TRANSLATE_NOOP
from crashdesk.core.users import User
from crashdesk.core.visible_text import visible_line
from crashdesk.settings.declared import NOTIFY_PENDING_USERS
from crashdesk.ui.kit.tab_spec import More, TabContext
from crashdesk.ui.tabs.users.actions import SHOW_PENDING
from crashdesk.ui.tabs.users.headcount import PAUSE_S, Counts, Headcount

SCOPE = "users.attendant"
_ASKS = QT_TRANSLATE_NOOP("Users", "{person} asks to be let in")
_ASK = QT_TRANSLATE_NOOP("Users", "{count} people ask to be let in")
_SHOW = QT_TRANSLATE_NOOP("Users", "Show")
_CHARACTERS = 60


class PendingAttendant:
    """Counts those who wait, and says when somebody new does.

    Whoever is there when the desk opens, or comes with the first fetch, is counted and not announced; neither
    is anybody twice, such as when a decision is taken back.
    """

    def __init__(self, context: TabContext, pause_s: float = PAUSE_S) -> None:
        self._context = context
        self._seen: set[UserId] = set()
        self._counts: Counts | None = None
        self._is_first_fetch = context.connection().fresh_at is None
        self._first_count = 1
        """The number of the first count that holds everybody who is no news."""
        self._headcount = Headcount(context.tables, context.jobs, SCOPE, self._on_counts, pause_s)
        self._unwatch = context.watch_connection(self._on_connection)

    async def close(self) -> None:
        """Look no more."""
        self._unwatch()
        self._headcount.close()
        await self._context.jobs.close_scope(SCOPE)

    def _on_counts(self, counts: Counts) -> None:
        self._counts = counts
        self._context.window.set_count("users", counts.waiting)
        self._look()

    def _on_connection(self, connection: ConnectionState) -> None:
        if self._is_first_fetch and connection.fresh_at is not None:
            self._is_first_fetch = False
            self._first_count = self._headcount.count()
        self._look()

    def _look(self) -> None:
        counts, connection = self._counts, self._context.connection()
        if counts is None or self._is_first_fetch or connection.syncing is not None:
            return
        new = [user for user in counts.latest if user.id not in self._seen]
        self._seen.update(user.id for user in new)
        if new and counts.number > self._first_count:
            self._announce(new)

    def _announce(self, new: list[User]) -> None:
        if len(new) == 1:
            text = _ASKS(person=visible_line(new[0].label, _CHARACTERS))
        else:
            text = _ASK(count=len(new))
        window = self._context.window

        def show() -> None:
            window.carry_out(SHOW_PENDING)

        window.toast(text, more=More(_SHOW, show))
        if self._context.settings.get(NOTIFY_PENDING_USERS) and self._context.notices is not None:
            self._context.notices.show(text, show)
