"""The dialog of one's own sessions."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from crashdesk.core.actions import Availability
from crashdesk.core.ports import Clock
from crashdesk.core.server_ports import AccountApi
from crashdesk.core.text import QT_TRANSLATE_NOOP
from crashdesk.services.account import Account
from crashdesk.ui.dialogs.my_sessions.columns import HEADINGS, cells
from crashdesk.ui.dialogs.my_sessions.presenter import SessionsPresenter
from crashdesk.ui.dialogs.my_sessions.state import SessionsState
from crashdesk.ui.kit.empty import EmptyState
from crashdesk.ui.kit.forms import Notice, set_kind
from crashdesk.ui.kit.plain import PlainLabel, set_plain_tooltip, without_mnemonic
from crashdesk.ui.kit.small_table import SmallRow, SmallTable
from crashdesk.ui.kit.translate import render

TITLE = QT_TRANSLATE_NOOP("Sessions", "My sessions")
_WHAT = QT_TRANSLATE_NOOP(
    "Sessions",
    "Everywhere you are signed in with your password. A session ends twelve hours after its last use, two "
    "weeks after signing in, when you end it here, and with a change of your password. What a program calls "
    "itself and where it comes from is what the server saw.",
)
_END = QT_TRANSLATE_NOOP("Sessions", "End session")
_END_OTHERS = QT_TRANSLATE_NOOP("Sessions", "End all others")
_REFRESH = QT_TRANSLATE_NOOP("Sessions", "Refresh")
_CLOSE = QT_TRANSLATE_NOOP("Sessions", "Close")
_LOADING = QT_TRANSLATE_NOOP("Sessions", "Asking the server")
_LOADING_MORE = QT_TRANSLATE_NOOP("Sessions", "Sessions are not kept on this computer.")
_FAILED = QT_TRANSLATE_NOOP("Sessions", "Your sessions could not be fetched")
_AGAIN = QT_TRANSLATE_NOOP("Sessions", "Try again")

Start = Callable[[Coroutine[Any, Any, Any]], asyncio.Task[Any]]
"""Starts a task, keeps it alive and hands what it raises to the error desk."""


class SessionsDialog(QDialog):
    """A table of sessions with the buttons that end them."""

    def __init__(
        self,
        parent: QWidget,
        api: AccountApi,
        account: Account,
        clock: Clock,
        start: Start,
        *,
        read_only: bool = False,
    ) -> None:
        super().__init__(parent)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setWindowTitle(render(TITLE))
        self.resize(820, 460)
        self._clock = clock
        self._start = start
        self._task: asyncio.Task[Any] | None = None
        self._is_closed = False
        self.notice = Notice()
        self.table = SmallTable(HEADINGS, TITLE)
        self.empty = EmptyState()
        self._pages = QStackedWidget()
        self.end, self.end_others, self.refresh, self.close_button = (
            QPushButton(without_mnemonic(render(text))) for text in (_END, _END_OTHERS, _REFRESH, _CLOSE)
        )
        self._lay_out()
        self.presenter = SessionsPresenter(api, account, self, read_only=read_only)
        self.table.chosen.connect(self._on_chosen)
        self.end.clicked.connect(self._on_end)
        self.end_others.clicked.connect(lambda: self._begin(self.presenter.end_others()))
        self.refresh.clicked.connect(self._on_refresh)
        self.empty.pressed.connect(self._on_refresh)
        self.close_button.clicked.connect(self.accept)
        self.finished.connect(self._on_finished)
        self.show_state(self.presenter.state)
        self._begin(self.presenter.load())

    def show_state(self, state: SessionsState) -> None:
        """Show this state, unless the dialog is closed: its widgets may be gone then."""
        if self._is_closed:
            return
        if state.sessions is None:
            self._pages.setCurrentWidget(self.empty)
            if state.trouble is None:
                self.empty.show_loading(_LOADING, _LOADING_MORE)
            else:
                self.empty.show_state("offline", _FAILED, state.trouble, _AGAIN)
        else:
            self._pages.setCurrentWidget(self.table)
            self._show_rows(state)
        trouble = state.trouble if state.sessions is not None else None
        self.notice.say("warning" if trouble or state.problems else "success", trouble or state.said)
        self.refresh.setEnabled(not state.busy)
        self._show_buttons(state)

    def _show_rows(self, state: SessionsState) -> None:
        now = self._clock.now()
        rows = [
            SmallRow(
                session.id,
                tuple(render(cell) for cell in cells(session, state.problems.get(session.id), now)),
                strong=session.current,
            )
            for session in state.sessions or ()
        ]
        self.table.set_rows(rows)
        if rows and not self.table.current:
            self.table.choose(0)

    def _show_buttons(self, state: SessionsState) -> None:
        _allow(self.end, state.can_end(self.table.current), busy=state.busy)
        _allow(self.end_others, state.can_end_others, busy=state.busy)

    def _lay_out(self) -> None:
        set_kind(self.end, "danger")
        set_kind(self.end_others, "danger")
        for button in (self.end, self.end_others, self.refresh):
            button.setAutoDefault(False)
        self.close_button.setDefault(True)
        self._pages.addWidget(self.empty)
        self._pages.addWidget(self.table)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self.end)
        buttons.addWidget(self.end_others)
        buttons.addStretch(1)
        buttons.addWidget(self.refresh)
        buttons.addWidget(self.close_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 18)
        column.setSpacing(12)
        column.addWidget(PlainLabel(render(TITLE), kind="title"))
        column.addWidget(PlainLabel(render(_WHAT), kind="muted", wrap=True))
        column.addWidget(self.notice)
        column.addWidget(self._pages, 1)
        column.addLayout(buttons)

    def _begin(self, work: Coroutine[Any, Any, None]) -> None:
        if self._task is not None and not self._task.done():
            work.close()
            return
        self._task = self._start(work)

    def _on_chosen(self, _session_id: str) -> None:
        self._show_buttons(self.presenter.state)

    def _on_end(self) -> None:
        self._begin(self.presenter.end(self.table.current))

    def _on_refresh(self) -> None:
        self._begin(self.presenter.load())

    def _on_finished(self) -> None:
        self._is_closed = True
        if self._task is not None:
            self._task.cancel()


def _allow(button: QPushButton, availability: Availability, *, busy: bool) -> None:
    button.setEnabled(availability.enabled and not busy)
    set_plain_tooltip(button, "" if availability.reason is None else render(availability.reason))
