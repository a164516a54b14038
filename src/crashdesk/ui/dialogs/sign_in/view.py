"""The sign-in dialog."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QVBoxLayout, QWidget

from crashdesk.core.ports import Clock
from crashdesk.core.profile import AuthMethod, Profile
from crashdesk.core.secret import Secret
from crashdesk.core.session import Session
from crashdesk.core.text import QT_TRANSLATE_NOOP
from crashdesk.ui.dialogs.sign_in.pages import AddressPage, CredentialsPage, ServerCard, SetUpPage
from crashdesk.ui.dialogs.sign_in.presenter import SignInPresenter
from crashdesk.ui.dialogs.sign_in.register_page import RegisterPage
from crashdesk.ui.dialogs.sign_in.service import SignIn
from crashdesk.ui.dialogs.sign_in.state import SignInState, Step
from crashdesk.ui.kit.forms import Notice, set_kind
from crashdesk.ui.kit.plain import PlainLabel, without_mnemonic
from crashdesk.ui.kit.plain_dialogs import FittedDialog, answered
from crashdesk.ui.kit.translate import render

TITLE = QT_TRANSLATE_NOOP("SignIn", "Sign in")
TITLES = {
    Step.ADDRESS: QT_TRANSLATE_NOOP("SignIn", "Connect to a server"),
    Step.CREDENTIALS: QT_TRANSLATE_NOOP("SignIn", "Sign in"),
    Step.SET_UP: QT_TRANSLATE_NOOP("SignIn", "Set up a new server"),
    Step.REGISTER: QT_TRANSLATE_NOOP("SignIn", "Ask for an account"),
}
BUTTONS = {
    Step.ADDRESS: QT_TRANSLATE_NOOP("SignIn", "Continue"),
    Step.CREDENTIALS: QT_TRANSLATE_NOOP("SignIn", "Sign in"),
    Step.SET_UP: QT_TRANSLATE_NOOP("SignIn", "Make the first admin"),
    Step.REGISTER: QT_TRANSLATE_NOOP("SignIn", "Ask for an account"),
}
CANCEL = QT_TRANSLATE_NOOP("SignIn", "Cancel")
STOP = QT_TRANSLATE_NOOP("SignIn", "Stop")

_WIDTH = 480
_TICK_MS = 1_000

Start = Callable[[Coroutine[Any, Any, Any]], asyncio.Task[Any]]
"""Starts a task, keeps it alive and hands what it raises to the error desk."""


class SignInDialog(FittedDialog):
    """Shows the states of its presenter; closes with `session` set when somebody is signed in."""

    def __init__(
        self, service: SignIn, clock: Clock, profile: Profile, start: Start, parent: QWidget
    ) -> None:
        super().__init__(parent, _WIDTH)
        self.setWindowTitle(render(TITLE))
        self.session: Session | None = None
        self._start = start
        self._task: asyncio.Task[Any] | None = None
        self._shown: SignInState | None = None
        self._is_closed = False
        self.address, self.credentials, self.set_up = AddressPage(), CredentialsPage(), SetUpPage()
        self.register = RegisterPage()
        self._pages = {
            Step.ADDRESS: self.address,
            Step.CREDENTIALS: self.credentials,
            Step.SET_UP: self.set_up,
            Step.REGISTER: self.register,
        }
        self._title = PlainLabel(kind="title")
        self._server = ServerCard()
        self._trouble = Notice()
        self._progress = QProgressBar()
        self._progress.setRange(0, 0)
        self._progress.setTextVisible(False)
        self.submit = QPushButton()
        self.cancel = QPushButton(without_mnemonic(render(CANCEL)))
        self._lay_out()
        self.presenter = SignInPresenter(service, clock, profile, self)
        self._wire()
        # Its size has to be known before Qt puts the dialog over the middle of the window.
        self.show_state(self.presenter.state)
        self._begin(self.presenter.begin())

    def show_state(self, state: SignInState) -> None:
        """Show this state."""
        if self._is_closed:
            return
        for step, page in self._pages.items():
            page.setVisible(step is state.step)
        self._server.setVisible(state.step is not Step.ADDRESS)
        self._server.show_state(state)
        self._title.set_text(render(TITLES[state.step]))
        self._trouble.say("warning", state.trouble)
        self._progress.setVisible(state.busy)
        self.submit.setText(without_mnemonic(render(BUTTONS[state.step])))
        self.submit.setEnabled(state.may_submit)
        self.cancel.setText(without_mnemonic(render(STOP if state.busy else CANCEL)))
        self._pages[state.step].show_state(state)
        former, self._shown = self._shown, state
        if former is None or former.step is not state.step or (former.busy and not state.errors):
            self._focus(state.step)

    def finish(self, session: Session) -> None:
        """Close: somebody is signed in."""
        self.session = session
        self.accept()

    def stop(self) -> None:
        """Give up the request that is on its way and show nothing more."""
        self._is_closed = True
        if self._task is not None:
            self._task.cancel()

    def reject(self) -> None:
        """Stop the request that is on its way; close when there is none."""
        if self._task is not None and not self._task.done():
            self._task.cancel()
        else:
            super().reject()

    def _lay_out(self) -> None:
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
        for part in (self._title, self._server, self._trouble, *self._pages.values(), self._progress):
            column.addWidget(part)
        column.addSpacing(4)
        column.addLayout(buttons)

    def _wire(self) -> None:
        self.submit.clicked.connect(self._on_submit)
        self.cancel.clicked.connect(self.reject)
        self._server.change.clicked.connect(self.presenter.back)
        self.credentials.by_password.clicked.connect(lambda: self._on_method(AuthMethod.SESSION))
        self.credentials.by_key.clicked.connect(lambda: self._on_method(AuthMethod.API_KEY))
        self.credentials.ask.clicked.connect(self.presenter.ask_for_account)
        self.register.have_account.clicked.connect(self.presenter.have_account)
        self.register.have_token.clicked.connect(self._on_token)
        tick = QTimer(self, interval=_TICK_MS)
        tick.timeout.connect(self.presenter.tick)
        tick.start()

    def _on_method(self, method: AuthMethod) -> None:
        self.presenter.choose(method)
        self.credentials.first().setFocus()

    def _on_token(self) -> None:
        self.presenter.have_token()
        self.register.token.setFocus()

    def _on_submit(self) -> None:
        self._begin(self._submission(self.presenter.state))

    def _submission(self, state: SignInState) -> Coroutine[Any, Any, None]:
        if state.step is Step.ADDRESS:
            page = self.address
            return self.presenter.ask(page.url.text(), plain_http=page.plain_http.isChecked())
        if state.step is Step.SET_UP:
            page = self.set_up
            secrets = (Secret(page.token.text()), Secret(page.password.text()), Secret(page.again.text()))
            token, password, again = secrets
            return self.presenter.set_up(token, page.email.text(), password, again, page.name.text())
        if state.step is Step.REGISTER:
            return self._registration()
        page = self.credentials
        if state.method is AuthMethod.API_KEY:
            return self.presenter.use_key(Secret(page.key.text()))
        return self.presenter.sign_in(page.email.text(), Secret(page.password.text()))

    def _registration(self) -> Coroutine[Any, Any, None]:
        page = self.register
        password, again = Secret(page.password.text()), Secret(page.again.text())
        token = page.given_token()
        return self.presenter.register(page.name.text(), page.email.text(), password, again, token)

    def _begin(self, work: Coroutine[Any, Any, None]) -> None:
        if self._task is not None and not self._task.done():
            work.close()
            return
        self._task = self._start(work)

    def _focus(self, step: Step) -> None:
        first = {
            Step.ADDRESS: self.address.url,
            Step.CREDENTIALS: self.credentials.first(),
            Step.SET_UP: self.set_up.token,
            Step.REGISTER: self.register.name,
        }
        first[step].setFocus()


async def ask_to_sign_in(
    parent: QWidget, service: SignIn, clock: Clock, profile: Profile, start: Start
) -> Session | None:
    """Open the dialog and wait without blocking; None when it was closed."""
    dialog = SignInDialog(service, clock, profile, start, parent)
    try:
        await answered(dialog)
    finally:
        dialog.stop()
    return dialog.session
