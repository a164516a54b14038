"""Says at length what the verification, or a break of the log, means."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from crashdesk.core.text import QT_TRANSLATE_NOOP, Text
from crashdesk.ui.kit.forms import Notice
from crashdesk.ui.kit.plain import PlainLabel, without_mnemonic
from crashdesk.ui.kit.plain_dialogs import FittedDialog
from crashdesk.ui.kit.translate import render
from crashdesk.ui.tabs.audit.verification.explanations import Explanation

_CLOSE = QT_TRANSLATE_NOOP("Audit", "Close")
_WIDTH = 560


class MeaningDialog(FittedDialog):
    """An explanation. Opened with `open()`."""

    def __init__(self, parent: QWidget, explanation: Explanation, alarm: Text | None) -> None:
        super().__init__(parent, _WIDTH)
        self.setWindowTitle(render(explanation.title))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 18)
        column.setSpacing(6)
        if alarm is not None:
            notice = Notice()
            notice.say("danger", alarm)
            column.addWidget(notice)
            column.addSpacing(6)
        for title, text in explanation.parts:
            column.addWidget(PlainLabel(render(title), kind="heading", wrap=True))
            said = PlainLabel(render(text), wrap=True)
            said.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            column.addWidget(said)
            column.addSpacing(6)
        close = QPushButton(without_mnemonic(render(_CLOSE)))
        close.setDefault(True)
        close.clicked.connect(self.accept)
        column.addWidget(close, 0, Qt.AlignmentFlag.AlignRight)
