"""Resolve: now, in the next version, or in a version that one names."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from crashdesk.core.crash_groups import GroupChange, ResolvedIn
from crashdesk.core.text import QT_TRANSLATE_NOOP
from crashdesk.ui.kit.forms import Field
from crashdesk.ui.kit.options import Options
from crashdesk.ui.tabs.crash_groups.decisions import Errors, resolution_change
from crashdesk.ui.tabs.crash_groups.dialogs.group_dialog import Decide, GroupDialog
from crashdesk.ui.tabs.crash_groups.dialogs.version_box import version_box
from crashdesk.ui.tabs.crash_groups.question import Question

_KINDS = (ResolvedIn.NOW, ResolvedIn.NEXT, ResolvedIn.VERSION)


class ResolveDialog(GroupDialog):
    """A report from the version of the fix, or a newer one, will reopen the group as regressed."""

    def __init__(self, parent: QWidget, question: Question, decide: Decide) -> None:
        title, verb = QT_TRANSLATE_NOOP("Decisions", "Resolve"), QT_TRANSLATE_NOOP("Decisions", "Resolve")
        super().__init__(parent, title, verb, question, decide)
        self.version = version_box(question.versions)
        hint = QT_TRANSLATE_NOOP("Decisions", "A report from this version or a newer one reopens it.")
        field = self.form.add(
            "version", Field(QT_TRANSLATE_NOOP("Decisions", "Fixed in version"), self.version, hint)
        )
        self.options = Options(QT_TRANSLATE_NOOP("Decisions", "Since when it is fixed"))
        self.options.add(QT_TRANSLATE_NOOP("Decisions", "Now: any later report reopens it"))
        self.options.add(QT_TRANSLATE_NOOP("Decisions", "In the next version"))
        self.options.add(QT_TRANSLATE_NOOP("Decisions", "In a version"), field)
        self.form.add_widget(self.options)
        self.options.choose(0)
        self.version.currentTextChanged.connect(self.recheck)
        self.options.chosen.connect(self.recheck)

    def change(self) -> GroupChange | Errors:
        """Return the resolution."""
        return resolution_change(_KINDS[self.options.number], self.version.currentText())
