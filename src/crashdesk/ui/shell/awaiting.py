"""The page of somebody who is signed in and may see nothing yet."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QFormLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from crashdesk.core.connection import ConnectionState, Link
from crashdesk.core.ports import Clock
from crashdesk.core.text import QT_TRANSLATE_NOOP
from crashdesk.ui.kit.forms import set_kind
from crashdesk.ui.kit.icon_label import IconLabel
from crashdesk.ui.kit.plain import ElidedLabel, PlainLabel, without_mnemonic
from crashdesk.ui.kit.translate import render
from crashdesk.ui.shell import awaiting_words as words
from crashdesk.ui.shell.awaiting_words import Waiting

_PERSON = QT_TRANSLATE_NOOP("Awaiting", "Signed in as")
_SERVER = QT_TRANSLATE_NOOP("Awaiting", "Server")
_SINCE = QT_TRANSLATE_NOOP("Awaiting", "Waiting since")
_CHECK = QT_TRANSLATE_NOOP("Awaiting", "Check now")
_PASSWORD = QT_TRANSLATE_NOOP("Awaiting", "Change password…")
_SIGN_OUT = QT_TRANSLATE_NOOP("Awaiting", "Sign out")
_ICON = 40
_WIDTH = 500
_TICK_MS = 1_000


class AwaitingPage(QWidget):
    """Who waits, where, since when, and when the desk looks again.

    Signals:
        check_requested, password_requested, sign_out_requested: the button for it was used.
    """

    check_requested = Signal()
    password_requested = Signal()
    sign_out_requested = Signal()

    def __init__(self, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._clock = clock
        self._waiting: Waiting | None = None
        self._state: ConnectionState | None = None
        self._icon = IconLabel(_ICON)
        self._icon.show_icon("clock", "muted")
        self._title = PlainLabel(kind="title", wrap=True)
        self._sentence = PlainLabel(wrap=True)
        self._person, self._server = ElidedLabel(), ElidedLabel(mode=Qt.TextElideMode.ElideMiddle)
        self._since = PlainLabel()
        self._looking = PlainLabel(kind="muted", wrap=True)
        self.check = QPushButton(without_mnemonic(render(_CHECK)))
        self.password = QPushButton(without_mnemonic(render(_PASSWORD)))
        self.sign_out = QPushButton(without_mnemonic(render(_SIGN_OUT)))
        self._lay_out()
        self.check.clicked.connect(self.check_requested)
        self.password.clicked.connect(self.password_requested)
        self.sign_out.clicked.connect(self.sign_out_requested)
        self.setFocusProxy(self.check)
        self._tick = QTimer(self, interval=_TICK_MS)
        self._tick.timeout.connect(self._show_looking)

    def show_waiting(self, waiting: Waiting) -> None:
        """Show who waits."""
        self._waiting = waiting
        title = render(words.title_of(waiting))
        self._title.set_text(title)
        self._sentence.set_text(render(words.sentence_of(waiting)))
        self._person.set_text(render(words.person_of(waiting)))
        self._server.set_text(render(words.server_of(waiting)))
        self.password.setVisible(not waiting.session.is_by_key)
        self.setAccessibleName(f"{title}. {self._sentence.text()}")
        self._show_looking()

    def follow(self, state: ConnectionState | None) -> None:
        """Take note of how the desk stands with its server."""
        self._state = state
        self._show_looking()

    def looking(self) -> str:
        """What is said of the next look."""
        return self._looking.text()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Count down while somebody can see it."""
        super().showEvent(event)
        self._tick.start()
        self._show_looking()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 - Qt's name
        """Count no further."""
        super().hideEvent(event)
        self._tick.stop()

    def _show_looking(self) -> None:
        if self._waiting is None:
            return
        now, link = self._clock.now(), self._state.link if self._state else Link.CONNECTING
        self._since.set_text(words.since_of(self._waiting, now))
        self._looking.set_text(render(words.looking_words(self._state, now)))
        self.check.setEnabled(link is not Link.CONNECTING)
        self.password.setEnabled(link is Link.AWAITING)

    def _lay_out(self) -> None:
        card = QWidget()
        card.setObjectName("card")
        card.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        card.setFixedWidth(_WIDTH)
        facts = QFormLayout()
        facts.setHorizontalSpacing(16)
        facts.setVerticalSpacing(6)
        facts.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        facts.setLabelAlignment(Qt.AlignmentFlag.AlignLeading)
        for name, value in ((_PERSON, self._person), (_SERVER, self._server), (_SINCE, self._since)):
            facts.addRow(PlainLabel(render(name), kind="muted"), value)
        set_kind(self.check, "main")
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        for button in (self.check, self.password, self.sign_out):
            buttons.addWidget(button)
        buttons.addStretch(1)
        inner = QVBoxLayout(card)
        inner.setContentsMargins(28, 26, 28, 24)
        inner.setSpacing(10)
        for part in (self._icon, self._title, self._sentence):
            inner.addWidget(part)
        inner.addSpacing(6)
        inner.addLayout(facts)
        inner.addSpacing(6)
        inner.addWidget(self._looking)
        inner.addLayout(buttons)
        # An alignment would take one line of each wrapped text for its height; stretches do not.
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(card)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.addStretch(2)
        column.addLayout(row)
        column.addStretch(3)
