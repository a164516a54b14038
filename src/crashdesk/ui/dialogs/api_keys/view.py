"""The dialog of one's own API keys."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from crashdesk.core.ports import Clock
from crashdesk.core.server_ports import AccountApi
from crashdesk.core.text import QT_TRANSLATE_NOOP
from crashdesk.services.account import Account
from crashdesk.ui.dialogs.api_keys.pages import TITLE, ListPage, NewPage
from crashdesk.ui.dialogs.api_keys.presenter import KeysPresenter
from crashdesk.ui.dialogs.api_keys.state import KeysState, Page
from crashdesk.ui.kit.forms import Notice, set_kind
from crashdesk.ui.kit.plain import PlainLabel, without_mnemonic
from crashdesk.ui.kit.plain_dialogs import Question, confirm
from crashdesk.ui.kit.secret_once import SecretOnce
from crashdesk.ui.kit.translate import render

_TITLES = {
    Page.LIST: TITLE,
    Page.NEW: QT_TRANSLATE_NOOP("ApiKeys", "New API key"),
    Page.SHOWN: QT_TRANSLATE_NOOP("ApiKeys", "Your new API key"),
}
_MAIN = {
    Page.LIST: QT_TRANSLATE_NOOP("ApiKeys", "Close"),
    Page.NEW: QT_TRANSLATE_NOOP("ApiKeys", "Make the key"),
    Page.SHOWN: QT_TRANSLATE_NOOP("ApiKeys", "Done"),
}
_CANCEL = QT_TRANSLATE_NOOP("ApiKeys", "Cancel")
_KEY = QT_TRANSLATE_NOOP("ApiKeys", "The key “{name}”")
_THE_KEY = QT_TRANSLATE_NOOP("ApiKeys", "The key")
_STORE = QT_TRANSLATE_NOOP("ApiKeys", "Store in the keyring")
_STORED = QT_TRANSLATE_NOOP(
    "ApiKeys", "Stored in the keyring of this computer. The new profile “{profile}” signs in with it."
)
_NO_KEYRING = QT_TRANSLATE_NOOP("ApiKeys", "This computer has no keyring in use that could keep it.")
_REVOKE = QT_TRANSLATE_NOOP("ApiKeys", "Revoke “{name}”?")
_REVOKE_MORE = QT_TRANSLATE_NOOP(
    "ApiKeys", "Whoever uses this key is locked out at once, and no key can be brought back."
)
_REVOKE_VERB = QT_TRANSLATE_NOOP("ApiKeys", "Revoke")
_LEAVE = QT_TRANSLATE_NOOP("ApiKeys", "Close without keeping the key?")
_LEAVE_MORE = QT_TRANSLATE_NOOP(
    "ApiKeys", "It was neither copied nor stored, and nobody can show it again. It stays valid until revoked."
)
_LEAVE_VERB = QT_TRANSLATE_NOOP("ApiKeys", "Close")

Start = Callable[[Coroutine[Any, Any, Any]], asyncio.Task[Any]]
"""Starts a task, keeps it alive and hands what it raises to the error desk."""


class KeysDialog(QDialog):
    """A page at a time; a secret leaves the screen only after it was kept or given up."""

    def __init__(
        self,
        parent: QWidget,
        api: AccountApi,
        account: Account,
        clock: Clock,
        start: Start,
        state: KeysState,
    ) -> None:
        super().__init__(parent)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setWindowTitle(render(TITLE))
        self.resize(760, 460)
        self._clock = clock
        self._start = start
        self._task: asyncio.Task[Any] | None = None
        self._is_closed = False
        self._shown = state.page
        self.list, self.new = ListPage(), NewPage()
        self.secret = SecretOnce(_THE_KEY, _STORE)
        self._trouble = Notice()
        self._title = PlainLabel(kind="title", wrap=True)
        self.main = QPushButton()
        self.cancel = QPushButton(without_mnemonic(render(_CANCEL)))
        self._pages = QStackedWidget()
        self._lay_out()
        self.presenter = KeysPresenter(api, account, self, state)
        self._wire()
        self.show_state(state)
        self._begin(self.presenter.load())

    def show_state(self, state: KeysState) -> None:
        """Show this state, unless the dialog is closed: its widgets may be gone then."""
        if self._is_closed:
            return
        self._title.set_text(render(_TITLES[state.page]))
        self.main.setText(without_mnemonic(render(_MAIN[state.page])))
        self.main.setEnabled(not state.busy or state.page is Page.LIST)
        self.cancel.setVisible(state.page is Page.NEW)
        for button in (self.list.new, self.list.revoke):
            button.setVisible(state.page is Page.LIST)
        former, self._shown = self._shown, state.page
        if state.page is Page.LIST:
            self.list.show_state(state, self._clock.now())
        elif state.page is Page.NEW:
            if former is not Page.NEW:
                self.new.offer_roles(state.roles)
            self.new.show_state(state)
        self._show_secret(state)
        pages = {Page.LIST: self.list, Page.NEW: self.new, Page.SHOWN: self._shown_page}
        self._pages.setCurrentWidget(pages[state.page])
        if former is not state.page:
            focus = {Page.LIST: self.list.table, Page.NEW: self.new.name, Page.SHOWN: self.secret.copy}
            focus[state.page].setFocus()

    async def ask_to_revoke(self, name: str) -> bool:
        """Ask whether to revoke the key of this name."""
        return await confirm(self, Question(_REVOKE(name=name), _REVOKE_MORE, _REVOKE_VERB, final=True))

    def reject(self) -> None:
        """Close; from the page of a new key return to the list; ask where a secret would be lost."""
        if self.presenter.state.page is Page.NEW:
            self.presenter.back()
        elif self.presenter.state.page is Page.SHOWN and not self.secret.is_saved:
            self._begin(self._leave_secret(then=super().reject))
        else:
            super().reject()

    def _show_secret(self, state: KeysState) -> None:
        if state.created is None:
            self.secret.forget()
            self._trouble.say("warning", None)
            return
        self.secret.show_secret(state.secret)
        self.secret.field.setAccessibleName(render(_KEY(name=state.created.key.name)))
        can_store = state.keeps and not state.stored_as and not state.busy
        self.secret.offer_store(enabled=can_store, reason=None if state.keeps else _NO_KEYRING)
        if state.stored_as:
            self.secret.set_stored(_STORED(profile=state.stored_as))
        self._trouble.say("warning", state.trouble)

    async def _leave_secret(self, then: Callable[[], None]) -> None:
        """Leave the page of a secret that nobody has kept, if that is meant."""
        if await confirm(self, Question(_LEAVE, _LEAVE_MORE, _LEAVE_VERB, final=True)):
            then()

    def _lay_out(self) -> None:
        set_kind(self.main, "main")
        self.main.setDefault(True)
        self.cancel.setAutoDefault(False)
        self._shown_page = QWidget()
        shown = QVBoxLayout(self._shown_page)
        shown.setContentsMargins(0, 0, 0, 0)
        shown.setSpacing(12)
        shown.addWidget(self._trouble)
        shown.addWidget(self.secret)
        shown.addStretch(1)
        for page in (self.list, self.new, self._shown_page):
            self._pages.addWidget(page)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self.list.new)
        buttons.addWidget(self.list.revoke)
        buttons.addStretch(1)
        buttons.addWidget(self.cancel)
        buttons.addWidget(self.main)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 18)
        column.setSpacing(12)
        column.addWidget(self._title)
        column.addWidget(self._pages, 1)
        column.addLayout(buttons)

    def _wire(self) -> None:
        self.list.new.clicked.connect(self.presenter.begin_new)
        self.list.revoke.clicked.connect(self._on_revoke)
        self.list.table.chosen.connect(self._on_chosen)
        self.list.empty.pressed.connect(self._on_load)
        self.secret.store_requested.connect(lambda: self._begin(self.presenter.store()))
        self.main.clicked.connect(self._on_main)
        self.cancel.clicked.connect(self.presenter.back)
        self.finished.connect(self._on_finished)

    def _begin(self, work: Coroutine[Any, Any, None]) -> None:
        if self._task is not None and not self._task.done():
            work.close()
            return
        self._task = self._start(work)

    def _on_main(self) -> None:
        page = self.presenter.state.page
        if page is Page.LIST:
            self.accept()
        elif page is Page.NEW:
            self._begin(self.presenter.create(self.new.name.text(), self.new.chosen_role()))
        elif self.secret.is_saved:
            self.presenter.back()
        else:
            self._begin(self._leave_secret(then=self.presenter.back))

    def _on_revoke(self) -> None:
        self._begin(self.presenter.revoke(self.list.table.current))

    def _on_chosen(self, _key_id: str) -> None:
        self.list.show_buttons(self.presenter.state)

    def _on_load(self) -> None:
        self._begin(self.presenter.load())

    def _on_finished(self) -> None:
        self._is_closed = True
        self.secret.forget()
        if self._task is not None:
            self._task.cancel()
