"""Severity: one of four."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from crashdesk.core.crash_groups import GroupChange, Severity, SeverityChange
from crashdesk.core.text import QT_TRANSLATE_NOOP
from crashdesk.ui.kit.options import Options
from crashdesk.ui.tabs.crash_groups.dialogs.group_dialog import Decide, GroupDialog
from crashdesk.ui.tabs.crash_groups.question import Question
from crashdesk.ui.tabs.crash_groups.words import SEVERITY_WORDS

_WORST_FIRST = tuple(reversed(Severity))


class SeverityDialog(GroupDialog):
    """Once set by a person, the server's own guess no longer changes it."""

    def __init__(self, parent: QWidget, question: Question, decide: Decide) -> None:
        title, verb = QT_TRANSLATE_NOOP("Decisions", "Set severity"), QT_TRANSLATE_NOOP("Decisions", "Set")
        super().__init__(parent, title, verb, question, decide)
        self.options = Options(QT_TRANSLATE_NOOP("Decisions", "How bad it is"))
        for severity in _WORST_FIRST:
            self.options.add(SEVERITY_WORDS[severity])
        self.form.add_widget(self.options)
        present = question.group.severity if question.group else Severity.MEDIUM
        self.options.choose(_WORST_FIRST.index(present))

    def change(self) -> GroupChange:
        """Return the severity."""
        return SeverityChange(_WORST_FIRST[self.options.number])
