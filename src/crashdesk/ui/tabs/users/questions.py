"""Which dialog asks which question."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from crashdesk.ui.tabs.users import actions
from crashdesk.ui.tabs.users.dialogs.approve import ApproveDialog
from crashdesk.ui.tabs.users.dialogs.confirm import DeleteDialog, DisableDialog, SignOutDialog
from crashdesk.ui.tabs.users.dialogs.reject import RejectDialog
from crashdesk.ui.tabs.users.dialogs.rename import RenameDialog
from crashdesk.ui.tabs.users.dialogs.rights import RightsDialog
from crashdesk.ui.tabs.users.dialogs.role import RoleDialog
from crashdesk.ui.tabs.users.dialogs.user_dialog import Decide, UserDialog
from crashdesk.ui.tabs.users.question import Question

_DIALOGS: dict[str, Callable[[QWidget, Question, Decide], UserDialog]] = {
    actions.APPROVE: ApproveDialog,
    actions.APPROVE_VIEWER: ApproveDialog,
    actions.APPROVE_OPERATOR: ApproveDialog,
    actions.APPROVE_ADMIN: ApproveDialog,
    actions.REJECT: RejectDialog,
    actions.CHANGE_ROLE: RoleDialog,
    actions.GRANT: RightsDialog,
    actions.RENAME: RenameDialog,
    actions.DISABLE: DisableDialog,
    actions.SIGN_OUT: SignOutDialog,
    actions.DELETE: DeleteDialog,
}


def open_dialog(parent: QWidget, question: Question, decide: Decide) -> UserDialog:
    """Open the dialog of `question.action` without waiting for it."""
    dialog = _DIALOGS[question.action](parent, question, decide)
    dialog.open()
    return dialog
