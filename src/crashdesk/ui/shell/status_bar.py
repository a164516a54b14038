"""The bottom line of the window: connection, freshness, passing words, outbox, running jobs."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QToolButton, QWidget

from crashdesk.core.connection import ConnectionState, Link
from crashdesk.core.outbox import OutboxSummary
from crashdesk.core.ports import Clock
from crashdesk.core.text import QT_TRANSLATE_NOOP, Text
from crashdesk.ui.kit.icons import follow_icon
from crashdesk.ui.kit.plain import ElidedLabel, PlainLabel, set_plain_tooltip, without_mnemonic
from crashdesk.ui.kit.translate import render
from crashdesk.ui.shell.connection_popup import ConnectionPopup
from crashdesk.ui.shell.jobs_popup import JobsPopup
from crashdesk.ui.shell.running_job import RunningJob
from crashdesk.ui.shell.status_words import Words, connection_words, freshness_words, outbox_words

_CONNECTION_TIP = QT_TRANSLATE_NOOP(
    "Status", "The connection to the server. Click for the reason and what to do."
)
_OUTBOX_TIP = QT_TRANSLATE_NOOP("Status", "Changes made here that the server does not have yet.")
_JOBS_TIP = QT_TRANSLATE_NOOP("Status", "What is running now, with progress and cancel.")
_JOBS = QT_TRANSLATE_NOOP("Status", "{n} job(s) running")

_TICK_MS = 1_000
_PATIENCE_MS = 400
"""Work that ends sooner is not worth the flicker of announcing it."""
_SAID_MS = 12_000
"""How long passing words stay: long enough to be read twice."""


class StatusBar(QWidget):
    """Shows the states it is given and keeps countdown and age running.

    Signals:
        retry_requested, sign_in_requested: asked for in the popup of the connection.
        outbox_requested: the outbox was clicked.
    """

    retry_requested = Signal()
    sign_in_requested = Signal()
    outbox_requested = Signal()

    def __init__(self, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("statusBar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._clock = clock
        self._state: ConnectionState | None = None
        self._connection_popup = ConnectionPopup(self)
        self._connection_popup.retry_requested.connect(self.retry_requested)
        self._connection_popup.sign_in_requested.connect(self.sign_in_requested)
        self._jobs_popup = JobsPopup(self)
        self._connection = self._button(self._on_connection, _CONNECTION_TIP)
        self._freshness = PlainLabel(kind="muted")
        self._said = ElidedLabel()
        self._said.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._outbox = self._button(self.outbox_requested.emit, _OUTBOX_TIP)
        self._jobs = self._button(self._on_jobs, _JOBS_TIP)
        self._icons: dict[QToolButton, tuple[str, str]] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 3, 8, 3)
        row.setSpacing(8)
        for part in (self._connection, self._freshness):
            row.addWidget(part)
        row.addWidget(self._said, 1)
        for part in (self._jobs, self._outbox):
            row.addWidget(part)
            part.hide()
        self._connection.hide()
        self._tick = QTimer(self, interval=_TICK_MS)
        self._tick.timeout.connect(self._on_tick)
        self._patience = QTimer(self, interval=_PATIENCE_MS, singleShot=True)
        self._patience.timeout.connect(self._jobs.show)
        self._silence = QTimer(self, interval=_SAID_MS, singleShot=True)
        self._silence.timeout.connect(self._on_silence)

    def set_connection(self, state: ConnectionState | None) -> None:
        """Show how the desk stands with its server; None while there is no server."""
        self._state = state
        self._connection.setVisible(state is not None)
        # Somebody who may see nothing has nothing that could be fresh.
        self._freshness.setVisible(state is not None and state.link is not Link.AWAITING)
        if state is None:
            self._tick.stop()
            return
        self._tick.start()
        self._on_tick()

    def set_outbox(self, summary: OutboxSummary) -> None:
        """Show how many changes wait."""
        words = outbox_words(summary)
        self._outbox.setVisible(words is not None)
        if words is not None:
            self._dress(self._outbox, words)

    def set_jobs(self, jobs: Sequence[RunningJob]) -> None:
        """Show what is running, once it has run for a moment."""
        self._jobs_popup.set_jobs(jobs)
        if not jobs:
            self._patience.stop()
            self._jobs.hide()
        elif self._jobs.isHidden() and not self._patience.isActive():
            self._patience.start()
        if jobs:
            said = jobs[0].label if len(jobs) == 1 else _JOBS(len(jobs))
            self._dress(self._jobs, Words("sync", "info", said))

    def say(self, text: Text) -> None:
        """Mention something for a while."""
        said = render(text)
        self._said.set_text(said)
        self._silence.start()
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, said))

    def said(self) -> str:
        """What is mentioned now, empty when nothing is."""
        return self._said.text()

    def connection_text(self) -> str:
        """What is said of the connection."""
        return self._connection.text()

    def outbox_text(self) -> str:
        """What is said of waiting changes, empty when none wait."""
        return "" if self._outbox.isHidden() else self._outbox.text()

    def jobs_text(self) -> str:
        """What is said of running work, empty when nothing is."""
        return "" if self._jobs.isHidden() else self._jobs.text()

    def _on_tick(self) -> None:
        if self._state is None:
            return
        now = self._clock.now()
        self._dress(self._connection, connection_words(self._state, now))
        self._freshness.set_text(render(freshness_words(self._state.fresh_at, now)))
        self._connection_popup.set_state(self._state, now)

    def _on_silence(self) -> None:
        self._said.set_text("")

    def _on_connection(self) -> None:
        self._connection_popup.open_above(self._connection)

    def _on_jobs(self) -> None:
        self._jobs_popup.open_above(self._jobs)

    def _button(self, pressed: object, tip: Text) -> QToolButton:
        button = QToolButton(self)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.clicked.connect(pressed)
        set_plain_tooltip(button, render(tip))
        button.setAccessibleDescription(render(tip))
        return button

    def _dress(self, button: QToolButton, words: Words) -> None:
        text = without_mnemonic(render(words.text))
        if button.text() != text:
            button.setText(text)
            button.setAccessibleName(render(words.text))
        if self._icons.get(button) != (words.icon, words.colour):
            self._icons[button] = (words.icon, words.colour)
            follow_icon(button, words.icon, words.colour)
