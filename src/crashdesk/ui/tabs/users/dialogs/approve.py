"""Approve: as what, and what to be careful about."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit, QWidget

from crashdesk.core.people import Role
from crashdesk.core.text import QT_TRANSLATE_NOOP
from crashdesk.core.users import Approval
from crashdesk.ui.kit.forms import Field, Notice
from crashdesk.ui.kit.options import Options
from crashdesk.ui.kit.translate import render
from crashdesk.ui.tabs.users.dialogs.user_dialog import Decide, UserDialog
from crashdesk.ui.tabs.users.question import Question
from crashdesk.ui.tabs.users.texts import Errors, text_problem
from crashdesk.ui.tabs.users.words import ADMIN_WARNING, ROLE_MEANINGS, ROLES, likeness_sentence

_TITLE = QT_TRANSLATE_NOOP("UserDialogs", "Approve")
_ALIKE = QT_TRANSLATE_NOOP(
    "UserDialogs", "{n} of these people could be taken for somebody else. Look at them one by one."
)
_NOTE = QT_TRANSLATE_NOOP("UserDialogs", "Note (optional)")
_NOTE_HINT = QT_TRANSLATE_NOOP("UserDialogs", "For your colleagues: who this is, who asked for it.")


class ApproveDialog(UserDialog):
    """Whom one makes admin is asked here once more, by saying what an admin may do."""

    def __init__(self, parent: QWidget, question: Question, decide: Decide) -> None:
        super().__init__(parent, _TITLE, _TITLE, question, decide)
        if question.similar:
            self.warn(likeness_sentence(question.similar[0], render))
        elif question.alike:
            self.warn(_ALIKE(question.alike))
        self.options = Options(QT_TRANSLATE_NOOP("UserDialogs", "Role"))
        for role in ROLES:
            self.options.add(ROLE_MEANINGS[role])
        self.form.add_widget(self.options)
        self.admin_notice = Notice()
        self.form.add_widget(self.admin_notice)
        self.note = QLineEdit()
        self.form.add("note", Field(_NOTE, self.note, _NOTE_HINT))
        self.note.textChanged.connect(self.recheck)
        self.options.chosen.connect(self._on_chosen)
        self.options.choose(ROLES.index(question.role))

    def change(self) -> Approval | Errors:
        """Return the approval."""
        note = self.note.text().strip()
        wrong = text_problem("note", note)
        return wrong or Approval(ROLES[self.options.number], note)

    def _on_chosen(self) -> None:
        is_admin = ROLES[self.options.number] is Role.ADMIN
        self.admin_notice.say("warning", ADMIN_WARNING if is_admin else None)
