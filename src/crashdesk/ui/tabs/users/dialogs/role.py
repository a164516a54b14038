"""Change the role of somebody who was let in."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from crashdesk.core.people import Role
from crashdesk.core.text import QT_TRANSLATE_NOOP
from crashdesk.core.users import UserEdit
from crashdesk.ui.kit.forms import Notice
from crashdesk.ui.kit.options import Options
from crashdesk.ui.tabs.users.dialogs.user_dialog import Decide, UserDialog
from crashdesk.ui.tabs.users.question import Question
from crashdesk.ui.tabs.users.words import ADMIN_WARNING, ROLE_MEANINGS, ROLES

_TITLE = QT_TRANSLATE_NOOP("UserDialogs", "Change the role")
_VERB = QT_TRANSLATE_NOOP("UserDialogs", "Change")
_LOSES = QT_TRANSLATE_NOOP("UserDialogs", "What the new role may not see vanishes from their desk at once.")


class RoleDialog(UserDialog):
    """The present role is chosen at first; what another one means is said before."""

    def __init__(self, parent: QWidget, question: Question, decide: Decide) -> None:
        super().__init__(parent, _TITLE, _VERB, question, decide)
        self.options = Options(QT_TRANSLATE_NOOP("UserDialogs", "Role"))
        for role in ROLES:
            self.options.add(ROLE_MEANINGS[role])
        self.form.add_widget(self.options)
        self.notice = Notice()
        self.form.add_widget(self.notice)
        present = question.person.role if question.person else ""
        self._present = next((n for n, role in enumerate(ROLES) if role == present), 0)
        self.options.chosen.connect(self._on_chosen)
        self.options.choose(self._present)

    def change(self) -> UserEdit:
        """Return the edit."""
        return UserEdit(role=ROLES[self.options.number])

    def _on_chosen(self) -> None:
        number = self.options.number
        self.ok_button.setEnabled(number != self._present)
        if number < self._present:
            self.notice.say("info", _LOSES)
        else:
            is_new_admin = ROLES[number] is Role.ADMIN and number != self._present
            self.notice.say("warning", ADMIN_WARNING if is_new_admin else None)
