"""The crash dialog."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QHBoxLayout,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from crashdesk.core.text import QT_TRANSLATE_NOOP
from crashdesk.core.visible_text import visible_line, visible_text
from crashdesk.ui.dialogs.crash.presenter import CrashPresenter, SendReport
from crashdesk.ui.dialogs.crash.state import CrashState, Phase, Target
from crashdesk.ui.kit.forms import Notice, set_kind
from crashdesk.ui.kit.plain import PlainLabel, without_mnemonic
from crashdesk.ui.kit.theme import monospace
from crashdesk.ui.kit.translate import render

TITLE = QT_TRANSLATE_NOOP("Crash", "CrashDesk made a mistake")
WHAT = QT_TRANSLATE_NOOP(
    "Crash",
    "Something happened that its authors did not foresee. You can close this and go on working. "
    "Below is all that would be in a report; you can change it before you copy or send it.",
)
REPORT = QT_TRANSLATE_NOOP("Crash", "Report")
SEND_TO = QT_TRANSLATE_NOOP("Crash", "Send to")
NOWHERE = QT_TRANSLATE_NOOP("Crash", "Nobody")
TARGET = QT_TRANSLATE_NOOP("Crash", "{name} ({url})")
COPY = QT_TRANSLATE_NOOP("Crash", "Copy")
SEND = QT_TRANSLATE_NOOP("Crash", "Send")
SENDING = QT_TRANSLATE_NOOP("Crash", "Sending…")
SENT = QT_TRANSLATE_NOOP("Crash", "The report was sent to {name}.")
CLOSE = QT_TRANSLATE_NOOP("Crash", "Close")

Start = Callable[[Coroutine[Any, Any, Any]], asyncio.Task[Any]]


class CrashDialog(QDialog):
    """Shows a redacted report, which can be edited, copied, and sent on consent."""

    def __init__(
        self, report: str, targets: Sequence[Target], send: SendReport, start: Start, parent: QWidget | None
    ) -> None:
        super().__init__(parent)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setWindowTitle(render(TITLE))
        self.resize(720, 520)
        self._start = start
        self._task: asyncio.Task[Any] | None = None
        self.report = QPlainTextEdit()
        self.report.setFont(monospace())
        self.report.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.report.setTabChangesFocus(True)
        self.report.setAccessibleName(render(REPORT))
        self.report.setPlainText(visible_text(report))
        self.target = QComboBox()
        self.target.setAccessibleName(render(SEND_TO))
        self.target.addItem(render(NOWHERE), None)
        for target in targets:
            named = TARGET(name=target.name, url=target.url)
            self.target.addItem(visible_line(render(named), 100), target)
        self.notice = Notice()
        self.copy = QPushButton(without_mnemonic(render(COPY)))
        self.send = QPushButton(without_mnemonic(render(SEND)))
        self.close_button = QPushButton(without_mnemonic(render(CLOSE)))
        self._lay_out(has_targets=bool(targets))
        self.presenter = CrashPresenter(report, tuple(targets), send, self)
        self.target.currentIndexChanged.connect(self._on_target)
        self.copy.clicked.connect(self._on_copy)
        self.send.clicked.connect(self._on_send)
        self.close_button.clicked.connect(self.reject)
        self.presenter.begin()

    def show_state(self, state: CrashState) -> None:
        """Show this state."""
        self.send.setEnabled(state.may_send)
        self.send.setText(without_mnemonic(render(SENDING if state.phase is Phase.SENDING else SEND)))
        self.report.setReadOnly(state.phase is not Phase.READING)
        self.target.setEnabled(state.phase is not Phase.SENDING)
        if state.phase is Phase.SENT and state.target is not None:
            self.notice.say("success", SENT(name=state.target.name))
        else:
            self.notice.say("danger", state.problem)

    def done(self, result: int) -> None:
        """Close, giving up what is being sent."""
        if self._task is not None:
            self._task.cancel()
        super().done(result)

    def _lay_out(self, *, has_targets: bool) -> None:
        set_kind(self.close_button, "main")
        self.close_button.setDefault(True)
        self.copy.setAutoDefault(False)
        self.send.setAutoDefault(False)
        label = PlainLabel(render(SEND_TO), kind="muted")
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        for part in (label, self.target, self.send):
            buttons.addWidget(part)
            part.setVisible(has_targets)
        buttons.addStretch(1)
        buttons.addWidget(self.copy)
        buttons.addWidget(self.close_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 18)
        column.setSpacing(12)
        column.addWidget(PlainLabel(render(TITLE), kind="title"))
        column.addWidget(PlainLabel(render(WHAT), wrap=True))
        column.addWidget(self.report, 1)
        column.addWidget(self.notice)
        column.addLayout(buttons)

    def _on_target(self, index: int) -> None:
        self.presenter.choose(self.target.itemData(index))

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self.report.toPlainText())

    def _on_send(self) -> None:
        self._task = self._start(self.presenter.send(self.report.toPlainText()))
