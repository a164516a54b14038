"""Grant rights beyond the role, or take them back."""

from __future__ import annotations

from PySide6.QtWidgets import QCheckBox, QWidget

from crashdesk.core.account import Permission
from crashdesk.core.text import QT_TRANSLATE_NOOP
from crashdesk.core.users import UserEdit
from crashdesk.core.visible_text import visible_line
from crashdesk.ui.kit.plain import PlainLabel, without_mnemonic
from crashdesk.ui.kit.translate import render
from crashdesk.ui.tabs.users.dialogs.user_dialog import Decide, UserDialog
from crashdesk.ui.tabs.users.question import Question

_TITLE = QT_TRANSLATE_NOOP("UserDialogs", "Grant or revoke rights")
_VERB = QT_TRANSLATE_NOOP("UserDialogs", "Save")
_BY_ROLE = QT_TRANSLATE_NOOP("UserDialogs", "{right} (by the role)")
_UNKNOWN = QT_TRANSLATE_NOOP("UserDialogs", "The server has not told yet which rights it can grant.")
_BEYOND = QT_TRANSLATE_NOOP(
    "UserDialogs", "Rights beyond those of the role. They hold whatever the role becomes."
)
_CHARACTERS = 90


class RightsDialog(UserDialog):
    """One box for each right that can be granted, with its meaning beneath."""

    def __init__(self, parent: QWidget, question: Question, decide: Decide) -> None:
        super().__init__(parent, _TITLE, _VERB, question, decide)
        self.boxes: dict[str, QCheckBox] = {}
        self._kept = question.person.permissions if question.person else ()
        grantable = [right for right in question.rights if right.grantable]
        self.form.add_widget(PlainLabel(render(_BEYOND if grantable else _UNKNOWN), kind="muted", wrap=True))
        for right in grantable:
            self._add(right, question.person.role if question.person else "")
        self.ok_button.setEnabled(bool(grantable))

    def change(self) -> UserEdit:
        """Return the edit; what this dialog did not show stays as it is."""
        others = [name for name in self._kept if name not in self.boxes]
        chosen = [name for name, box in self.boxes.items() if box.isChecked() and box.isEnabled()]
        return UserEdit(permissions=tuple(sorted({*others, *chosen})))

    def _add(self, right: Permission, role: str) -> None:
        is_by_role = role in right.roles
        meaning = visible_line(right.meaning or right.name, _CHARACTERS)
        words = render(_BY_ROLE(right=meaning)) if is_by_role else meaning
        box = QCheckBox(without_mnemonic(words))
        box.setChecked(is_by_role or right.name in self._kept)
        box.setEnabled(not is_by_role)
        self.boxes[right.name] = box
        self.form.add_widget(box)
