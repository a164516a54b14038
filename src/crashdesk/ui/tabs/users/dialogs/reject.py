"""Reject: with a reason, if there is one to give."""

from __future__ import annotations

from PySide6.QtWidgets import QPlainTextEdit, QWidget

from crashdesk.core.text import QT_TRANSLATE_NOOP
from crashdesk.core.users import Rejection
from crashdesk.ui.kit.forms import Field
from crashdesk.ui.tabs.users.dialogs.user_dialog import Decide, UserDialog
from crashdesk.ui.tabs.users.question import Question
from crashdesk.ui.tabs.users.texts import Errors, text_problem

_TITLE = QT_TRANSLATE_NOOP("UserDialogs", "Reject")
_REASON = QT_TRANSLATE_NOOP("UserDialogs", "Reason (optional)")
_HINT = QT_TRANSLATE_NOOP(
    "UserDialogs",
    "Kept with the account for whoever decides about users. Ctrl+Enter rejects. "
    "Somebody who was rejected can still be approved later.",
)


class RejectDialog(UserDialog):
    """The reason stays with the account."""

    def __init__(self, parent: QWidget, question: Question, decide: Decide) -> None:
        super().__init__(parent, _TITLE, _TITLE, question, decide)
        self.reason = QPlainTextEdit()
        self.reason.setTabChangesFocus(True)
        self.reason.setFixedHeight(84)
        self.form.add("reason", Field(_REASON, self.reason, _HINT))
        self.reason.textChanged.connect(self.recheck)
        self.reason.setFocus()

    def change(self) -> Rejection | Errors:
        """Return the rejection."""
        reason = self.reason.toPlainText().strip()
        return text_problem("reason", reason) or Rejection(reason)
