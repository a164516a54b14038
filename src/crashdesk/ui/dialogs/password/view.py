"""The dialog in which one changes one's password."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QDialog, QHBoxLayout, QProgressBar, QPushButton, QVBoxLayout, QWidget

from crashdesk.core.password_rules import NEW_PASSWORD_HINT, SHORTEST_PASSWORD
from crashdesk.core.ports import Clock
from crashdesk.core.secret import Secret
from crashdesk.core.session import Session
from crashdesk.core.text import QT_TRANSLATE_NOOP, Text
from crashdesk.services.account import Account
from crashdesk.ui.dialogs.password.presenter import PasswordPresenter
from crashdesk.ui.dialogs.password.state import PasswordState
from crashdesk.ui.kit.forms import Field, Form, Notice, SecretEdit, set_kind
from crashdesk.ui.kit.plain import PlainLabel, without_mnemonic
from crashdesk.ui.kit.plain_dialogs import FittedDialog
from crashdesk.ui.kit.translate import render

TITLE = QT_TRANSLATE_NOOP("Password", "Change password")
_WHAT = QT_TRANSLATE_NOOP(
    "Password",
    "This desk stays signed in. Every other session of yours ends: other desks and browsers have to sign in "
    "with the new password. API keys are not touched.",
)
_CURRENT = QT_TRANSLATE_NOOP("Password", "Current password")
_NEW = QT_TRANSLATE_NOOP("Password", "New password")
_AGAIN = QT_TRANSLATE_NOOP("Password", "The new password again")
_CAPS_LOCK = QT_TRANSLATE_NOOP("Password", "Caps Lock seems to be on.")
_CHANGE = QT_TRANSLATE_NOOP("Password", "Change password")
_CANCEL = QT_TRANSLATE_NOOP("Password", "Cancel")
DONE = QT_TRANSLATE_NOOP(
    "Password", "The password is changed. Every other session of yours has ended; this desk stays signed in."
)
DONE_UNKEPT = QT_TRANSLATE_NOOP(
    "Password",
    "The password is changed and every other session has ended. The keyring did not take the new session: "
    "after quitting you have to sign in again.",
)
_WIDTH = 480
_TICK_MS = 1_000

Start = Callable[[Coroutine[Any, Any, Any]], asyncio.Task[Any]]
"""Starts a task, keeps it alive and hands what it raises to the error desk."""


class PasswordDialog(FittedDialog):
    """Shows the states of its presenter; `told` gets what is to be said once it has closed."""

    def __init__(
        self,
        parent: QWidget,
        account: Account,
        session: Session,
        clock: Clock,
        start: Start,
        told: Callable[[Text], None],
    ) -> None:
        super().__init__(parent, _WIDTH)
        self.setWindowTitle(render(TITLE))
        self._start = start
        self._told = told
        self._task: asyncio.Task[Any] | None = None
        self._is_closed = False
        self.current, self.password, self.again = SecretEdit(), SecretEdit(), SecretEdit()
        self.form = Form()
        self._notice = Notice()
        self._progress = QProgressBar()
        self._progress.setRange(0, 0)
        self._progress.setTextVisible(False)
        self.submit = QPushButton(without_mnemonic(render(_CHANGE)))
        self.cancel = QPushButton(without_mnemonic(render(_CANCEL)))
        self._lay_out()
        self.presenter = PasswordPresenter(account, session, clock, self)
        self.submit.clicked.connect(self._on_submit)
        self.cancel.clicked.connect(self.reject)
        self.finished.connect(self._on_finished)
        tick = QTimer(self, interval=_TICK_MS)
        tick.timeout.connect(self.presenter.tick)
        tick.start()
        self.presenter.begin()
        self.current.setFocus()

    def show_state(self, state: PasswordState) -> None:
        """Show this state, unless the dialog is closed: its widgets may be gone then."""
        if self._is_closed:
            return
        self._notice.say("warning", state.trouble)
        self._progress.setVisible(state.busy)
        self.form.setEnabled(not state.busy)
        # Once it is sent it happens, whether somebody waits for the answer or not.
        self.cancel.setEnabled(not state.busy)
        self.submit.setEnabled(state.may_submit)
        self.form.show_errors(state.errors, focus=True)

    def finish(self, *, kept: bool) -> None:
        """Close: the password is changed."""
        self.accept()
        self._told(DONE if kept else DONE_UNKEPT)

    def reject(self) -> None:
        """Close, but not while the request is on its way."""
        if not self.presenter.state.busy:
            super().reject()

    def _lay_out(self) -> None:
        self.form.add("current", Field(_CURRENT, self.current))
        self.form.add("password", Field(_NEW, self.password, NEW_PASSWORD_HINT(least=SHORTEST_PASSWORD)))
        self.form.add("again", Field(_AGAIN, self.again))
        caps = PlainLabel(render(_CAPS_LOCK), kind="warning")
        caps.hide()
        for editor in (self.current, self.password, self.again):
            editor.caps_lock_seen.connect(caps.setVisible)
        set_kind(self.submit, "main")
        self.submit.setDefault(True)
        self.cancel.setAutoDefault(False)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addStretch(1)
        buttons.addWidget(self.cancel)
        buttons.addWidget(self.submit)
        column = QVBoxLayout(self)
        column.setContentsMargins(28, 24, 28, 22)
        column.setSpacing(14)
        title, what = PlainLabel(render(TITLE), kind="title"), PlainLabel(render(_WHAT), wrap=True)
        for part in (title, what, self._notice, self.form, caps, self._progress):
            column.addWidget(part)
        column.addSpacing(4)
        column.addLayout(buttons)

    def _on_submit(self) -> None:
        if self._task is None or self._task.done():
            typed = (Secret(self.current.text()), Secret(self.password.text()), Secret(self.again.text()))
            self._task = self._start(self.presenter.submit(*typed))

    def _on_finished(self, result: int) -> None:
        self._is_closed = True
        for editor in (self.current, self.password, self.again):
            editor.clear()
        if self._task is not None and result != QDialog.DialogCode.Accepted:
            self._task.cancel()
