"""Rename: the name that colleagues see."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit, QWidget

from crashdesk.core.text import QT_TRANSLATE_NOOP
from crashdesk.core.users import UserEdit
from crashdesk.ui.kit.forms import Field
from crashdesk.ui.tabs.users.dialogs.user_dialog import Decide, UserDialog
from crashdesk.ui.tabs.users.question import Question
from crashdesk.ui.tabs.users.texts import Errors, text_problem

_TITLE = QT_TRANSLATE_NOOP("UserDialogs", "Rename")
_NAME = QT_TRANSLATE_NOOP("UserDialogs", "Name")
_HINT = QT_TRANSLATE_NOOP(
    "UserDialogs", "Without one, the address is shown. What was written before keeps the old name."
)


class RenameDialog(UserDialog):
    """One line."""

    def __init__(self, parent: QWidget, question: Question, decide: Decide) -> None:
        super().__init__(parent, _TITLE, _TITLE, question, decide)
        self.name = QLineEdit(question.person.name if question.person else "")
        self.form.add("name", Field(_NAME, self.name, _HINT))
        self.name.textChanged.connect(self.recheck)
        self.name.selectAll()
        self.name.setFocus()

    def change(self) -> UserEdit | Errors:
        """Return the edit."""
        name = self.name.text().strip()
        return text_problem("name", name) or UserEdit(name=name)
