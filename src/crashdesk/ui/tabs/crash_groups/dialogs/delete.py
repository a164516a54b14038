"""Delete: says what is lost and asks."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from crashdesk.core.text import QT_TRANSLATE_NOOP
from crashdesk.ui.kit.amounts import grouped
from crashdesk.ui.kit.forms import Notice, set_kind
from crashdesk.ui.tabs.crash_groups.dialogs.group_dialog import Decide, GroupDialog
from crashdesk.ui.tabs.crash_groups.question import Question

_LOST = QT_TRANSLATE_NOOP(
    "Decisions",
    "This deletes {groups} with {reports} and all notes from the server, for everybody. It cannot be undone.",
)
_ONE_GROUP = QT_TRANSLATE_NOOP("Decisions", "one group")
_GROUPS = QT_TRANSLATE_NOOP("Decisions", "{count} groups")
_ONE_REPORT = QT_TRANSLATE_NOOP("Decisions", "one report")
_REPORTS = QT_TRANSLATE_NOOP("Decisions", "{count} reports")


class DeleteDialog(GroupDialog):
    """Enter means no here: the button that deletes has to be reached first."""

    def __init__(self, parent: QWidget, question: Question, decide: Decide) -> None:
        title, verb = (
            QT_TRANSLATE_NOOP("Decisions", "Delete with all reports"),
            QT_TRANSLATE_NOOP("Decisions", "Delete"),
        )
        super().__init__(parent, title, verb, question, decide)
        notice = Notice()
        groups, reports = len(question.ids), question.reports
        notice.say(
            "danger",
            _LOST(
                groups=str(_ONE_GROUP if groups == 1 else _GROUPS(count=grouped(groups))),
                reports=str(_ONE_REPORT if reports == 1 else _REPORTS(count=grouped(reports))),
            ),
        )
        self.notice = notice
        self.form.add_widget(notice)
        set_kind(self.ok_button, "danger")
        self.ok_button.setDefault(False)
        self.ok_button.setAutoDefault(True)
        self.cancel_button.setDefault(True)
        self.cancel_button.setFocus()
