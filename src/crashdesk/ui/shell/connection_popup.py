"""Why the desk is not online, and what to do about it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from crashdesk.core.connection import ConnectionState, Link
from crashdesk.core.ids import Instant
from crashdesk.core.text import QT_TRANSLATE_NOOP, Text
from crashdesk.ui.kit.forms import set_kind
from crashdesk.ui.kit.plain import PlainLabel
from crashdesk.ui.kit.translate import render
from crashdesk.ui.shell.popup import Popup
from crashdesk.ui.shell.status_words import connection_words, moment

_RETRY = QT_TRANSLATE_NOOP("Connection", "Try now")
_SIGN_IN = QT_TRANSLATE_NOOP("Connection", "Sign in")
_SINCE = QT_TRANSLATE_NOOP("Connection", "Since {moment}.")
_FINE = QT_TRANSLATE_NOOP("Connection", "Everything on the screen is as the server has it.")
_SYNCING = QT_TRANSLATE_NOOP(
    "Connection", "Changes are being fetched. What is on the screen can be used meanwhile."
)
_OFFLINE = QT_TRANSLATE_NOOP(
    "Connection", "You can go on: changes wait here and are sent when the server answers again."
)
_CONNECTING = QT_TRANSLATE_NOOP("Connection", "Waiting for the server's answer.")
_SIGNED_OUT = QT_TRANSLATE_NOOP("Connection", "What was fetched before can be read. Sign in to go on.")
_AWAITING = QT_TRANSLATE_NOOP(
    "Connection", "The desk asks again by itself whether you have been let in, and fetches nothing else."
)
_STOPPED = QT_TRANSLATE_NOOP("Connection", "The desk does not try again by itself.")


class ConnectionPopup(Popup):
    """Shows the state of the connection in sentences.

    Signals:
        retry_requested, sign_in_requested: the button for it was used.
    """

    retry_requested = Signal()
    sign_in_requested = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, width=360)
        self._title = PlainLabel(kind="heading", wrap=True)
        self._problem = PlainLabel(wrap=True)
        self._advice = PlainLabel(kind="muted", wrap=True)
        self._since = PlainLabel(kind="muted", wrap=True)
        self._button = QPushButton()
        set_kind(self._button, "main")
        self._button.clicked.connect(self._on_button)
        for part in (self._title, self._problem, self._advice, self._since):
            self.column.addWidget(part)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self._button)
        self.column.addLayout(row)
        self._link = Link.CONNECTING

    def set_state(self, state: ConnectionState, now: Instant) -> None:
        """Show this state."""
        self._link = state.link
        self._title.set_text(render(connection_words(state, now).text))
        self._problem.set_text(render(state.problem.text) if state.problem is not None else "")
        self._problem.setVisible(state.problem is not None)
        self._advice.set_text(render(_advice(state)))
        self._since.set_text(render(_SINCE(moment=moment(state.since, now))))
        self._button.setText(render(_SIGN_IN if state.link is Link.SIGNED_OUT else _RETRY))
        self._button.setVisible(state.link not in {Link.ONLINE, Link.CONNECTING})
        if self.isVisible():
            self.adjustSize()

    def _on_button(self) -> None:
        self.hide()
        signed_out = self._link is Link.SIGNED_OUT
        (self.sign_in_requested if signed_out else self.retry_requested).emit()


def _advice(state: ConnectionState) -> Text:
    if state.link is Link.ONLINE:
        return _SYNCING if state.syncing is not None else _FINE
    return {
        Link.CONNECTING: _CONNECTING,
        Link.AWAITING: _AWAITING,
        Link.OFFLINE: _OFFLINE,
        Link.SIGNED_OUT: _SIGNED_OUT,
        Link.STOPPED: _STOPPED,
    }[state.link]
