"""Which dialog asks which question."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from crashdesk.core.ports import Clock
from crashdesk.ui.tabs.crash_groups import actions
from crashdesk.ui.tabs.crash_groups.dialogs.assign import AssignDialog
from crashdesk.ui.tabs.crash_groups.dialogs.delete import DeleteDialog
from crashdesk.ui.tabs.crash_groups.dialogs.group_dialog import Decide, GroupDialog
from crashdesk.ui.tabs.crash_groups.dialogs.ignore import IgnoreDialog
from crashdesk.ui.tabs.crash_groups.dialogs.note import NoteDialog
from crashdesk.ui.tabs.crash_groups.dialogs.resolve import ResolveDialog
from crashdesk.ui.tabs.crash_groups.dialogs.severity import SeverityDialog
from crashdesk.ui.tabs.crash_groups.question import Question

_DIALOGS: dict[str, type[ResolveDialog | SeverityDialog | AssignDialog | NoteDialog | DeleteDialog]] = {
    actions.RESOLVE: ResolveDialog,
    actions.SEVERITY: SeverityDialog,
    actions.ASSIGN: AssignDialog,
    actions.NOTE: NoteDialog,
    actions.DELETE: DeleteDialog,
}


def open_dialog(parent: QWidget, question: Question, decide: Decide, clock: Clock) -> GroupDialog:
    """Open the dialog of `question.action` without waiting for it."""
    if question.action == actions.IGNORE:
        dialog: GroupDialog = IgnoreDialog(parent, question, decide, clock)
    else:
        dialog = _DIALOGS[question.action](parent, question, decide)
    dialog.open()
    return dialog
